using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>What the calling account pays (KuCoin protocol 4.5).</summary>
public sealed class FeeRoutes(Exchange exchange)
{
    private const int SymbolsMax = 10;

    public IEnumerable<Route> Routes()
    {
        yield return Route.Of("GET", "/api/v1/base-fee", RatePool.Spot, 3, Access.General, BaseFee);
        yield return Route.Of("GET", "/api/v1/trade-fees", RatePool.Spot, 3, Access.General, TradeFees);
    }

    private static Reply BaseFee(RestCall call) => Reply.Object(w =>
    {
        w.WriteString("takerFeeRate", call.Account.Fees.BaseTaker.ToString());
        w.WriteString("makerFeeRate", call.Account.Fees.BaseMaker.ToString());
    });

    private Reply TradeFees(RestCall call)
    {
        string[] codes = (call.Query("symbols") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (codes.Length is 0 or > SymbolsMax)
        {
            return Reply.Refusal(OrderValidation.Parameter("symbols should name 1 to 10 symbols"));
        }

        if (Array.Exists(codes, c => exchange.FindSymbol(c) is null))
        {
            return SymbolRoutes.NoSymbol();
        }

        FeeSchedule fees = call.Account.Fees;
        return ResultPage.Array(codes, (w, code) =>
        {
            SymbolRules rules = exchange.FindSymbol(code)!.Rules;
            w.WriteStartObject();
            w.WriteString("symbol", code);
            w.WriteString("takerFeeRate", fees.TakerOf(rules).ToString());
            w.WriteString("makerFeeRate", fees.MakerOf(rules).ToString());
            w.WriteEndObject();
        });
    }
}
