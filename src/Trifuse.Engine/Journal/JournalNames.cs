using System.Globalization;

namespace Trifuse.Engine.Journal;

/// <summary>Names of segment files: journal-run-writer-segment.tfj.</summary>
internal static class JournalNames
{
    private const string Prefix = "journal-";
    private const string Suffix = ".tfj";

    public static string Of(uint run, int writer, int segment) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{run}-{writer}-{segment}{Suffix}");

    public static bool TryParse(string path, out uint run, out ushort writer, out int segment)
    {
        run = 0;
        writer = 0;
        segment = 0;
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)
            || !name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            return false;
        }
        name = name[Prefix.Length..^Suffix.Length];
        int first = name.IndexOf('-');
        int last = name.LastIndexOf('-');
        return first > 0
            && last > first
            && uint.TryParse(name[..first], NumberStyles.None, CultureInfo.InvariantCulture, out run)
            && ushort.TryParse(
                name[(first + 1)..last], NumberStyles.None, CultureInfo.InvariantCulture, out writer)
            && int.TryParse(name[(last + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out segment);
    }
}
