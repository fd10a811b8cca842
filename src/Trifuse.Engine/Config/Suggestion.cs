namespace Trifuse.Engine.Config;

/// <summary>Finds the known key that a mistyped one most likely meant.</summary>
internal static class Suggestion
{
    /// <summary>Null when nothing is near enough to be worth proposing.</summary>
    public static string? For(string path)
    {
        string last = LastPart(path);
        string? best = null;
        int bestDistance = int.MaxValue;
        foreach (ConfigKey key in ConfigKeys.All)
        {
            // A right name in the wrong table is nearer than a wrong name in the right one.
            int distance = string.Equals(LastPart(key.Path), last, StringComparison.Ordinal)
                ? 1
                : Distance(path, key.Path);
            if (distance < bestDistance)
            {
                bestDistance = distance;
                best = key.Path;
            }
        }
        return bestDistance <= Math.Max(2, path.Length / 4) ? best : null;
    }

    /// <summary>How many characters must be put in, taken out or changed to make one of the other.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('.') + 1)..];
}
