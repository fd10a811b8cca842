using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>The sub-accounts of a master and their balances (KuCoin protocol 4.5).</summary>
public sealed class SubAccountRoutes(
    Exchange exchange, ReferencePrices prices, SimulatorOptions options, TimeProvider time)
{
    /// <summary>Subs that a master may have.</summary>
    public const int SubsMax = 5;

    private const int ShortestName = 7;
    private const int LongestName = 32;

    private readonly long _openedMs = time.GetUtcNow().ToUnixTimeMilliseconds();

    public IEnumerable<Route> Routes()
    {
        yield return Read("/api/v2/sub/user", 20, c =>
            ResultPage.Of(c, c.Account.Subs, WriteUser, defaultSize: 10));
        yield return Read("/api/v1/sub/user", 20, c => ResultPage.Array(c.Account.Subs, WriteUser));
        yield return Read("/api/v1/sub-accounts/", 15, One);
        yield return Read("/api/v1/sub-accounts", 20, c => ResultPage.Array(c.Account.Subs, Writer()));
        yield return Read("/api/v2/sub-accounts", 20, c =>
            ResultPage.Of(c, c.Account.Subs, Writer(), defaultSize: 10));
        yield return Route.Of("POST", "/api/v2/sub/user/created", RatePool.Management, 15, Access.General,
            Create);
    }

    private Route Read(string path, int weight, Func<RestCall, Reply> handler) =>
        Route.Of("GET", path, RatePool.Management, weight, Access.General, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    private void WriteUser(Utf8JsonWriter w, Account sub)
    {
        w.WriteStartObject();
        w.WriteString("userId", sub.UserId);
        w.WriteNumber("uid", sub.Uid);
        w.WriteString("subName", sub.Name);
        w.WriteNumber("status", sub.IsFrozen ? 3 : 2);
        w.WriteNumber("type", 0);
        w.WriteString("access", "Spot");
        w.WriteNumber("createdAt", _openedMs);
        w.WriteString("remarks", "");
        WriteSpot(w, "tradeTypes");
        WriteSpot(w, "openedTradeTypes");
        w.WriteNull("hostedStatus");
        w.WriteEndObject();
    }

    private static void WriteSpot(Utf8JsonWriter w, string name)
    {
        w.WriteStartArray(name);
        w.WriteStringValue("Spot");
        w.WriteEndArray();
    }

    private Reply One(RestCall call)
    {
        Account? sub = call.Account.Subs
            .FirstOrDefault(s => string.Equals(s.UserId, call.Tail, StringComparison.Ordinal));
        return sub is null
            ? Reply.Refusal(OrderValidation.Parameter("sub-account not exist"))
            : Reply.Data(w => Writer()(w, sub));
    }

    /// <summary>Writes the balances of a sub, valued in BTC at the present prices.</summary>
    private Action<Utf8JsonWriter, Account> Writer()
    {
        IReadOnlyDictionary<string, Dec> now = prices.All();
        return (w, sub) =>
        {
            w.WriteStartObject();
            w.WriteString("subUserId", sub.UserId);
            w.WriteString("subName", sub.Name);
            WritePurse(w, "mainAccounts", sub.Ledger.Snapshot(AccountType.Main), now);
            IReadOnlyList<Balance> trade = sub.Ledger.Snapshot(AccountType.Trade);
            WritePurse(w, "tradeAccounts", sub.UsesTradeHf ? [] : trade, now);
            WritePurse(w, "marginAccounts", sub.Ledger.Snapshot(AccountType.Margin), now);
            WritePurse(w, "tradeHFAccounts", sub.UsesTradeHf ? trade : [], now);
            w.WriteEndObject();
        };
    }

    private static void WritePurse(
        Utf8JsonWriter w, string name, IReadOnlyList<Balance> balances,
        IReadOnlyDictionary<string, Dec> prices)
    {
        w.WriteStartArray(name);
        foreach (Balance balance in balances)
        {
            Dec bitcoin = BitcoinIn(balance.Currency, prices);
            w.WriteStartObject();
            w.WriteString("currency", balance.Currency);
            w.WriteString("balance", balance.Total.ToString());
            w.WriteString("available", balance.Available.ToString());
            w.WriteString("holds", balance.Hold.ToString());
            w.WriteString("baseCurrency", "BTC");
            w.WriteString("baseCurrencyPrice", bitcoin.ToString());
            w.WriteString("baseAmount", Quotient(balance.Total, bitcoin).ToString());
            w.WriteString("tag", "DEFAULT");
            w.WriteEndObject();
        }

        w.WriteEndArray();
    }

    /// <summary>What a bitcoin costs in the currency; zero if that is not known.</summary>
    private static Dec BitcoinIn(string currency, IReadOnlyDictionary<string, Dec> prices) =>
        prices.TryGetValue("BTC", out Dec bitcoin) && prices.TryGetValue(currency, out Dec price)
            ? Quotient(bitcoin, price)
            : Dec.Zero;

    private static Dec Quotient(Dec top, Dec bottom) =>
        bottom.IsZero || top.IsZero ? Dec.Zero : Dec.FromUnits(Dec.FloorQuotient(top, bottom, 8), 8);

    private Reply Create(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            string name = LooseJson.Text(document!.RootElement, "subName") ?? "";
            if (name.Length is < ShortestName or > LongestName || !name.All(char.IsAsciiLetterOrDigit))
            {
                return Reply.Refusal(OrderValidation.Parameter(
                    "subName should have 7 to 32 letters and digits"));
            }

            lock (exchange.Gate)
            {
                if (!call.Account.IsMaster || call.Account.Subs.Count >= SubsMax
                    || exchange.Accounts.FindByName(name) is not null)
                {
                    return Reply.Refusal(OrderValidation.Parameter(
                        "The sub-account cannot be created: the name is taken, or there are too many."));
                }

                Account sub = exchange.Accounts.Add(
                    new AccountOptions { Name = name, Master = call.Account.Name }, options.Seed);
                return Reply.Object(w =>
                {
                    w.WriteNumber("uid", sub.Uid);
                    w.WriteString("subName", sub.Name);
                    OrderJson.WriteOptional(w, "remarks", LooseJson.Text(document.RootElement, "remarks"));
                    w.WriteString("access", "Spot");
                });
            }
        }
    }
}
