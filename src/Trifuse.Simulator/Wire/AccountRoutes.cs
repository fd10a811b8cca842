using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>Accounts, fees and the key itself (KuCoin protocol 4.5).</summary>
public sealed class AccountRoutes(Exchange exchange, SimulatorOptions options, TimeProvider time)
{
    private const int FeeSymbolsMax = 10;

    private readonly long _startMs = time.GetUtcNow().ToUnixTimeMilliseconds();

    private Account Caller => exchange.Accounts.Default;

    public IEnumerable<Route> Routes()
    {
        yield return Route.Of("GET", "/api/v1/accounts", RatePool.Management, 5, Access.General, Accounts);
        yield return Route.Of("GET", "/api/v1/base-fee", RatePool.Spot, 3, Access.General, _ =>
            Reply.Object(w =>
        {
            w.WriteString("takerFeeRate", Caller.Fees.BaseTaker.ToString());
            w.WriteString("makerFeeRate", Caller.Fees.BaseMaker.ToString());
        }));
        yield return Route.Of("GET", "/api/v1/trade-fees", RatePool.Spot, 3, Access.General, TradeFees);
        yield return Route.Of("GET", "/api/v1/user/api-key", RatePool.Management, 20, Access.General, ApiKey);
        yield return Route.Of("GET", "/api/v1/hf/accounts/opened", RatePool.Spot, 30, Access.General,
            _ => Reply.Data(w => w.WriteBooleanValue(Caller.UsesTradeHf)));
    }

    private static void WriteAccount(Utf8JsonWriter w, Balance balance, long id)
    {
        w.WriteStartObject();
        w.WriteString("id", id.ToString(CultureInfo.InvariantCulture));
        w.WriteString("currency", balance.Currency);
        w.WriteString("type", "trade");
        w.WriteString("balance", balance.Total.ToString());
        w.WriteString("available", balance.Available.ToString());
        w.WriteString("holds", balance.Hold.ToString());
        w.WriteEndObject();
    }

    private Reply Accounts(RestCall call)
    {
        string? currency = call.Query("currency");
        string? type = call.Query("type");
        return Reply.Data(w =>
        {
            w.WriteStartArray();
            lock (exchange.Gate)
            {
                foreach (Balance balance in Caller.Ledger.Snapshot(AccountType.Trade))
                {
                    bool wanted = (currency is null
                        || string.Equals(currency, balance.Currency, StringComparison.OrdinalIgnoreCase))
                        && (type is null || string.Equals(type, "trade", StringComparison.Ordinal));
                    if (wanted)
                    {
                        WriteAccount(w, balance, Caller.Ledger.AccountIdOf(AccountType.Trade, balance.Currency));
                    }
                }
            }

            w.WriteEndArray();
        });
    }

    private Reply TradeFees(RestCall call)
    {
        string[] codes = (call.Query("symbols") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length is 0 or > FeeSymbolsMax)
        {
            return Reply.Refusal(OrderValidation.Parameter("symbols should name 1 to 10 symbols"));
        }

        if (Array.Exists(codes, c => exchange.FindSymbol(c) is null))
        {
            return Reply.Error(200, "900001", "symbol not exists");
        }

        return Reply.Data(w =>
        {
            w.WriteStartArray();
            foreach (string code in codes)
            {
                SymbolRules rules = exchange.FindSymbol(code)!.Rules;
                w.WriteStartObject();
                w.WriteString("symbol", code);
                w.WriteString("takerFeeRate", Caller.Fees.TakerOf(rules).ToString());
                w.WriteString("makerFeeRate", Caller.Fees.MakerOf(rules).ToString());
                w.WriteEndObject();
            }

            w.WriteEndArray();
        });
    }

    private Reply ApiKey(RestCall call) => Reply.Object(w =>
    {
        string version = call.Header("KC-API-KEY-VERSION");
        w.WriteString("remark", "simulator");
        w.WriteString("apiKey", options.Key);
        w.WriteNumber("apiVersion", version.Length == 0 ? 1 : version[0] - '0');
        w.WriteString("permission", options.Permissions);
        w.WriteString("ipWhitelist", "");
        w.WriteNumber("createdAt", _startMs);
        w.WriteNumber("uid", Caller.Uid);
        w.WriteBoolean("isMaster", Caller.IsMaster);
    });
}
