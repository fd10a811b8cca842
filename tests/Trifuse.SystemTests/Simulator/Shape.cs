using System.Text.Json;

namespace Trifuse.SystemTests.Simulator;

/// <summary>
/// Compares the shape of JSON with a sample: names of members and kinds of values, not values.
/// </summary>
internal static class Shape
{
    /// <summary>A sample of KuCoin's replies.</summary>
    public static JsonElement Sample(string name)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Fixtures", "kucoin", name + ".json");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>
    /// Asserts that a reply has exactly the members of a sample, each of the same kind. Null goes with any
    /// plain value; of arrays the first entries are compared.
    /// </summary>
    /// <param name="sample">Name of the file.</param>
    /// <param name="actual">The reply.</param>
    /// <param name="more">Members that may be there in addition.</param>
    /// <param name="less">Members that need not be there.</param>
    public static void Same(string sample, JsonElement actual, string more = "", string less = "")
    {
        var differences = new List<string>();
        Compare("$", Sample(sample), actual, more.Split(' '), less.Split(' '), differences);
        Assert.True(differences.Count == 0, sample + ": " + string.Join("; ", differences) + " in " + actual);
    }

    private static void Compare(
        string at, JsonElement expected, JsonElement actual, string[] more, string[] less,
        List<string> differences)
    {
        if (IsNull(expected) ? !IsContainer(actual) : IsNull(actual) && !IsContainer(expected))
        {
            return;
        }

        if (KindOf(expected) != KindOf(actual))
        {
            differences.Add(at + " is " + actual.ValueKind + ", not " + expected.ValueKind);
        }
        else if (expected.ValueKind == JsonValueKind.Object)
        {
            CompareMembers(at, expected, actual, more, less, differences);
        }
        else if (expected.ValueKind == JsonValueKind.Array && expected.GetArrayLength() > 0)
        {
            if (actual.GetArrayLength() == 0)
            {
                differences.Add(at + " is empty");
                return;
            }

            Compare(at + "[0]", expected[0], actual[0], more, less, differences);
        }
    }

    private static void CompareMembers(
        string at, JsonElement expected, JsonElement actual, string[] more, string[] less,
        List<string> differences)
    {
        foreach (JsonProperty member in expected.EnumerateObject())
        {
            if (actual.TryGetProperty(member.Name, out JsonElement value))
            {
                Compare(at + "." + member.Name, member.Value, value, more, less, differences);
            }
            else if (!less.Contains(member.Name))
            {
                differences.Add(at + "." + member.Name + " is missing");
            }
        }

        foreach (JsonProperty member in actual.EnumerateObject())
        {
            if (!expected.TryGetProperty(member.Name, out _) && !more.Contains(member.Name))
            {
                differences.Add(at + "." + member.Name + " is too much");
            }
        }
    }

    private static bool IsNull(JsonElement value) => value.ValueKind == JsonValueKind.Null;

    private static bool IsContainer(JsonElement value) =>
        value.ValueKind is JsonValueKind.Object or JsonValueKind.Array;

    private static JsonValueKind KindOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
}
