using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>
/// Everything about one finished cascade, in plain values, so that it can cross a ring. Times are monotonic
/// nanoseconds unless named Utc; 0 means that it did not happen.
/// </summary>
public struct CascadeReport
{
    /// <summary>Steps that a report holds: three legs and room for unwind orders.</summary>
    public const int MaxSteps = 8;

    /// <summary>Entries of each list of amounts.</summary>
    public const int MaxAmounts = 6;

    /// <summary>The run.</summary>
    public uint Run;

    /// <summary>The cascade's number within the run.</summary>
    public uint Cascade;

    /// <summary>Index of the directed triangle.</summary>
    public int Triangle;

    /// <summary>The executor.</summary>
    public int Slot;

    /// <summary>How it ended.</summary>
    public CascadeOutcome Outcome;

    /// <summary>Why it failed.</summary>
    public CascadeError Error;

    /// <summary>Why it was stopped.</summary>
    public AbortReason Reason;

    /// <summary>What the account pays fees with.</summary>
    public FeePayment FeePayment;

    /// <summary>True when an order's outcome stayed unknown: amounts held may be off by that order.</summary>
    public bool HeldIsUncertain;

    /// <summary>True when the exchange reported another fee than rate x funds.</summary>
    public bool FeeDiffers;

    /// <summary>The first symbol whose fee differs; None when there is none.</summary>
    public SymbolId FeeSymbol;

    /// <summary>The symbol of the first order that failed; None when none did.</summary>
    public SymbolId FailedSymbol;

    /// <summary>True when a stop was asked for, whether or not it was followed.</summary>
    public bool CancelRequested;

    /// <summary>A sentence on the error or the reason.</summary>
    public ReportText Text;

    /// <summary>When the message that caused the signal was read from the socket.</summary>
    public long IngressNs;

    /// <summary>When that message was decoded.</summary>
    public long DecodedNs;

    /// <summary>When the signal was made.</summary>
    public long SignalNs;

    /// <summary>The same in nanoseconds since 1970.</summary>
    public long SignalUtcNs;

    /// <summary>When the executor took it up.</summary>
    public long StartedNs;

    /// <summary>When it ended.</summary>
    public long FinishedNs;

    /// <summary>Expected cost of leg 1, fee included, in the start currency.</summary>
    public ExactDecimal PredictedCost;

    /// <summary>Expected output of leg 3, in the start currency.</summary>
    public ExactDecimal PredictedOutput;

    /// <summary>Start currency that was set aside and is now free again.</summary>
    public ExactDecimal Reserved;

    /// <summary>What leg 1 cost, fee included.</summary>
    public ExactDecimal Cost;

    /// <summary>Change of the start currency: output of leg 3 - cost of leg 1.</summary>
    public ExactDecimal Profit;

    /// <summary>
    /// True when this corrects an earlier report, which had an order in doubt; it does not count as a second
    /// one.
    /// </summary>
    public bool IsSettlement;

    /// <summary>With <see cref="IsSettlement"/>: the profit that the earlier report told.</summary>
    public ExactDecimal ReportedProfit;

    /// <summary>The legs as the signal saw them.</summary>
    public ReportLegs Legs;

    /// <summary>How many of <see cref="Steps"/> are used.</summary>
    public int StepCount;

    /// <summary>The orders, in the order they were sent.</summary>
    public ReportSteps Steps;

    /// <summary>How many of <see cref="Dust"/> are used.</summary>
    public int DustCount;

    /// <summary>Remainders too small to trade.</summary>
    public ReportAmounts Dust;

    /// <summary>How many of <see cref="Held"/> are used.</summary>
    public int HeldCount;

    /// <summary>
    /// Amounts left in a currency that was only to be passed through, large enough to be traded.
    /// </summary>
    public ReportAmounts Held;

    /// <summary>How many of <see cref="Net"/> are used.</summary>
    public int NetCount;

    /// <summary>
    /// The change of each currency over all orders, fees included when they leave the quote currency.
    /// </summary>
    public ReportAmounts Net;

    /// <summary>Why the profit is not the predicted one.</summary>
    public Attribution Attribution;

    /// <summary>Events of orders that were already settled.</summary>
    public int LateEvents;

    /// <summary>Matches that came more than once.</summary>
    public int DuplicateMatches;

    /// <summary>Replies or events that contradicted what was known.</summary>
    public int Contradictions;

    /// <summary>Queries sent.</summary>
    public int Queries;

    /// <summary>Cancels sent.</summary>
    public int Cancels;

    /// <summary>PredictedOutput - PredictedCost.</summary>
    public readonly ExactDecimal PredictedProfit => PredictedOutput - PredictedCost;

    /// <summary>The predicted return in basis points, two decimals, rounded down.</summary>
    public readonly ExactDecimal PredictedBps => Execution.Cascade.BpsDown(PredictedProfit, PredictedCost, 2);

    /// <summary>The return in basis points, two decimals, rounded down; 0 when nothing was traded.</summary>
    public readonly ExactDecimal EffectiveBps => Execution.Cascade.BpsDown(Profit, Cost, 2);

    /// <summary>When it ended, in nanoseconds since 1970.</summary>
    public readonly long FinishedUtcNs => SignalUtcNs + (FinishedNs - SignalNs);

    /// <summary>Starts the report of a signal.</summary>
    public void Begin(in Signal signal, FeePayment feePayment, long nowNs)
    {
        this = default;
        FeeSymbol = SymbolId.None;
        FailedSymbol = SymbolId.None;
        Run = signal.Run;
        Cascade = signal.Cascade;
        Triangle = signal.Triangle;
        Slot = signal.Slot;
        FeePayment = feePayment;
        IngressNs = signal.IngressNs;
        DecodedNs = signal.DecodedNs;
        SignalNs = signal.SignalNs;
        SignalUtcNs = signal.SignalUtcNs;
        StartedNs = nowNs;
        PredictedCost = signal.PredictedCost;
        PredictedOutput = signal.PredictedOutput;
        Reserved = signal.Reserved;
        for (int i = 0; i < 3; i++)
        {
            Legs[i].CopyFrom(signal.Legs[i]);
        }
    }

    /// <summary>Appends an order that has come to its end.</summary>
    public void AddStep(in ReportStep step)
    {
        Check.That(StepCount < MaxSteps);
        Steps[StepCount++] = step;
    }

    /// <summary>Enters the reply to an order that its events had settled before.</summary>
    public void NoteLateAck(ClientOrderId clientId, in OrderId orderId, long nowNs)
    {
        for (int i = 0; i < StepCount; i++)
        {
            ref ReportStep step = ref Steps[i];
            if (step.Step == clientId.Step && step.Attempt == clientId.Attempt && step.AckNs == 0)
            {
                step.AckNs = nowNs;
                step.OrderId = orderId;
            }
        }
    }

    /// <summary>What the hot thread needs to free the slot, the isolation and the reservation.</summary>
    public readonly void FillRelease(ref CascadeRelease release)
    {
        release.Cascade = Cascade;
        release.Slot = Slot;
        release.Outcome = Outcome;
        release.Error = Error;
        release.HeldIsUncertain = HeldIsUncertain;
        release.FeeDiffers = FeeDiffers;
        release.HasHeld = HeldCount > 0;
        release.FailedSymbol = FailedSymbol;
        release.FeeSymbol = FeeSymbol;
        release.Cost = Cost;
        release.Profit = Profit;
        release.DeltaCount = 0;
        for (int i = 0; i < NetCount; i++)
        {
            if (!Net[i].Amount.IsZero)
            {
                release.Add(Net[i].Currency, Net[i].Amount);
            }
        }
    }
}
