using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The content of one journal record, in plain values: which fields count depends on the kind. The frame
/// around it (sequence, times, checksum, commit word) belongs to the writer of the file; docs/journal.md
/// draws both. Made by the functions below, turned into bytes by <see cref="JournalCodec"/>.
/// </summary>
public struct JournalRecord
{
    /// <summary>Most bytes that a record's content takes: what the frame leaves of 256.</summary>
    public const int MaxPayload = 208;

    /// <summary>Net changes that a finished cascade holds.</summary>
    public const int MaxNet = 4;

    /// <summary>What it tells.</summary>
    public JournalKind Kind;

    /// <summary>
    /// The order. For Reservation, CascadeFinished and CascadeSettled run and cascade count, for RunStarted
    /// the run.
    /// </summary>
    public ClientOrderId ClientId;

    /// <summary>Intent: what is asked.</summary>
    public JournalVerb Verb;

    /// <summary>RunStarted: true for real orders.</summary>
    public bool IsLive;

    /// <summary>Intent, LegClosed: the side.</summary>
    public Side Side;

    /// <summary>
    /// Intent, LegClosed, SignalLeg, SymbolSwitch: the symbol's code. Reservation, Signal, Remainder,
    /// Attribution, Balance: the currency's.
    /// </summary>
    public JournalName Name;

    /// <summary>
    /// Intent, LegClosed: funds or size sent. Reservation: set aside. Remainder: how much.
    /// </summary>
    public ExactDecimal Amount;

    /// <summary>Reservation, Signal: the triangle's index.</summary>
    public int Triangle;

    /// <summary>Reservation: the executor.</summary>
    public int Slot;

    /// <summary>Accepted, Match, Terminal, LegClosed, Fill: the exchange's id.</summary>
    public OrderId OrderId;

    /// <summary>Rejected: the exchange's code.</summary>
    public int Code;

    /// <summary>Rejected: what the code means.</summary>
    public RejectionKind Rejection;

    /// <summary>Unknown, LegClosed: why the outcome was in doubt.</summary>
    public UnknownCause Cause;

    /// <summary>Match, Fill: its id.</summary>
    public TradeId TradeId;

    /// <summary>Match, Fill: quote currency for one of base.</summary>
    public ExactDecimal Price;

    /// <summary>Match, LegClosed, Fill: base currency matched. Terminal: matched in total.</summary>
    public ExactDecimal Size;

    /// <summary>LegClosed: sum of price x size.</summary>
    public ExactDecimal Funds;

    /// <summary>LegClosed: the fee, in quote currency.</summary>
    public ExactDecimal Fee;

    /// <summary>LegClosed: false when the fee was paid in KCS.</summary>
    public bool FeeLeavesQuote;

    /// <summary>LegClosed: whether the amounts are final.</summary>
    public bool IsClosed;

    /// <summary>Terminal: whether <see cref="Size"/> was in the event.</summary>
    public bool HasSize;

    /// <summary>Terminal: true for filled, false for canceled.</summary>
    public bool IsFilled;

    /// <summary>Match, Terminal, Balance, Fill: exchange time in ns since 1970; 0 for none.</summary>
    public long ExchangeNs;

    /// <summary>LegClosed: how the outcome became known.</summary>
    public StepResolution Resolution;

    /// <summary>CascadeFinished, CascadeSettled: how it ended.</summary>
    public CascadeOutcome Outcome;

    /// <summary>CascadeFinished, CascadeSettled: why it failed.</summary>
    public CascadeError Error;

    /// <summary>CascadeFinished, CascadeSettled: why it was stopped.</summary>
    public AbortReason Reason;

    /// <summary>CascadeFinished, CascadeSettled: true when an order's outcome stayed unknown.</summary>
    public bool IsUncertain;

    /// <summary>CascadeFinished, CascadeSettled: what leg 1 cost.</summary>
    public ExactDecimal Cost;

    /// <summary>
    /// CascadeFinished, CascadeSettled: how many of <see cref="Net"/> count; the first is the start currency.
    /// </summary>
    public int NetCount;

    /// <summary>CascadeFinished, CascadeSettled: the change of each currency.</summary>
    public JournalNets Net;

    /// <summary>
    /// Rejected: the exchange's words. RunStarted: version and whatever else names the run. Breaker,
    /// SymbolSwitch, Alarm: a sentence.
    /// </summary>
    public ReportText Text;

    /// <summary>Breaker, SymbolSwitch, Alarm: one word for the cause.</summary>
    public JournalName Word;

    /// <summary>Breaker: tripped (else resumed). SymbolSwitch: on (else off).</summary>
    public bool IsOn;

    /// <summary>Signal: what it expected.</summary>
    public JournalSignal Signal;

    /// <summary>SignalLeg: what it saw.</summary>
    public JournalLeg Leg;

    /// <summary>StepTimes: the times.</summary>
    public JournalTimes Times;

    /// <summary>Remainder: dust or held.</summary>
    public RemainderKind Remainder;

    /// <summary>
    /// Remainder: worth in the start currency; Fill: the fee; CascadeSettled: the profit that was reported.
    /// </summary>
    public ExactDecimal Value;

    /// <summary>Fill: the currency of the fee.</summary>
    public JournalName FeeCurrency;

    /// <summary>Fill: where it was learned.</summary>
    public FillSource FillSource;

    /// <summary>Attribution: the parts.</summary>
    public JournalAttribution Attribution;

    /// <summary>Balance: the amounts.</summary>
    public JournalBalance Balance;

