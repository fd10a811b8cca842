using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Output;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Connections;

/// <summary>Fetches what the hot thread asks for, on the connector thread. Allocates.</summary>
internal sealed class ControlFetcher(ControlClient client, Universe universe, bool isSigned, LogRing log)
{
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
        ControlReply reply = isSigned
            ? client.GetSigned($"{Endpoints.Level2Full}?symbol={name}")
            : client.Get($"{Endpoints.Level2Part100}?symbol={name}");
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
