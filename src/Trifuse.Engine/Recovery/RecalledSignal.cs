using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// The signal of an earlier process as far as its journal tells, enough to say why the profit is not the
/// predicted one. Of the books only the best prices are known, so each side is one level that holds all that
/// the leg wanted. That reproduces the prediction where it took from the best level alone, and sells in any
/// case. A buy that reckoned with more levels is taken to have spent its money to less than one unit, with a
/// price guard to have paid the best price: what that is off by moves between rounding and depth.
/// </summary>
internal static class RecalledSignal
{
    /// <summary>Fills in what attribution needs; the report has the legs as they were journaled.</summary>
    public static void Fill(in CascadeReport report, bool isGuarded, ref Signal signal)
    {
        signal.Run = report.Run;
        signal.Cascade = report.Cascade;
        for (int i = 0; i < 3; i++)
        {
            ref readonly ReportLeg seen = ref report.Legs[i];
            ref SignalLeg leg = ref signal.Legs[i];
            ExactDecimal price = seen.Side == Side.Buy ? seen.BestAsk.Price : seen.BestBid.Price;
            leg.Symbol = seen.Symbol;
            leg.Side = seen.Side;
            leg.From = seen.From;
            leg.To = seen.To;
            leg.PredictedAmount = seen.PredictedAmount;
            leg.PredictedOutput = seen.PredictedOutput;
            leg.LimitPrice = isGuarded ? price : ExactDecimal.Zero;
            leg.LevelCount = price.IsPositive ? 1 : 0;
            if (price.IsPositive)
            {
                ExactDecimal enough = seen.PredictedOutput + ExactDecimal.One
                    + ExactDecimal.DivideTowardZero(
                        seen.PredictedAmount.Normalized(), price.Normalized(), scale: 0);
                leg.Levels[0] = new PriceLevel(price, enough);
            }
        }
    }
}