    /// <summary>A run begins.</summary>
    public static void RunStarted(uint run, bool isLive, ReadOnlySpan<byte> text, out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.RunStarted;
        record.ClientId = new ClientOrderId(run, 0, 0, 0);
        record.IsLive = isLive;
        record.Text.Set(text);
    }

    /// <summary>A cascade is opened.</summary>
    public static void Reservation(
        uint run,
        uint cascade,
        int triangle,
        int slot,
        ReadOnlySpan<byte> currency,
        ExactDecimal amount,
        out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.Reservation;
        record.ClientId = new ClientOrderId(run, cascade, 0, 0);
        record.Triangle = triangle;
        record.Slot = slot;
        record.Name.Set(currency);
        record.Amount = amount;
    }

    /// <summary>
    /// The request of this action is about to be written; written before the request, always.
    /// </summary>
    public static void Intent(in CascadeAction action, Universe universe, out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.Intent;
        record.ClientId = action.Request.ClientId;
        record.Verb = action.Kind switch
        {
            CascadeActionKind.Place => JournalVerb.Place,
            CascadeActionKind.Cancel => JournalVerb.Cancel,
            CascadeActionKind.Query => JournalVerb.Query,
            _ => JournalVerb.None,
        };
        record.Side = action.Request.Side;
        record.Name.Set(universe.Symbols.NameOf(action.Request.Symbol));
        record.Amount = action.Request.Amount;
    }

    /// <summary>An order was accepted.</summary>
    public static void Accepted(ClientOrderId clientId, in OrderId orderId, out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.Accepted;
        record.ClientId = clientId;
        record.OrderId = orderId;
    }

    /// <summary>An order was refused.</summary>
    public static void Rejected(
        ClientOrderId clientId,
        int code,
        RejectionKind rejection,
        ReadOnlySpan<byte> message,
        out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.Rejected;
        record.ClientId = clientId;
        record.Code = code;
        record.Rejection = rejection;
        record.Text.Set(message);
    }

    /// <summary>No reply says what became of an order.</summary>
    public static void Unknown(ClientOrderId clientId, UnknownCause cause, out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.Unknown;
        record.ClientId = clientId;
        record.Cause = cause;
    }

    /// <summary>A match or terminal event; false for other events, which are not recorded.</summary>
    public static bool TryEvent(in OrderEvent orderEvent, out JournalRecord record)
    {
        record = default;
        record.ClientId = orderEvent.ClientId;
        record.OrderId = orderEvent.OrderId;
        record.ExchangeNs = orderEvent.ExchangeNs;
        switch (orderEvent.Kind)
        {
            case OrderEventKind.Match:
                record.Kind = JournalKind.Match;
                record.TradeId = orderEvent.TradeId;
                record.Price = orderEvent.MatchPrice;
                record.Size = orderEvent.MatchSize;
                return true;
            case OrderEventKind.Filled:
            case OrderEventKind.Canceled:
                record.Kind = JournalKind.Terminal;
                record.IsFilled = orderEvent.Kind == OrderEventKind.Filled;
                record.HasSize = orderEvent.HasFilledSize;
                record.Size = orderEvent.FilledSize;
                return true;
            default:
                return false;
        }
    }

    /// <summary>An order came to its end.</summary>
    public static void LegClosed(
        in CascadeReport report, in ReportStep step, Universe universe, out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.LegClosed;
        record.ClientId = new ClientOrderId(report.Run, report.Cascade, step.Step, step.Attempt);
        record.Side = step.Side;
        record.Name.Set(universe.Symbols.NameOf(step.Symbol));
        record.Resolution = step.Resolution;
        record.Cause = step.UnknownCause;
        record.IsClosed = step.IsClosed;
        record.FeeLeavesQuote = step.FeeLeavesQuote;
        record.Amount = step.Amount;
        record.Size = step.Size;
        record.Funds = step.Funds;
        record.Fee = step.Fee;
        record.OrderId = step.OrderId;
    }

    /// <summary>A cascade came to its end.</summary>
    public static void Finished(in CascadeReport report, Universe universe, out JournalRecord record)
    {
        record = default;
        record.Kind = JournalKind.CascadeFinished;
        record.ClientId = new ClientOrderId(report.Run, report.Cascade, 0, 0);
        record.Outcome = report.Outcome;
        record.Error = report.Error;
        record.Reason = report.Reason;
        record.IsUncertain = report.HeldIsUncertain;
        record.Cost = report.Cost;
        record.NetCount = Math.Min(report.NetCount, MaxNet);
        for (int i = 0; i < record.NetCount; i++)
        {
            record.Net[i].Currency.Set(ReportFields.CodeOf(universe, report.Net[i].Currency));
            record.Net[i].Amount = report.Net[i].Amount;
        }
    }

    /// <summary>
    /// A cascade that was reported with an order in doubt came to its true end; the report knows what had
    /// been reported.
    /// </summary>
    public static void Settled(in CascadeReport report, Universe universe, out JournalRecord record)
    {
        Finished(in report, universe, out record);
        record.Kind = JournalKind.CascadeSettled;
        record.Value = report.ReportedProfit;
    }
}

/// <summary>The change of one currency.</summary>
public struct JournalNet
{
    /// <summary>Its code.</summary>
    public JournalName Currency;

    /// <summary>How much; negative for an outflow.</summary>
    public ExactDecimal Amount;
}

/// <summary>Room for the net changes of a cascade.</summary>
[InlineArray(JournalRecord.MaxNet)]
public struct JournalNets
{
    private JournalNet _first;
}
