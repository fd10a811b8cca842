using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Output;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Connections;

/// <summary>Fetches what the hot thread asks for, on the connector thread. Allocates.</summary>
internal sealed class ControlFetcher(ControlClient client, Universe universe, bool isSigned, LogRing log)
{
    private readonly SnapshotPace _pace = new(isSigned);

    /// <summary>The monotonic time from which on the rate limit allows another snapshot.</summary>
    public long NextSnapshotNs(long nowNs) => _pace.NextNs(nowNs);

    public ControlResult Fetch(in ControlRequest request) => request.Kind == ControlKind.Balances
        ? FetchBalances()
        : FetchSnapshot(request.Symbol);

    private ControlResult FetchBalances()
    {
        ControlReply reply = client.GetSigned($"{Endpoints.Accounts}?type=trade");
        string? problem = reply.Problem;
        if (!reply.IsTransportFailure)
        {
            Reply<AccountsReply> accounts = AccountsReply.Parse(reply.Status, reply.Body);
            if (accounts.IsGood)
            {
                return new ControlResult
                {
                    Kind = ControlKind.Balances,
                    IsOk = true,
                    Balances = EventsOf(accounts.Value),
                };
            }
            problem = accounts.Cause;
        }
        log.WriteText(LogLevel.Error, $"balances cannot be read: {problem}");
        return new ControlResult { Kind = ControlKind.Balances, IsOk = false };
    }

    // A currency without an account has nothing in it, which the books must know as well.
    private BalanceEvent[] EventsOf(AccountsReply accounts)
    {
        var events = new BalanceEvent[universe.CurrencyCount];
        for (int i = 0; i < events.Length; i++)
        {
            events[i] = new BalanceEvent
            {
                Currency = new CurrencyId(i),
                IsTradeAccount = true,
                Available = ExactDecimal.Zero,
            };
        }
        foreach (AccountRow row in accounts.Accounts)
        {
            byte[] code = System.Text.Encoding.UTF8.GetBytes(row.Currency);
            if (row.IsTrade && universe.TryFindCurrency(code, out CurrencyId currency))
            {
                events[currency.Index].Available = row.Available;
                events[currency.Index].Hold = row.Holds;
                events[currency.Index].Total = row.Balance;
            }
        }
        return events;
    }

    private ControlResult FetchSnapshot(SymbolId symbol)
    {
        string name = universe.SpecOf(symbol).Name;
        _pace.Spend(MonotonicClock.NowNs());
        ControlReply reply = isSigned
            ? client.GetSigned($"{Endpoints.Level2Full}?symbol={name}")
            : client.Get($"{Endpoints.Level2Part100}?symbol={name}");
        _pace.Note(
            reply.Status,
            reply.NumberIn("gw-ratelimit-limit"u8),
            reply.NumberIn("gw-ratelimit-remaining"u8),
            reply.NumberIn("gw-ratelimit-reset"u8),
            MonotonicClock.NowNs());
        string? problem = reply.Problem;
        if (!reply.IsTransportFailure)
        {
            Reply<SnapshotReply> snapshot = SnapshotReply.Parse(reply.Status, reply.Body);
            if (snapshot.IsGood)
            {
                return new ControlResult
                {
                    Kind = ControlKind.Snapshot,
                    IsOk = true,
                    Symbol = symbol,
                    Sequence = snapshot.Value.Sequence,
                    Bids = [.. snapshot.Value.Bids],
                    Asks = [.. snapshot.Value.Asks],
                };
            }
            problem = snapshot.Cause;
        }
        log.WriteText(LogLevel.Error, $"the level2 snapshot of {name} cannot be read: {problem}");
        return new ControlResult { Kind = ControlKind.Snapshot, IsOk = false, Symbol = symbol };
    }
}
