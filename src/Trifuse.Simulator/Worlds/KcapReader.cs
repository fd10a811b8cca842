using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Trifuse.Simulator.Worlds;

/// <summary>What one line of a capture does to a book.</summary>
public enum KcapKind
{
    /// <summary>Top of book: one level a side at most.</summary>
    Top,

    /// <summary>Whole visible sides: depth 5, depth 50 or a REST snapshot.</summary>
    Sides,

    /// <summary>Changes of single levels, with sequence numbers.</summary>
    Changes,

    /// <summary>The last trade, from a ticker.</summary>
    Trade,
}

/// <summary>A price level as the capture spells it.</summary>
public readonly record struct TextLevel(string Price, string Size, long Sequence);

/// <summary>One market event of a capture.</summary>
/// <param name="TimeUs">UTC microseconds.</param>
/// <param name="Sequence">Last sequence number that the event contains; 0 when it has none.</param>
public sealed record KcapEvent(
    long TimeUs, string Symbol, KcapKind Kind, IReadOnlyList<TextLevel> Asks, IReadOnlyList<TextLevel> Bids,
    long Sequence);

/// <summary>A capture file in memory.</summary>
public sealed record KcapFile(string Exchange, string Clock, string Converted,
    IReadOnlyList<KcapEvent> Events);

/// <summary>
/// Reads the capture format kcap 1 (docs/kcap.md): gzipped or plain JSON lines, a header first. Every damage
/// is an
/// <see cref="InvalidDataException"/> that names the line and what to do.
/// </summary>
public static class KcapReader
{
    private const long UnpackedMax = 1L << 30;

    // A gzip header and trailer with nothing between them.
    private const int GzipSmallest = 18;

    public static KcapFile Read(Stream stream, string name)
    {
        byte[] bytes = Unpack(stream, name);
        if (bytes.Length == 0)
        {
            throw Damaged(name, "it is empty");
        }

        if (bytes[^1] != (byte)'\n')
        {
            throw Damaged(name, "it ends in the middle of a line, so it was cut short");
        }

        string? exchange = null;
        string clock = string.Empty;
        string converted = string.Empty;
        var events = new List<KcapEvent>();
        int line = 0;
        int start = 0;
        long lastUs = long.MinValue;
        while (start < bytes.Length)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', start);
            line++;
            try
            {
                using JsonDocument document = JsonDocument.Parse(bytes.AsMemory(start, end - start));
                JsonElement root = document.RootElement;
                if (exchange is null)
                {
                    (exchange, clock, converted) = Header(root);
                }
                else
                {
                    lastUs = Line(root, lastUs, events);
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException
                or KeyNotFoundException or IndexOutOfRangeException)
            {
                throw Damaged(name, "line " + line + " is not a kcap line (" + e.Message + ")");
            }

            start = end + 1;
        }

        return exchange is null || events.Count == 0
            ? throw Damaged(name, "it holds no market events")
            : new KcapFile(exchange, clock, converted, events);
    }

    private static InvalidDataException Damaged(string name, string what) =>
        new("The capture " + name + " cannot be used: " + what
            + ". Fetch it again or choose another with --data.");

    private static byte[] Unpack(Stream stream, string name)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        byte[] raw = memory.ToArray();
        if (raw.Length < 2 || raw[0] != 0x1f || raw[1] != 0x8b)
        {
            return raw;
        }

        if (raw.Length < GzipSmallest)
        {
            throw Damaged(name, "its compressed data ends early, so it was cut short");
        }

