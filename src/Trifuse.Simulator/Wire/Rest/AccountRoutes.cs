using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Balances by account (KuCoin protocol 4.5).</summary>
public sealed class AccountRoutes(Exchange exchange)
{
    public IEnumerable<Route> Routes()
    {
        yield return Read("/api/v1/accounts", 5, Accounts);
        yield return Read("/api/v1/accounts/", 5, One);
        yield return Read("/api/v1/accounts/transferable", 20, Transferable);
        yield return Route.Of("GET", "/api/v1/hf/accounts/opened", RatePool.Spot, 30, Access.General,
            c => Reply.Data(w => w.WriteBooleanValue(c.Account.UsesTradeHf)));

        // Nothing comes in from outside nor goes there.
        yield return Read("/api/v1/deposits", 5, Nothing);
        yield return Read("/api/v1/hist-deposits", 5, Nothing);
        yield return Read("/api/v1/withdrawals", 20, Nothing);
        yield return Read("/api/v1/hist-withdrawals", 20, Nothing);
    }

    private Route Read(string path, int weight, Func<RestCall, Reply> handler) =>
        Route.Of("GET", path, RatePool.Management, weight, Access.General, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    private static Reply Nothing(RestCall call) => ResultPage.Of(call, Array.Empty<Balance>(), (_, _) => { });

    private static void WriteAmounts(Utf8JsonWriter w, Balance balance)
    {
        w.WriteString("balance", balance.Total.ToString());
        w.WriteString("available", balance.Available.ToString());
        w.WriteString("holds", balance.Hold.ToString());
    }

    private static Reply Accounts(RestCall call)
    {
        string? currency = call.Query("currency");
        string? wanted = call.Query("type");
        Account account = call.Account;
        return Reply.Data(w =>
        {
            w.WriteStartArray();
            foreach (AccountType type in AccountTypes.All)
            {
                string name = account.NameOf(type);
                if (wanted is not null && !string.Equals(wanted, name, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }

                foreach (Balance balance in account.Ledger.Snapshot(type))
                {
                    if (currency is null
                        || string.Equals(currency, balance.Currency, StringComparison.OrdinalIgnoreCase))
                    {
                        w.WriteStartObject();
                        w.WriteString("id", AccountIds.TextOf(account, type, balance.Currency));
                        w.WriteString("currency", balance.Currency);
                        w.WriteString("type", name);
                        WriteAmounts(w, balance);
                        w.WriteEndObject();
                    }
                }
            }

            w.WriteEndArray();
        });
    }

    private static Reply One(RestCall call)
    {
        foreach (AccountType type in AccountTypes.All)
        {
            foreach (Balance balance in call.Account.Ledger.Snapshot(type))
            {
                string id = AccountIds.TextOf(call.Account, type, balance.Currency);
                if (string.Equals(id, call.Tail, StringComparison.Ordinal))
                {
                    return Reply.Object(w =>
                    {
                        w.WriteString("currency", balance.Currency);
                        WriteAmounts(w, balance);
                    });
                }
            }
        }

        return Reply.Refusal(OrderValidation.Parameter("account not exist"));
    }

    private static Reply Transferable(RestCall call)
    {
        if (call.Query("currency") is not { } currency)
        {
            return Reply.Refusal(OrderValidation.Parameter("currency should not be empty"));
        }

        if (!AccountTypes.TryParse(call.Query("type"), out AccountType type))
        {
            return Reply.Refusal(
                OrderValidation.Parameter("type should be MAIN, TRADE, MARGIN, ISOLATED ..."));
        }

        Balance balance = call.Account.Ledger.Of(type, currency);
        return Reply.Object(w =>
        {
            w.WriteString("currency", currency);
            WriteAmounts(w, balance);
            w.WriteString("transferable", balance.Available.ToString());
        });
    }
}
