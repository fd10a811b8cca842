using System.Globalization;
using System.Text;
using System.Text.Json;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>Opens the envelope of a control-plane reply and reads its members. Allocates.</summary>
internal static class ReplyDocument
{
    private const int ExcerptBytes = 120;

    /// <summary>
    /// Reads the data of a good reply with <paramref name="read"/>, which gives null and a cause when
    /// something is wrong. <paramref name="what"/> names the reply in messages, such as "symbols".
    /// </summary>
    public static Reply<T> Read<T>(
        string what, int httpStatus, ReadOnlySpan<byte> body, Func<JsonElement, Reply<T>> read)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return ReadRoot(what, httpStatus, body, document.RootElement, read);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The parser reports bytes that are not JSON with the first, strings that are not text with the
            // second.
            return Reply<T>.Bad(
                $"KuCoin's {what} reply{With(httpStatus)} is not JSON: '{Excerpt(body)}'",
                "Check that the REST address is KuCoin's and that no proxy answers in its place.");
        }
    }

    /// <summary>The same for data that must be a list.</summary>
    public static Reply<T> ReadList<T>(
        string what, int httpStatus, ReadOnlySpan<byte> body, Func<JsonElement, Reply<T>> read)
        where T : class =>
        Read(what, httpStatus, body, data => data.ValueKind == JsonValueKind.Array
            ? read(data)
            : Wrong<T>(what, "is not a list"));

    /// <summary>The reply is well formed, but not what the protocol says.</summary>
    public static Reply<T> Wrong<T>(string what, string problem)
        where T : class =>
        Reply<T>.Bad(
            $"KuCoin's {what} reply {problem}",
            "Try again; if it stays so, the exchange has changed its interface.");

    /// <summary>
    /// A text member; a number is given as its text; null when absent, null or something else.
    /// </summary>
    public static string? TextOf(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out JsonElement member))
        {
            return null;
        }
        return member.ValueKind switch
        {
            JsonValueKind.String => member.GetString(),
            JsonValueKind.Number => member.GetRawText(),
            _ => null,
        };
    }

    /// <summary>
    /// A decimal as number or string; null when absent, null or "". False when it is something else.
    /// </summary>
    public static bool TryDecimal(JsonElement row, string name, out ExactDecimal? value)
    {
        value = null;
        if (row.ValueKind != JsonValueKind.Object
            || !row.TryGetProperty(name, out JsonElement member)
            || member.ValueKind == JsonValueKind.Null)
        {
            return true;
        }
        string? text = TextOf(row, name);
        if (text is null)
        {
            return false;
        }
        if (text.Length == 0)
        {
            return true;
        }
        if (!DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out ExactDecimal parsed))
        {
            return false;
        }
        value = parsed;
        return true;
    }

    /// <summary>A decimal that must be there.</summary>
    public static bool TryNeeded(JsonElement row, string name, out ExactDecimal value)
    {
        bool isGood = TryDecimal(row, name, out ExactDecimal? found) && found is not null;
        value = found ?? default;
        return isGood;
    }

    /// <summary>A whole number as number or string; null when absent or something else.</summary>
    public static long? IntegerOf(JsonElement row, string name) =>
        long.TryParse(
            TextOf(row, name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    /// <summary>True or false, also as text; null when absent or something else.</summary>
    public static bool? BooleanOf(JsonElement row, string name)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out JsonElement member))
        {
            return null;
        }
        return member.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String when bool.TryParse(member.GetString(), out bool value) => value,
            _ => null,
        };
    }

    private static Reply<T> ReadRoot<T>(
        string what,
        int httpStatus,
        ReadOnlySpan<byte> body,
        JsonElement root,
        Func<JsonElement, Reply<T>> read)
        where T : class
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("code", out JsonElement code))
        {
            return Reply<T>.Bad(
                $"KuCoin's {what} reply{With(httpStatus)} has no code: '{Excerpt(body)}'",
                "Check that the REST address is KuCoin's.");
        }
        string codeText = code.ValueKind == JsonValueKind.String ? code.GetString()! : code.GetRawText();
        bool isNumber = int.TryParse(
            codeText, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        if (httpStatus is < 200 or >= 300 || !isNumber || !ErrorCodes.IsSuccess(number))
        {
            string message = TextOf(root, "msg") ?? string.Empty;
            OrderFault fault = ErrorCodes.FaultOf(number, Encoding.UTF8.GetBytes(message));
            Reply<T> refused = Reply<T>.Bad(
                $"KuCoin refused the {what} request with HTTP {Text(httpStatus)}, "
                + $"code {codeText}: '{message}'",
                ErrorCodes.AdviceFor(number, fault));
            return refused with { Fault = fault };
        }
        return root.TryGetProperty("data", out JsonElement data)
            ? read(data)
            : Wrong<T>(what, "has no data");
    }

    private static string With(int httpStatus) =>
        httpStatus == 200 ? string.Empty : $" (HTTP {Text(httpStatus)})";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Excerpt(ReadOnlySpan<byte> body)
    {
        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, ExcerptBytes)]);
        return string.Concat(text.Select(static c => char.IsControl(c) ? ' ' : c));
    }
}