        try
        {
            memory.Position = 0;
            using var gzip = new GZipStream(memory, CompressionMode.Decompress);
            using var unpacked = new MemoryStream();
            gzip.CopyTo(unpacked);
            if (unpacked.Length > UnpackedMax)
            {
                throw Damaged(name, "it unpacks to more than a gigabyte");
            }

            // The last four bytes of a gzip member are the unpacked length: a cut file does not match it.
            uint expected = BinaryPrimitives.ReadUInt32LittleEndian(raw.AsSpan(raw.Length - 4));
            return expected == unchecked((uint)unpacked.Length)
                ? unpacked.ToArray()
                : throw Damaged(name, "its compressed data ends early, so it was cut short");
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith("The capture", StringComparison.Ordinal))
        {
            throw Damaged(name, "its compressed data is damaged (" + e.Message + ")");
        }
    }

    private static (string Exchange, string Clock, string Converted) Header(JsonElement root)
    {
        if (!root.TryGetProperty("kcap", out JsonElement version) || version.GetInt32() != 1)
        {
            throw new FormatException("the first line must be a header with \"kcap\":1");
        }

        string clock = root.GetProperty("clock").GetString() ?? string.Empty;
        string converted = root.TryGetProperty("converted", out JsonElement c) ? c.GetString() ?? "" : "";
        return (root.GetProperty("exchange").GetString() ?? "unknown", clock, converted);
    }

    private static long Line(JsonElement root, long lastUs, List<KcapEvent> events)
    {
        long timeUs = root.GetProperty("r").GetInt64();
        if (timeUs < lastUs)
        {
            throw new FormatException("its time goes back");
        }

        JsonElement message = root.GetProperty("m");
        KcapEvent? parsed = root.TryGetProperty("http", out JsonElement http)
            ? Snapshot(timeUs, http.GetString() ?? string.Empty, message)
            : Message(timeUs, message);
        if (parsed is not null)
        {
            events.Add(parsed);
        }

        return timeUs;
    }

    private static KcapEvent? Snapshot(long timeUs, string call, JsonElement body)
    {
        const string Marker = "/orderbook/level2";
        int at = call.IndexOf("symbol=", StringComparison.Ordinal);
        if (at < 0 || !call.Contains(Marker, StringComparison.Ordinal))
        {
            return null;
        }

        JsonElement data = body.GetProperty("data");
        long sequence = NumberOf(data.GetProperty("sequence"));
        return new KcapEvent(timeUs, call[(at + 7)..], KcapKind.Sides, Levels(data.GetProperty("asks")),
            Levels(data.GetProperty("bids")), sequence);
    }

    private static KcapEvent? Message(long timeUs, JsonElement message)
    {
        if (!message.TryGetProperty("topic", out JsonElement topicElement))
        {
            return null;
        }

        string topic = topicElement.GetString() ?? string.Empty;
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return null;
        }

        string symbol = topic[(colon + 1)..];
        JsonElement data = message.GetProperty("data");
        return topic[..colon] switch
        {
            "/spotMarket/level1" => new KcapEvent(timeUs, symbol, KcapKind.Top,
                Flat(data.GetProperty("asks")), Flat(data.GetProperty("bids")), 0),
            "/spotMarket/level2Depth5" or "/spotMarket/level2Depth50" => new KcapEvent(timeUs, symbol,
                KcapKind.Sides, Levels(data.GetProperty("asks")), Levels(data.GetProperty("bids")), 0),
            "/market/level2" => Changes(timeUs, symbol, data),
            "/market/ticker" => new KcapEvent(timeUs, symbol, KcapKind.Trade,
                [new TextLevel(TextOf(data.GetProperty("price")), TextOf(data.GetProperty("size")), 0)], [],
                    0),
            _ => null,
        };
    }

    private static KcapEvent Changes(long timeUs, string symbol, JsonElement data)
    {
        JsonElement changes = data.GetProperty("changes");
        return new KcapEvent(timeUs, symbol, KcapKind.Changes, Levels(changes.GetProperty("asks")),
            Levels(changes.GetProperty("bids")), NumberOf(data.GetProperty("sequenceEnd")));
    }

    private static TextLevel[] Flat(JsonElement row) =>
        row.GetArrayLength() == 0 ? [] : [new TextLevel(TextOf(row[0]), TextOf(row[1]), 0)];

    private static TextLevel[] Levels(JsonElement rows)
    {
        var levels = new TextLevel[rows.GetArrayLength()];
        int i = 0;
        foreach (JsonElement row in rows.EnumerateArray())
        {
            long sequence = row.GetArrayLength() > 2 ? NumberOf(row[2]) : 0;
            levels[i++] = new TextLevel(TextOf(row[0]), TextOf(row[1]), sequence);
        }

        return levels;
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static long NumberOf(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? long.Parse(Encoding.ASCII.GetBytes(value.GetString()!),
            System.Globalization.CultureInfo.InvariantCulture)
        : value.GetInt64();
}
