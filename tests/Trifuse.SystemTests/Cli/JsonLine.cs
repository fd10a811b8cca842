using System.Text.Json;

namespace Trifuse.SystemTests.Cli;

/// <summary>One line of JSON Lines: one whole object, nothing else.</summary>
internal static class JsonLine
{
    /// <summary>Fails when the line is anything but one object.</summary>
    public static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
        return document.RootElement.Clone();
    }

    public static List<JsonElement> ParseAll(string output) => [.. output.Split('\n').Select(Parse)];
}
