using System.Text;
using System.Text.Json.Nodes;

namespace Trifuse.Tests.KuCoin;

/// <summary>Reads the recorded payloads.</summary>
internal static class KuCoinFixtures
{
    public static string PathOf(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Fixtures", "kucoin", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(PathOf(name + ".json"));

    public static string Text(string name) => File.ReadAllText(PathOf(name + ".json"));

    public static JsonNode Node(string name) => JsonNode.Parse(Text(name))!;

    /// <summary>Each element of a file that holds an array, as it stands in the file.</summary>
    public static IEnumerable<byte[]> Elements(string name)
    {
        using var document = System.Text.Json.JsonDocument.Parse(Text(name));
        foreach (System.Text.Json.JsonElement element in document.RootElement.EnumerateArray())
        {
            yield return Encoding.UTF8.GetBytes(element.GetRawText());
        }
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
