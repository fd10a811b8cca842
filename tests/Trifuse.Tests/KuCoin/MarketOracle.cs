using System.Globalization;
using System.Text;
using System.Text.Json;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>
/// Decodes market frames with System.Text.Json, written for likeness to the protocol and not for speed.
/// </summary>
internal static class MarketOracle
{
    /// <summary>The text that <see cref="MarketRecorder"/> writes for the frame.</summary>
    public static string Read(byte[] payload)
    {
        using JsonDocument document = JsonDocument.Parse(payload);
        JsonElement root = document.RootElement;
        string[] topic = root.GetProperty("topic").GetString()!.Split(':');
        JsonElement data = root.GetProperty("data");
        string symbol = topic[1] == "all" ? root.GetProperty("subject").GetString()! : topic[1];
        return topic[0] switch
        {
            "/spotMarket/level1" => Level1(symbol, data),
            "/market/ticker" => Ticker(symbol, data),
            "/market/level2" => Level2(symbol, data),
            _ => $"depth {symbol} {Sides(data)} at {Time(data)}",
        };
    }

    private static string Level1(string symbol, JsonElement data) =>
        $"top {symbol} {Top(data.GetProperty("bids"))} | {Top(data.GetProperty("asks"))}"
        + $" at {Time(data)} seq -1";

    private static string Top(JsonElement side) =>
        side.GetArrayLength() == 0 ? "0 x 0" : Quote(Text(side[0]), Text(side[1]));

    private static string Ticker(string symbol, JsonElement data) =>
        $"top {symbol} {Quote(Text(data.GetProperty("bestBid")), Text(data.GetProperty("bestBidSize")))}"
        + $" | {Quote(Text(data.GetProperty("bestAsk")), Text(data.GetProperty("bestAskSize")))}"
        + $" at {Time(data)} seq {Text(data.GetProperty("sequence"))}";

    private static string Quote(string price, string size) =>
        ExactDecimal.Parse(price).IsZero || ExactDecimal.Parse(size).IsZero
            ? "0 x 0"
            : $"{ExactDecimal.Parse(price)} x {ExactDecimal.Parse(size)}";

    private static string Level2(string symbol, JsonElement data)
    {
        string start = Text(data.GetProperty("sequenceStart"));
        string end = Text(data.GetProperty("sequenceEnd"));
        return $"changes {symbol} {start}-{end} {Sides(data.GetProperty("changes"))} at {Time(data)}";
    }

    private static string Sides(JsonElement data) =>
        $"bids{Rows(data.GetProperty("bids"))} asks{Rows(data.GetProperty("asks"))}";

    private static string Rows(JsonElement rows)
    {
        var text = new StringBuilder();
        foreach (JsonElement row in rows.EnumerateArray())
        {
            text.Append(CultureInfo.InvariantCulture,
                $" {ExactDecimal.Parse(Text(row[0]))} x {ExactDecimal.Parse(Text(row[1]))}");
            if (row.GetArrayLength() > 2)
            {
                text.Append(CultureInfo.InvariantCulture, $" #{Text(row[2])}");
            }
        }
        return text.ToString();
    }

    private static long Time(JsonElement data)
    {
        foreach (string name in new[] { "timestamp", "time", "Time" })
        {
            if (data.TryGetProperty(name, out JsonElement time))
            {
                long value = long.Parse(Text(time), CultureInfo.InvariantCulture);
                return value > 100_000_000_000_000_000 ? value / 1_000_000 : value;
            }
        }
        return 0;
    }

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
}
