using Trifuse.Cli.Ledger;
using Trifuse.Core.Numbers;
using Trifuse.Ledger.Reading;

namespace Trifuse.Tests.Cli;

/// <summary>What a missing line means: a kill takes the last ones, nobody takes others by accident.</summary>
public sealed class LogAgainstLedgerTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void A_line_that_is_missing_before_others_is_a_fault() =>
        Judges([(7, 1), (7, 3)], [Ended(7, 1, 1), Ended(7, 2, 5), Ended(7, 3, 9)], missing: ["7-2"], atEnd: []);

    [Fact]
    public void Lines_that_are_missing_at_the_end_of_a_run_may_be_what_a_kill_took() =>
        Judges([(7, 1)], [Ended(7, 1, 5), Ended(7, 2, 6)], missing: [], atEnd: ["7-2"]);

    [Fact]
    public void What_a_later_start_settled_does_not_make_them_a_fault() =>
        Judges(
            [(7, 1), (7, 3)],
            [Ended(7, 1, 5), Ended(7, 2, 6), Ended(7, 3, 600, isRecovered: true)],
            missing: [],
            atEnd: ["7-2"]);

    [Fact]
    public void Runs_without_any_line_may_have_written_elsewhere() =>
        Judges([(7, 1)], [Ended(6, 1, 1), Ended(7, 1, 5), Ended(8, 1, 9)], missing: [], atEnd: [], later: 1);

    private static void Judges(
        (uint, uint)[] lines, CascadeFacts[] cascades, string[] missing, string[] atEnd, long later = 0)
    {
        var found = LogAgainstLedger.Compare(lines.ToHashSet(), cascades);
        Assert.Equal(missing, found.Missing);
        Assert.Equal(atEnd, found.MissingAtEnd);
        Assert.Equal(later, found.LaterRuns);
    }

    private static CascadeFacts Ended(uint run, uint cascade, long seconds, bool isRecovered = false) => new()
    {
        Run = run,
        Cascade = cascade,
        Currency = "USDT",
        Outcome = "FILLED",
        Cause = "filled",
        FinishedUtcNs = seconds * Second,
        SignalUtcNs = 0,
        IsUncertain = false,
        IsRecovered = isRecovered,
        Cost = ExactDecimal.Zero,
        Profit = ExactDecimal.Zero,
        Attribution = null,
    };
}
