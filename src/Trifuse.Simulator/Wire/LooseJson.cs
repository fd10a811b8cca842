using System.Globalization;
using System.Text.Json;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// Reads members of requests whose types clients do not agree on: numbers as text, booleans as text.
/// </summary>
public static class LooseJson
{
    private const int ExponentMax = 60;

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

    /// <summary>
    /// A decimal as plain text; JSON numbers in scientific notation, as JavaScript writes small ones, are
    /// spelled out. Texts come back as they are.
    /// </summary>
    public static string? Amount(JsonElement element, string name)
    {
        string? text = Text(element, name)?.Trim();
        int at = IsNumber(element, name) ? text!.IndexOfAny(['e', 'E']) : -1;
        return at > 0 && int.TryParse(text![(at + 1)..], NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out int exponent) && Math.Abs(exponent) <= ExponentMax
            ? Shift(text[..at], exponent)
            : text;
    }

    public static bool Flag(JsonElement element, string name) =>
        string.Equals(Text(element, name), "true", StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number;

    /// <summary>Moves the point of plain digits by so many places to the right.</summary>
    private static string Shift(string mantissa, int places)
    {
        string sign = mantissa.StartsWith('-') ? "-" : "";
        string digits = mantissa[sign.Length..];
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int whole = (point < 0 ? digits.Length : point) + places;
        digits = digits.Replace(".", "", StringComparison.Ordinal);
        if (whole <= 0)
        {
            return sign + "0." + new string('0', -whole) + digits;
        }

        return whole >= digits.Length
            ? sign + digits.PadRight(whole, '0')
            : sign + digits[..whole] + "." + digits[whole..];
    }
}
