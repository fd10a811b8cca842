using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// From the journal's account of a cascade back to the report that its executor was writing, and to the
/// order whose fate is open. Codes become indices of the universe given; times of day become monotonic times
/// of this process, which may be below 0.
/// </summary>
internal sealed class ReportRebuilder(
    Universe universe, FeePayment feePayment, long utcOffsetNs, long nowNs)
{
    private const int LegCount = 3;

    // KuCoin tells of canceled orders for three days, of filled ones for longer.
    private const long ExchangeRemembersNs = 3L * 86_400 * 1_000_000_000;

    /// <summary>True when symbols, currencies and triangle of the cascade are in the universe.</summary>
    public bool Knows(JournaledCascade cascade)
    {
        if (!TryFindTriangle(cascade, out _))
        {
            return false;
        }
        foreach (JournaledOrder order in cascade.Orders)
        {
            if (!TryFindSymbol(order.Symbol, out _))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The cascade, of which <see cref="Knows"/> has been true.</summary>
    public void Rebuild(JournaledCascade cascade, out CascadeReport report, out OpenOrder open)
    {
        report = default;
        open = default;
        bool isKnown = TryFindTriangle(cascade, out Triangle triangle);
        Core.Check.That(isKnown && cascade.Signal is not null);
        JournalRecord signal = cascade.Signal.Value;
        report.FeeSymbol = SymbolId.None;
        report.FailedSymbol = SymbolId.None;
        report.Run = cascade.Run;
        report.Cascade = cascade.Number;
        report.Triangle = triangle.Index;
        report.Slot = signal.Slot;
        report.FeePayment = feePayment;
        report.SignalUtcNs = signal.Signal.UtcNs;
        report.SignalNs = signal.Signal.UtcNs - utcOffsetNs;
        report.DecodedNs = report.SignalNs;
        report.IngressNs = report.SignalNs - signal.Signal.LatencyNs;
        report.StartedNs = report.SignalNs;
        report.PredictedCost = signal.Signal.PredictedCost;
        report.PredictedOutput = signal.Signal.PredictedOutput;
        report.Reserved = cascade.Reservation?.Amount ?? ExactDecimal.Zero;
        report.IsSettlement = cascade.Reported is not null;
        report.ReportedProfit = cascade.Reported is { NetCount: > 0 } told ? told.Net[0].Amount : default;
        for (int i = 0; i < LegCount; i++)
        {
            Fill(ref report.Legs[i], triangle.Leg(i), cascade.Legs[i]!.Value.Leg);
        }
        AddSteps(cascade, ref report, ref open);
    }

    private static void Fill(ref ReportLeg leg, in TriangleLeg path, in JournalLeg seen)
    {
        leg.Symbol = path.Symbol;
        leg.Side = path.Side;
        leg.From = path.From;
        leg.To = path.To;
        leg.PredictedAmount = seen.PredictedAmount;
        leg.PredictedOutput = seen.PredictedOutput;
        leg.BestBid = new PriceLevel(seen.BestBid, ExactDecimal.Zero);
        leg.BestAsk = new PriceLevel(seen.BestAsk, ExactDecimal.Zero);
        leg.BookExchangeMs = seen.BookMs;
        leg.BookAgeNs = seen.BookAgeNs;
    }

    // Attempts of one step are one line of the report, that of the last. A refused attempt that was not the
    // last has no end of its own.
    private void AddSteps(JournaledCascade cascade, ref CascadeReport report, ref OpenOrder open)
    {
        foreach (JournaledOrder order in cascade.Orders)
        {
            if (order.HasEnded && report.StepCount < CascadeReport.MaxSteps)
            {
                ReportStep step = default;
                Fill(ref step, order, order.End!.Value, report.SignalNs);
                report.AddStep(in step);
            }
        }
        if (cascade.Open is not { } last)
        {
            return;
        }
        TryFindSymbol(last.Symbol, out SymbolId symbol);
        open.Exists = true;
        open.Step = last.ClientId.Step;
        open.Attempt = last.ClientId.Attempt;
        open.Symbol = symbol;
        open.Side = last.Side;
        open.Amount = last.Amount;
        open.OrderId = last.OrderId;
        open.WrittenNs = last.IntentUtcNs - utcOffsetNs;
        open.MayBeForgotten = nowNs - open.WrittenNs >= ExchangeRemembersNs;
    }

    private void Fill(ref ReportStep step, JournaledOrder order, in JournalRecord end, long signalNs)
    {
        TryFindSymbol(order.Symbol, out SymbolId symbol);
        CurrencyId traded = universe.BaseOf(symbol);
        CurrencyId quote = universe.QuoteOf(symbol);
        step.Step = order.ClientId.Step;
        step.Attempt = order.ClientId.Attempt;
        step.Retries = order.ClientId.Attempt;
        step.Side = order.Side;
        step.Symbol = symbol;
        step.From = order.Side == Side.Buy ? quote : traded;
        step.To = order.Side == Side.Buy ? traded : quote;
        step.Amount = order.Amount;
        step.OrderId = end.OrderId;
        step.RejectCode = order.RejectCode;
        step.Resolution = end.Resolution;
        step.UnknownCause = end.Cause;
        step.IsClosed = end.IsClosed;
        step.Record(end.Size, end.Funds, end.Fee, end.FeeLeavesQuote);
        step.HighestPrice = order.HighestPrice;
        step.LowestPrice = order.LowestPrice;
        if (order.Times is { } times)
        {
            step.WrittenNs = Time(times.Times.WrittenNs, signalNs);
            step.AckNs = Time(times.Times.AckNs, signalNs);
            step.ClosedNs = Time(times.Times.ClosedNs, signalNs);
            step.CreditWaitNs = times.Times.CreditWaitNs;
            step.ResolveNs = times.Times.ResolveNs;
            step.MatchCount = (int)times.Times.Matches;
            step.Path = times.Times.Path;
        }
    }

    private static long Time(long afterSignalNs, long signalNs) =>
        afterSignalNs == JournalTimes.Never ? 0 : signalNs + afterSignalNs;

    private bool TryFindTriangle(JournaledCascade cascade, out Triangle triangle)
    {
        triangle = default;
        Span<SymbolId> symbols = stackalloc SymbolId[LegCount];
        for (int i = 0; i < LegCount; i++)
        {
            if (cascade.Legs[i] is not { } leg || !universe.Symbols.TryFind(leg.Name.Utf8, out symbols[i]))
            {
                return false;
            }
        }
        foreach (ref readonly Triangle candidate in universe.Triangles)
        {
            bool isIt = true;
            for (int i = 0; i < LegCount && isIt; i++)
            {
                TriangleLeg leg = candidate.Leg(i);
                isIt = leg.Symbol == symbols[i] && leg.Side == cascade.Legs[i]!.Value.Side;
            }
            if (isIt)
            {
                triangle = candidate;
                return true;
            }
        }
        return false;
    }

    private bool TryFindSymbol(string name, out SymbolId symbol) =>
        universe.Symbols.TryFind(System.Text.Encoding.UTF8.GetBytes(name), out symbol);
}
