using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// Makes the records of the kinds from 11 on. What belongs to a run and to no cascade carries cascade 0.
/// </summary>
public static class JournalDetails
{
    /// <summary>What a signal expects.</summary>
    public static void Signal(in Signal signal, Universe universe, out JournalRecord record)
    {
        Begin(JournalKind.Signal, new ClientOrderId(signal.Run, signal.Cascade, 0, 0), out record);
        record.Triangle = signal.Triangle;
        record.Slot = signal.Slot;
        record.Name.Set(ReportFields.CodeOf(universe, signal.Legs[0].From));
        record.Signal.PredictedCost = signal.PredictedCost;
        record.Signal.PredictedOutput = signal.PredictedOutput;
        record.Signal.UtcNs = signal.SignalUtcNs;
        record.Signal.LatencyNs = signal.SignalNs - signal.IngressNs;
    }

    /// <summary>Leg 0 to 2 of a signal.</summary>
    public static void SignalLeg(in Signal signal, int leg, Universe universe, out JournalRecord record)
    {
        Begin(
            JournalKind.SignalLeg,
            new ClientOrderId(signal.Run, signal.Cascade, (byte)leg, 0),
            out record);
        ref readonly SignalLeg seen = ref signal.Legs[leg];
        record.Side = seen.Side;
        record.Name.Set(universe.Symbols.NameOf(seen.Symbol));
        record.Leg.From.Set(ReportFields.CodeOf(universe, seen.From));
        record.Leg.To.Set(ReportFields.CodeOf(universe, seen.To));
        record.Leg.PredictedAmount = seen.PredictedAmount;
        record.Leg.PredictedOutput = seen.PredictedOutput;
        record.Leg.BestBid = seen.BestBid.Price;
        record.Leg.BestAsk = seen.BestAsk.Price;
        record.Leg.BookMs = seen.BookExchangeMs;
        record.Leg.BookAgeNs = seen.BookAgeNs;
    }

    /// <summary>When what happened to an order that has come to its end.</summary>
    public static void StepTimes(in CascadeReport report, in ReportStep step, out JournalRecord record)
    {
        Begin(
            JournalKind.StepTimes,
            new ClientOrderId(report.Run, report.Cascade, step.Step, step.Attempt),
            out record);
        record.Times.WrittenNs = After(report.SignalNs, step.WrittenNs);
        record.Times.AckNs = After(report.SignalNs, step.AckNs);
        record.Times.ClosedNs = After(report.SignalNs, step.ClosedNs);
        record.Times.CreditWaitNs = step.CreditWaitNs;
        record.Times.ResolveNs = step.ResolveNs;
        record.Times.Retries = (uint)step.Retries;
        record.Times.Matches = (uint)step.MatchCount;
        record.Times.Path = step.Path;
    }

    /// <summary>What a finished cascade left in a currency.</summary>
    public static void Remainder(
        in CascadeReport report,
        RemainderKind kind,
        in ReportAmount left,
        Universe universe,
        out JournalRecord record)
    {
        Begin(JournalKind.Remainder, new ClientOrderId(report.Run, report.Cascade, 0, 0), out record);
        record.Remainder = kind;
        record.Name.Set(ReportFields.CodeOf(universe, left.Currency));
        record.Amount = left.Amount;
        record.Value = left.Value;
    }

    /// <summary>Where predicted - effective went, in the start currency.</summary>
    public static void Attribution(
        uint run,
        uint cascade,
        ReadOnlySpan<byte> currency,
        in JournalAttribution parts,
        out JournalRecord record)
    {
        Begin(JournalKind.Attribution, new ClientOrderId(run, cascade, 0, 0), out record);
        record.Name.Set(currency);
        record.Attribution = parts;
    }

    /// <summary>A balance; exchange time in ns since 1970, 0 when it is not known.</summary>
    public static void Balance(
        uint run,
        ReadOnlySpan<byte> currency,
        in JournalBalance balance,
        long exchangeNs,
        out JournalRecord record)
    {
        Begin(JournalKind.Balance, new ClientOrderId(run, 0, 0, 0), out record);
        record.Name.Set(currency);
        record.Balance = balance;
        record.ExchangeNs = exchangeNs;
    }

    /// <summary>A breaker tripped, or a person resumed. The cause is one word, the text a sentence.</summary>
    public static void Breaker(
        uint run,
        ReadOnlySpan<byte> cause,
        bool isTripped,
        ReadOnlySpan<byte> text,
        out JournalRecord record)
    {
        Begin(JournalKind.Breaker, new ClientOrderId(run, 0, 0, 0), out record);
        record.Word.Set(cause);
        record.IsOn = isTripped;
        record.Text.Set(text);
    }

    /// <summary>A symbol was switched on or off. The cause is one word, the text a sentence.</summary>
    public static void SymbolSwitch(
        uint run,
        ReadOnlySpan<byte> symbol,
        bool isOn,
        ReadOnlySpan<byte> cause,
        ReadOnlySpan<byte> text,
        out JournalRecord record)
    {
        Begin(JournalKind.SymbolSwitch, new ClientOrderId(run, 0, 0, 0), out record);
        record.Name.Set(symbol);
        record.IsOn = isOn;
        record.Word.Set(cause);
        record.Text.Set(text);
    }

    /// <summary>An alarm; of a cascade, or cascade 0. The cause is one word, the text a sentence.</summary>
    public static void Alarm(
        uint run,
        uint cascade,
        ReadOnlySpan<byte> cause,
        ReadOnlySpan<byte> text,
        out JournalRecord record)
    {
        Begin(JournalKind.Alarm, new ClientOrderId(run, cascade, 0, 0), out record);
        record.Word.Set(cause);
        record.Text.Set(text);
    }

    /// <summary>
    /// A fill with the fee that was really charged, in the currency that it was charged in.
    /// </summary>
    public static void Fill(
        in OrderEvent match,
        ExactDecimal fee,
        ReadOnlySpan<byte> feeCurrency,
        FillSource source,
        out JournalRecord record)
    {
        Begin(JournalKind.Fill, match.ClientId, out record);
        record.OrderId = match.OrderId;
        record.TradeId = match.TradeId;
        record.ExchangeNs = match.ExchangeNs;
        record.Price = match.MatchPrice;
        record.Size = match.MatchSize;
        record.Value = fee;
        record.FeeCurrency.Set(feeCurrency);
        record.FillSource = source;
    }

    private static void Begin(JournalKind kind, ClientOrderId clientId, out JournalRecord record)
    {
        record = default;
        record.Kind = kind;
        record.ClientId = clientId;
    }

    private static long After(long signalNs, long whenNs) =>
        whenNs == 0 ? JournalTimes.Never : whenNs - signalNs;
}
