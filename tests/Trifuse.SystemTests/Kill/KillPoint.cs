using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Kill;

/// <summary>
/// The record after which an engine is killed: of a kind, about a step (None: any), for the nth time, of the
/// run's own cascades or of those that it settles for an earlier run.
/// </summary>
internal sealed record KillPoint(JournalKind Kind, byte? Step, int Times = 1, bool InRecovery = false)
{
    /// <summary>Every point of a cascade that goes round, of unwinding, and of settling.</summary>
    public static IReadOnlyList<KillPoint> All { get; } =
    [
        new(JournalKind.Reservation, null),
        new(JournalKind.SignalLeg, 1),
        .. new byte[] { 0, 1, 2, 3, 4 }.SelectMany(static step => new KillPoint[]
        {
            new(JournalKind.Intent, step),
            new(JournalKind.Accepted, step),
            new(JournalKind.Match, step),
            new(JournalKind.Terminal, step),
            new(JournalKind.LegClosed, step),
        }),
        new(JournalKind.Rejected, null),
        new(JournalKind.CascadeFinished, null, Times: 2),
        new(JournalKind.LegClosed, null, InRecovery: true),
        new(JournalKind.Intent, null, InRecovery: true),
        new(JournalKind.Accepted, null, InRecovery: true),
        new(JournalKind.Match, null, InRecovery: true),
        new(JournalKind.CascadeFinished, null, InRecovery: true),
    ];

    public bool Is(uint run, in JournalRecord record) =>
        record.Kind == Kind
        && record.ClientId.Cascade != 0
        && (Step is null || record.ClientId.Step == Step)
        && InRecovery == (record.ClientId.Run != run);

    public override string ToString() =>
        $"{(InRecovery ? "settling " : "")}{Kind}{(Step is null ? "" : $" of step {Step}")}";
}
