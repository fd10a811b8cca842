namespace Trifuse.Engine.Audit;

/// <summary>
/// What was compared with the exchange, and what came of it. Each number has one writer: books the hot
/// thread, the rest the auditor. Final when the threads have ended.
/// </summary>
public sealed class AuditCounters
{
    /// <summary>Books that were compared and agreed.</summary>
    public long BooksAgreed { get; internal set; }

    /// <summary>Comparisons that decided nothing: the book had moved past the exchange's answer.</summary>
    public long BooksUndecided { get; internal set; }

    /// <summary>Comparisons that differed; several in a row take the symbol off.</summary>
    public long BooksDiffering { get; internal set; }

    /// <summary>How often a symbol was taken off because of its book.</summary>
    public long BookAlarms { get; internal set; }

    /// <summary>Orders whose fills were looked up and agreed.</summary>
    public long FillsAgreed { get; internal set; }

    /// <summary>Orders that were not looked up: beyond the quota, or the exchange gave no answer.</summary>
    public long FillsUnchecked { get; internal set; }

    /// <summary>Orders with another fee than reckoned; the symbol was taken off.</summary>
    public long FeeAlarms { get; internal set; }

    /// <summary>Orders whose fills add up to other amounts than reported.</summary>
    public long FillAlarms { get; internal set; }

    /// <summary>Comparisons of all balances that agreed.</summary>
    public long BalancesAgreed { get; internal set; }

    /// <summary>Comparisons of balances that differed, alarms included.</summary>
    public long BalancesDiffering { get; internal set; }

    /// <summary>Differences that stayed: new cascades were stopped.</summary>
    public long DriftAlarms { get; internal set; }

    /// <summary>
    /// Whether the balances agreed after the last cascade; null when they were not compared at the end.
    /// </summary>
    public bool? AgreedAtEnd { get; internal set; }

    /// <summary>The last alarm, one sentence; empty when there was none.</summary>
    public string LastAlarm { get; internal set; } = "";
}
