using System.Text.Json;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// Reads members of requests whose types clients do not agree on: numbers as text, booleans as text.
/// </summary>
public static class LooseJson
{
    /// <summary>Text of a string, number or boolean; null when absent or null.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }

    public static bool Flag(JsonElement element, string name) =>
        string.Equals(Text(element, name), "true", StringComparison.OrdinalIgnoreCase);
}
