using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>The account in the words of the Pro API (KuCoin protocol section 8).</summary>
public sealed class UnifiedAccountRoutes(Exchange exchange, TimeProvider time)
{
    private const string Root = UnifiedMarketRoutes.Root;
    private const int FeeSymbolsMax = 10;

    public IEnumerable<Route> Routes()
    {
        yield return Read("unified/account/balance", c => Balances(c, "UNIFIED", AccountType.Trade));
        yield return Read("account/balance", c => Balances(c));
        yield return Read("account/transfer-quota", TransferQuota);
        yield return Read("user/fee-rate", FeeRate);
    }

    /// <summary>
    /// Which kind of account this is. Some clients ask before nearly every private call, so it is served even
    /// where the rest of the Pro API is not.
    /// </summary>
    public Route Mode() => Read("account/mode", call => Reply.Object(w =>
    {
        w.WriteString("selfAccountMode", "CLASSIC");
        w.WriteStartArray("unifiedSubAccount");
        w.WriteEndArray();
        w.WriteStartArray("classicSubAccount");
        foreach (Account sub in call.Account.Subs)
        {
            w.WriteNumberValue(sub.Uid);
        }

        w.WriteEndArray();
    }));

    private Route Read(string path, Func<RestCall, Reply> handler) =>
        Route.Of("GET", Root + path, RatePool.Unified, 2, Access.General | Access.Unified, call =>
        {
            lock (exchange.Gate)
            {
                return handler(call);
            }
        });

    /// <summary>SPOT is the trading account, FUNDING the main one.</summary>
    private static bool TryType(string? text, out AccountType type)
    {
        AccountType? found = text switch
        {
            null or "SPOT" => AccountType.Trade,
            "FUNDING" => AccountType.Main,
            "CROSS" => AccountType.Margin,
            "ISOLATED" => AccountType.Isolated,
            "FUTURES" => AccountType.Contract,
            _ => null,
        };
        type = found ?? AccountType.Trade;
        return found is not null;
    }

    private Reply Balances(RestCall call) => TryType(call.Query("accountType"), out AccountType type)
        ? Balances(call, call.Query("accountType") ?? "SPOT", type)
        : UnknownType();

    private static Reply UnknownType() => Reply.Refusal(OrderValidation.Parameter(
        "accountType should be SPOT, FUNDING, CROSS, ISOLATED or FUTURES"));

    private Reply Balances(RestCall call, string name, AccountType type) => Reply.Object(w =>
    {
        w.WriteString("accountType", name);
        w.WriteNumber("ts", time.GetUtcNow().ToUnixTimeMilliseconds());
        w.WriteStartArray("accounts");
        w.WriteStartObject();
        w.WriteStartArray("currencies");
        foreach (Balance balance in call.Account.Ledger.Snapshot(type))
        {
            if (OrderQueryRoutes.Passes(call, "currency", balance.Currency))
            {
                WriteBalance(w, balance);
            }
        }

        w.WriteEndArray();
        w.WriteEndObject();
        w.WriteEndArray();
    });

    private static void WriteBalance(Utf8JsonWriter w, Balance balance)
    {
        w.WriteStartObject();
        w.WriteString("currency", balance.Currency);
        w.WriteString("equity", balance.Total.ToString());
        w.WriteString("hold", balance.Hold.ToString());
        w.WriteString("balance", balance.Total.ToString());
        w.WriteString("available", balance.Available.ToString());
        w.WriteString("liability", Dec.Zero.ToString());
        w.WriteEndObject();
    }

    private static Reply TransferQuota(RestCall call)
    {
        if (!TryType(call.Query("accountType"), out AccountType type))
        {
            return UnknownType();
        }

        if (call.Query("currency") is not { } currency)
        {
            return Reply.Refusal(OrderValidation.Parameter("currency should not be empty"));
        }

        return Reply.Object(w =>
        {
            w.WriteString("currency", currency);
            w.WriteString("transferable", call.Account.Ledger.Of(type, currency).Available.ToString());
        });
    }

    private Reply FeeRate(RestCall call)
    {
        string[] codes = (call.Query("symbol") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length is 0 or > FeeSymbolsMax)
        {
            return Reply.Refusal(OrderValidation.Parameter("symbol should name 1 to 10 symbols"));
        }

        if (Array.Exists(codes, c => exchange.FindSymbol(c) is null))
        {
            return SymbolRoutes.NoSymbol();
        }

        FeeSchedule fees = call.Account.Fees;
        return Reply.Object(w =>
        {
            w.WriteString("tradeType", UnifiedMarketRoutes.Spot);
            w.WriteStartArray("list");
            foreach (string code in codes)
            {
                SymbolRules rules = exchange.FindSymbol(code)!.Rules;
                w.WriteStartObject();
                w.WriteString("symbol", code);
                w.WriteString("takerFeeRate", fees.TakerOf(rules).ToString());
                w.WriteString("makerFeeRate", fees.MakerOf(rules).ToString());
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
    }
}
