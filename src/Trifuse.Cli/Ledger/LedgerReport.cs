using Trifuse.Core.Text;
using Trifuse.Ledger.Reading;

namespace Trifuse.Cli.Ledger;

/// <summary>
/// What `trifuse report` shows: the sums of all, and of each group where one was asked for.
/// </summary>
/// <param name="By">What the groups are, or null.</param>
/// <param name="FirstUtcNs">End of the first cascade, ns since 1970; 0 without any.</param>
/// <param name="LastUtcNs">End of the last cascade.</param>
internal sealed record LedgerReport(
    LedgerSums All,
    string? By,
    SortedDictionary<string, LedgerSums> Groups,
    long FirstUtcNs,
    long LastUtcNs)
{
    public static LedgerReport Make(IReadOnlyList<CascadeFacts> cascades, string? by)
    {
        var all = new LedgerSums();
        var groups = new SortedDictionary<string, LedgerSums>(StringComparer.Ordinal);
        foreach (CascadeFacts cascade in cascades)
        {
            all.Add(cascade);
            foreach (string name in GroupsOf(cascade, by))
            {
                if (!groups.TryGetValue(name, out LedgerSums? sums))
                {
                    groups.Add(name, sums = new LedgerSums());
                }
                sums.Add(cascade);
            }
        }
        return new LedgerReport(
            all,
            by,
            groups,
            cascades.Count == 0 ? 0 : cascades[0].FinishedUtcNs,
            cascades.Count == 0 ? 0 : cascades[^1].FinishedUtcNs);
    }

    /// <summary>The time as text.</summary>
    public static string TextOf(long utcNs)
    {
        Span<byte> buffer = stackalloc byte[32];
        var text = new Utf8Writer(buffer);
        UtcText.Append(ref text, utcNs);
        return System.Text.Encoding.ASCII.GetString(text.Written);
    }

    // A cascade stands under each of its symbols, so these groups overlap.
    private static SortedSet<string> GroupsOf(CascadeFacts cascade, string? by) => by switch
    {
        "triangle" => [cascade.Triangle],
        "symbol" => cascade.Symbols,
        "cause" => [cascade.Cause],
        "day" => [TextOf(cascade.FinishedUtcNs)[..10]],
        _ => [],
    };
}
