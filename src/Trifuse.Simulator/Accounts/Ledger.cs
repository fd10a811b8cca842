using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>What one currency of the account holds.</summary>
public readonly record struct Balance(string Currency, Dec Available, Dec Hold)
{
    public Dec Total => Available + Hold;
}

/// <summary>One change of a balance, as the private stream tells it.</summary>
public sealed record BalanceChange
{
    public required long AccountId { get; init; }

    public required Balance After { get; init; }

    public required Dec AvailableChange { get; init; }

    public required Dec HoldChange { get; init; }

    /// <summary>trade.hold or trade.setted (the exchange's own spelling).</summary>
    public required string Cause { get; init; }

    public required string Symbol { get; init; }

    public required string OrderId { get; init; }

    public long TradeId { get; init; }

    public required long EventId { get; init; }

    public required long TimeMs { get; init; }
}

/// <summary>The one trade account: exact balances by currency, never negative.</summary>
public sealed class Ledger
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly long _firstAccountId;

    public Ledger(long firstAccountId)
    {
        _firstAccountId = firstAccountId;
    }

    public void Deposit(string currency, Dec amount) => Apply(currency, amount, Dec.Zero);

    public Balance Of(string currency) =>
        _entries.TryGetValue(currency, out Entry? entry)
            ? new Balance(currency, entry.Available, entry.Hold)
            : new Balance(currency, Dec.Zero, Dec.Zero);

    /// <summary>Changes both parts at once.</summary>
    /// <exception cref="InvalidOperationException">A part would become negative: a bug of the
    /// exchange.</exception>
    public Balance Apply(string currency, Dec availableChange, Dec holdChange)
    {
        Entry entry = EntryOf(currency);
        Dec available = entry.Available + availableChange;
        Dec hold = entry.Hold + holdChange;
        if (available.Sign < 0 || hold.Sign < 0)
        {
            throw new InvalidOperationException(
                currency + " would become negative: available " + available + ", hold " + hold + ".");
        }

        entry.Available = available;
        entry.Hold = hold;
        return new Balance(currency, available, hold);
    }

    public long AccountIdOf(string currency) => EntryOf(currency).AccountId;

    /// <summary>All currencies ever touched, in the order of their codes.</summary>
    public IReadOnlyList<Balance> Snapshot()
    {
        var list = new List<Balance>(_entries.Count);
        foreach ((string currency, Entry entry) in _entries)
        {
            list.Add(new Balance(currency, entry.Available, entry.Hold));
        }

        return list;
    }

    private Entry EntryOf(string currency)
    {
        if (!_entries.TryGetValue(currency, out Entry? entry))
        {
            entry = new Entry(_firstAccountId + _entries.Count);
            _entries.Add(currency, entry);
        }

        return entry;
    }

    private sealed class Entry(long accountId)
    {
        public long AccountId { get; } = accountId;

        public Dec Available { get; set; }

        public Dec Hold { get; set; }
    }
}
