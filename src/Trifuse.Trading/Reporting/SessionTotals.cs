using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Reporting;

/// <summary>What one start currency made over a session; all sums exact.</summary>
public struct CurrencyTotals
{
    /// <summary>Cascades that traded.</summary>
    public long Traded;

    /// <summary>Of those, how many ended above 0.</summary>
    public long Gains;

    /// <summary>Of those, how many ended below 0.</summary>
    public long Losses;

    /// <summary>Sum of what leg 1 cost.</summary>
    public ExactDecimal Cost;

    /// <summary>Sum of the changes of the start currency, unfinished cascades included.</summary>
    public ExactDecimal Profit;

    /// <summary>Sum of predicted profits of filled cascades.</summary>
    public ExactDecimal PredictedProfit;

    /// <summary>
    /// Sum of profit - predicted profit of filled cascades; below 0 when the market gave less.
    /// </summary>
    public ExactDecimal Slippage;

    /// <summary>
    /// Predicted - effective profit of cascades that traded, by cause, as far as the split is known.
    /// </summary>
    public Attribution Missed;

    /// <summary>Sum of the dust's worth.</summary>
    public ExactDecimal DustValue;

    /// <summary>Sum of what is held and was not meant to be, in worth.</summary>
    public ExactDecimal HeldValue;
}

/// <summary>
/// Sums over the reports of a session, for its summary. Owned by one thread; adding allocates nothing.
/// </summary>
public sealed class SessionTotals(int currencyCount)
{
    private const int LegCount = 3;

    private readonly CurrencyTotals[] _byStart = new CurrencyTotals[currencyCount];
    private bool _hasBest;

    /// <summary>Cascades that went round.</summary>
    public long Filled { get; private set; }

    /// <summary>Cascades that failed.</summary>
    public long Failed { get; private set; }

    /// <summary>Cascades that were stopped.</summary>
    public long Aborted { get; private set; }

    /// <summary>All of them.</summary>
    public long Count => Filled + Failed + Aborted;

    /// <summary>Filled cascades with an order that was filled in more than one match.</summary>
    public long WithPartialFills { get; private set; }

    /// <summary>
    /// Cascades with a leg that was filled short: it left more of its amount unused
    /// than its increments explain.
    /// </summary>
    public long WithShortLegs { get; private set; }

    /// <summary>Cascades whose remainder is large enough to be sold.</summary>
    public long WithHeld { get; private set; }

    /// <summary>Orders whose outcome had to be asked for.</summary>
    public long UnknownOutcomes { get; private set; }

    /// <summary>The longest time that an outcome was in doubt, in nanoseconds.</summary>
    public long LongestDoubtNs { get; private set; }

    /// <summary>Orders repeated because the credit was late.</summary>
    public long Retries { get; private set; }

    /// <summary>The best return of a filled cascade, in basis points; 0 when there is none.</summary>
    public ExactDecimal BestBps { get; private set; }

    /// <summary>Its number.</summary>
    public uint BestCascade { get; private set; }

    /// <summary>The worst return of a filled cascade.</summary>
    public ExactDecimal WorstBps { get; private set; }

    /// <summary>Its number.</summary>
    public uint WorstCascade { get; private set; }

    /// <summary>The sums of one start currency.</summary>
    public ref readonly CurrencyTotals Of(CurrencyId start) => ref _byStart[start.Index];

    /// <summary>Adds one finished cascade.</summary>
    public void Add(in CascadeReport report)
    {
        ref CurrencyTotals start = ref _byStart[report.Legs[0].From.Index];
        switch (report.Outcome)
        {
            case CascadeOutcome.Filled:
                Filled++;
                AddFilled(report, ref start);
                break;
            case CascadeOutcome.Failed:
                Failed++;
                break;
            default:
                Aborted++;
                break;
        }
        AddSums(report, ref start);
        bool isShort = false;
        for (int i = 0; i < report.StepCount; i++)
        {
            isShort |= report.Steps[i].Step < LegCount && report.Steps[i].IsShort;
            UnknownOutcomes += report.Steps[i].UnknownCause == UnknownCause.None ? 0 : 1;
            LongestDoubtNs = Math.Max(LongestDoubtNs, report.Steps[i].ResolveNs);
            Retries += report.Steps[i].Retries;
        }
        WithShortLegs += isShort ? 1 : 0;
        WithHeld += report.HeldCount > 0 ? 1 : 0;
    }

    private static void AddSums(in CascadeReport report, ref CurrencyTotals start)
    {
        if (report.Cost.IsPositive)
        {
            start.Traded++;
            start.Gains += report.Profit.IsPositive ? 1 : 0;
            start.Losses += report.Profit.IsNegative ? 1 : 0;
            start.Cost = (start.Cost + report.Cost).Normalized();
            start.Profit = (start.Profit + report.Profit).Normalized();
            start.Missed.Add(report.Attribution);
        }
        for (int i = 0; i < report.DustCount; i++)
        {
            start.DustValue += report.Dust[i].Value;
        }
        for (int i = 0; i < report.HeldCount; i++)
        {
            start.HeldValue += report.Held[i].Value;
        }
    }

    private void AddFilled(in CascadeReport report, ref CurrencyTotals start)
    {
        start.PredictedProfit = (start.PredictedProfit + report.PredictedProfit).Normalized();
        start.Slippage = (start.Slippage + (report.Profit - report.PredictedProfit)).Normalized();
        bool isPartial = false;
        for (int i = 0; i < report.StepCount; i++)
        {
            isPartial |= report.Steps[i].MatchCount > 1;
        }
        WithPartialFills += isPartial ? 1 : 0;
        ExactDecimal bps = report.EffectiveBps;
        if (!_hasBest || bps > BestBps)
        {
            BestBps = bps;
            BestCascade = report.Cascade;
        }
        if (!_hasBest || bps < WorstBps)
        {
            WorstBps = bps;
            WorstCascade = report.Cascade;
        }
        _hasBest = true;
    }
}
