using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.State;

/// <summary>Makes one whole state of a whole one and the changes that were written after it.</summary>
internal static class StateMerge
{
    // Sequences are written with whole states only; after a kill they go on far beyond what was told.
    private const long SequenceLeap = 1_000_000;
    private const long SequencesPerMs = 10;

    public static ExchangeState Of(IReadOnlyList<ExchangeState> lines, long nowMs)
    {
        ExchangeState last = lines[^1];
        var accounts = new List<MergedAccount>();
        foreach (AccountState change in lines.SelectMany(l => l.Accounts))
        {
            MergedAccount? known = accounts.Find(
                a => string.Equals(a.Name, change.Name, StringComparison.Ordinal));
            if (known is null)
            {
                known = new MergedAccount(change.Name);
                accounts.Add(known);
            }

            known.Take(change);
        }

        long leap = SequenceLeap + (Math.Max(0, nowMs - lines[0].SavedMs) * SequencesPerMs);
        return last with
        {
            Symbols = [.. lines[0].Symbols.Select(s => s with { Sequence = s.Sequence + leap })],
            Accounts = [.. accounts.Select(a => a.Whole)],
        };
    }

    private sealed class MergedAccount(string name)
    {
        private readonly Dictionary<(string Type, string Currency), PurseState> _purses = [];
        private readonly Dictionary<string, OrderState> _open = new(StringComparer.Ordinal);
        private readonly List<OrderState> _done = [];
        private readonly List<FillState> _fills = [];
        private readonly List<JournalState> _journal = [];
        private readonly List<NamedId> _transfers = [];
        private AccountState? _latest;

        public string Name => name;

        public AccountState Whole
        {
            get
            {
                // Orders that the exchange has forgotten are gone from its lists, but not from this log.
                var known = _open.Keys.Concat(_done.Select(o => o.Id)).ToHashSet(StringComparer.Ordinal);
                return _latest! with
                {
                    Purses = [.. _purses.Values],
                    Open = [.. _open.Values],
                    Done = _done,
                    Fills = [.. _fills.Where(f => known.Contains(f.OrderId))],
                    Journal = _journal,
                    Transfers = _transfers,
                };
            }
        }

        public void Take(AccountState change)
        {
            _latest = change;
            foreach (PurseState purse in change.Purses)
            {
                _purses[(purse.Type, purse.Currency)] = purse;
            }

            foreach (OrderState order in change.Open)
            {
                _open[order.Id] = order;
            }

            foreach (OrderState order in change.Done)
            {
                _open.Remove(order.Id);
                _done.Add(order);
            }

            _fills.AddRange(change.Fills);
            _journal.AddRange(change.Journal);
            _transfers.AddRange(change.Transfers);
        }
    }
}
