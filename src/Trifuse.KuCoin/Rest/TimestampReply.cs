using System.Globalization;
using System.Text.Json;

namespace Trifuse.KuCoin.Rest;

/// <summary>The reply of /api/v1/timestamp: the server's time in ms since 1970.</summary>
public sealed record TimestampReply(long ServerMs)
{
    private const string What = "timestamp";

    /// <summary>Reads the reply.</summary>
    public static Reply<TimestampReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.Read(What, httpStatus, body, static data =>
        {
            string text = data.ValueKind == JsonValueKind.String ? data.GetString()! : data.GetRawText();
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long serverMs)
                && serverMs > 0
                    ? Reply<TimestampReply>.Good(new TimestampReply(serverMs))
                    : ReplyDocument.Wrong<TimestampReply>(What, "is not a time in ms");
        });
}
