using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The reply of the level2 endpoints, full or 20 or 100 levels a side (KuCoin protocol sections 3 and 6.3):
/// the book to which the level2 stream's changes after <paramref name="Sequence"/> apply.
/// </summary>
/// <param name="Sequence">The last change that is in the book.</param>
/// <param name="TimeMs">Exchange time in ms since 1970; 0 when the reply does not tell.</param>
/// <param name="Bids">Descending prices.</param>
/// <param name="Asks">Ascending prices.</param>
public sealed record SnapshotReply(
    long Sequence, long TimeMs, IReadOnlyList<PriceLevel> Bids, IReadOnlyList<PriceLevel> Asks)
{
    private const string What = "level2 snapshot";

    /// <summary>Reads the reply; prices out of order refuse it.</summary>
    public static Reply<SnapshotReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.Read(What, httpStatus, body, ReadData);

    private static Reply<SnapshotReply> ReadData(JsonElement data)
    {
        if (ReplyDocument.IntegerOf(data, "sequence") is not (>= 0 and long sequence))
        {
            return ReplyDocument.Wrong<SnapshotReply>(What, "has no sequence");
        }
        List<PriceLevel>? bids = Side(data, "bids", isDescending: true);
        List<PriceLevel>? asks = Side(data, "asks", isDescending: false);
        return bids is null || asks is null
            ? ReplyDocument.Wrong<SnapshotReply>(
                What, $"has {(bids is null ? "bids" : "asks")} that are not ordered [price, size] pairs")
            : Reply<SnapshotReply>.Good(new SnapshotReply(
                sequence, ReplyDocument.IntegerOf(data, "time") ?? 0, bids, asks));
    }

    private static List<PriceLevel>? Side(JsonElement data, string name, bool isDescending)
    {
        if (!data.TryGetProperty(name, out JsonElement rows))
        {
            return null;
        }
        if (rows.ValueKind == JsonValueKind.Null)
        {
            return [];
        }
        if (rows.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        var levels = new List<PriceLevel>(rows.GetArrayLength());
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() < 2
                || !TryAmount(row[0], out ExactDecimal price)
                || !TryAmount(row[1], out ExactDecimal size)
                || (levels.Count > 0 && !IsOrdered(levels[^1].Price, price, isDescending)))
            {
                return null;
            }
            levels.Add(new PriceLevel(price, size));
        }
        return levels;
    }

    private static bool IsOrdered(ExactDecimal before, ExactDecimal after, bool isDescending) =>
        isDescending ? after < before : after > before;

    private static bool TryAmount(JsonElement element, out ExactDecimal amount)
    {
        string? text = element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
        amount = default;
        return text is not null
            && DecimalText.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out amount)
            && !amount.IsNegative;
    }
}
