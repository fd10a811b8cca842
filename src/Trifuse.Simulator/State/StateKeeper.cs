using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.State;

/// <summary>
/// Keeps the exchange's state in its file: what an operation has changed is written before anybody is told of
/// it. Under the exchange's gate.
/// </summary>
internal sealed class StateKeeper : IDisposable
{
    private const long GrownMax = 64L * 1024 * 1024;

    private readonly StateLog _log;
    private readonly Exchange _exchange;
    private readonly Dictionary<Account, Touched> _touched = [];
    private readonly Dictionary<Account, Written> _written = [];

    private StateKeeper(StateLog log, Exchange exchange)
    {
        _log = log;
        _exchange = exchange;
    }

    /// <summary>
    /// Opens the file; an exchange that nothing has happened on yet takes over what is in it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="nowMs">The exchange's time.</param>
    /// <param name="waiting">Orders that were taken but not matched yet.</param>
    public static StateKeeper Open(
        string path, Exchange exchange, long nowMs, out IReadOnlyList<Order> waiting)
    {
        StateLog log = StateLog.Open(path, out IReadOnlyList<ExchangeState> lines);
        waiting = [];
        try
        {
            if (lines.Count > 0)
            {
                waiting = exchange.Import(StateMerge.Of(lines, nowMs));
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or OverflowException)
        {
            log.Dispose();
            string message = "State file " + path + " does not fit this exchange: " + e.Message;
            throw new SimulatorStartException(message, e) { IsBadInput = true };
        }

        var keeper = new StateKeeper(log, exchange);
        keeper.WriteWhole();
        return keeper;
    }

    public void Touch(Order order) => TouchedOf(order.Account).Orders.Add(order);

    public void Touch(BalanceChange change) =>
        TouchedOf(change.Account).Purses.Add((change.Type, change.After.Currency));

    /// <summary>True once something has changed that is not written.</summary>
    public bool IsDirty => _touched.Count > 0;

    /// <summary>Writes what has changed.</summary>
    public void Write()
    {
        foreach (Account account in _exchange.Accounts.All)
        {
            if (_exchange.DeadManOf(account) != _written[account].DeadMan)
            {
                TouchedOf(account);
            }
        }

        if (!IsDirty)
        {
            return;
        }

        _log.Append(_exchange.ExportChanges(_touched.Select(t => Narrow(t.Key, t.Value))));
        foreach (Account account in _touched.Keys)
        {
            Remember(account);
        }

        _touched.Clear();
        if (_log.Grown > GrownMax)
        {
            WriteWhole();
        }
    }

    /// <summary>Puts the whole state down, sequences included.</summary>
    public void WriteWhole()
    {
        _log.Replace(_exchange.Export());
        _touched.Clear();
        foreach (Account account in _exchange.Accounts.All)
        {
            Remember(account);
        }
    }

    public void Dispose() => _log.Dispose();

    private Touched TouchedOf(Account account)
    {
        if (!_touched.TryGetValue(account, out Touched? touched))
        {
            touched = new Touched();
            _touched.Add(account, touched);
        }

        return touched;
    }

    private AccountChanges Narrow(Account account, Touched touched)
    {
        Written written = _written[account];
        return new AccountChanges(
            account,
            touched.Purses,
            [.. touched.Orders.Where(o => o.Active)],
            [.. touched.Orders.Where(o => !o.Active).OrderBy(o => o.DoneId)],
            written.FillId,
            written.LedgerId,
            written.Transfers);
    }

    private void Remember(Account account) => _written[account] = new Written(
        account.Orders.Fills.Select(f => f.Id).FirstOrDefault(),
        account.Journal.NewestFirst.Select(e => e.Id).FirstOrDefault(),
        _exchange.Transfers.Answered(account).Select(t => t.Id).LastOrDefault(),
        _exchange.DeadManOf(account));

    private sealed record Written(long FillId, long LedgerId, string? Transfers, DeadMan? DeadMan);

    private sealed class Touched
    {
        public HashSet<Order> Orders { get; } = [];

        public HashSet<(AccountType Type, string Currency)> Purses { get; } = [];
    }
}
