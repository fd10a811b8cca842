using Trifuse.Ledger.Reading;

namespace Trifuse.Cli.Ledger;

/// <summary>
/// Whether every cascade of the ledger has its line in the report log. Only runs that have a line there
/// count: others may have written elsewhere. Lines that are missing at the end of a run may be what a kill
/// has taken; lines that are missing before others cannot be.
/// </summary>
internal sealed record LogAgainstLedger(
    long Compared, IReadOnlyList<string> Missing, IReadOnlyList<string> MissingAtEnd, long LaterRuns)
{
    // The scribe writes a line within milliseconds; no kill can take an older one.
    private const long KillTakesNs = 1_000_000_000;

    public static LogAgainstLedger Compare(
        IReadOnlySet<(uint Run, uint Cascade)> lines, IReadOnlyList<CascadeFacts> cascades)
    {
        HashSet<uint> runs = [.. lines.Select(static l => l.Run)];
        uint newest = runs.Count == 0 ? 0 : runs.Max();
        var lastNs = new Dictionary<uint, long>();
        foreach (CascadeFacts cascade in cascades)
        {
            // One that a later start settled ended long after its run; it tells nothing of when that was cut.
            if (!cascade.IsRecovered && lines.Contains((cascade.Run, cascade.Cascade)))
            {
                lastNs[cascade.Run] = Math.Max(lastNs.GetValueOrDefault(cascade.Run), cascade.FinishedUtcNs);
            }
        }
        var missing = new List<string>();
        var atEnd = new List<string>();
        long compared = 0;
        long later = 0;
        foreach (CascadeFacts cascade in cascades)
        {
            later += cascade.Run > newest ? 1 : 0;
            if (!runs.Contains(cascade.Run))
            {
                continue;
            }
            compared++;
            if (!lines.Contains((cascade.Run, cascade.Cascade)))
            {
                bool isEarly = cascade.FinishedUtcNs
                    < lastNs.GetValueOrDefault(cascade.Run) - KillTakesNs;
                (isEarly ? missing : atEnd).Add($"{cascade.Run}-{cascade.Cascade}");
            }
        }
        return new LogAgainstLedger(compared, missing, atEnd, later);
    }
}
