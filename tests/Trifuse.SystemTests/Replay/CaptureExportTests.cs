using System.Globalization;
using System.Text;
using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Tape;
using Trifuse.Simulator.Worlds;
using Trifuse.SystemTests.Cli;

namespace Trifuse.SystemTests.Replay;

/// <summary>What was recorded comes out of a capture again, for every feed.</summary>
public sealed class CaptureExportTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures/tapes");

    private readonly Sandbox _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("record.tape", "plain.kcap")]
    [InlineData("record.tape", "packed.kcap.gz")]
    [InlineData("live.tape", "plain.kcap")]
    public void A_capture_of_a_tape_ends_in_the_engines_books(string tape, string capture)
    {
        tape = Path.Combine(Folder, tape);
        CaptureResult result = CaptureExport.Write(tape, _home.File(capture));
        Assert.Null(result.Problem);
        KcapFile file = CapturedBooks.Read(_home.File(capture));
        Assert.Equal(result.Events, file.Events.Count);
        Assert.Equal(("127.0.0.1", "recv"), (file.Exchange, file.Clock));
        Assert.Equal(result.SpanUs, file.Events[^1].TimeUs - file.Events[0].TimeUs);
        int symbols = CapturedBooks.MustEqualThoseOf(tape, file);
        Assert.Equal(result.Symbols, symbols);
        Assert.True(symbols > 100, $"{symbols} symbols show little");
        bool isPacked = File.ReadAllBytes(_home.File(capture))[0] == 0x1f;
        Assert.Equal(capture.EndsWith(".gz", StringComparison.Ordinal), isPacked);
    }

    [Fact]
    public void Each_top_keeps_its_receive_time_and_every_digit()
    {
        string tape = Path.Combine(Folder, "record.tape");
        CaptureResult result = CaptureExport.Write(tape, _home.File("a.kcap"));
        Assert.Null(result.Problem);
        IEnumerable<string> captured = CapturedBooks.Read(_home.File("a.kcap")).Events.Select(static e =>
            $"{e.TimeUs} {e.Symbol} {e.Kind} {Plain(e.Asks)} {Plain(e.Bids)}");
        List<string> recorded = TopsOf(tape);
        Assert.True(recorded.Count > 500, $"{recorded.Count} tops show little");
        Assert.Equal(recorded, captured);
    }

    [Theory]
    [InlineData("level1")]
    [InlineData("ticker")]
    [InlineData("depth5")]
    [InlineData("depth50")]
    [InlineData("level2")]
    public async Task Every_feed_survives_the_way_over_a_tape(string feed)
    {
        await using StillExchange exchange = await StillExchange.StartAsync(
            static o => o with { World = "poloniex-2022", Speed = 100, Loop = true });
        await using TrifuseProcess record = TrifuseProcess.Start(
            _home, ["record", "a.tape", .. exchange.Address, .. StillExchange.Set($"market.feed={feed}")]);
        await record.ErrorLineAsync("the streams are up");
        await UpdatesAsync(exchange, 200, record.Deadline);
        if (feed == "level2")
        {
            await LoseSequencesAsync(exchange, record.Deadline);
        }
        record.Signal("TERM");
        Assert.Equal(0, await record.ExitAsync());

        CaptureResult result = CaptureExport.Write(_home.File("a.tape"), _home.File("a.kcap"));
        Assert.Null(result.Problem);
        KcapFile file = CapturedBooks.Read(_home.File("a.kcap"));
        Assert.Equal(3, CapturedBooks.MustEqualThoseOf(_home.File("a.tape"), file));
        KcapKind[] kinds = feed switch
        {
            "level1" or "ticker" => [KcapKind.Top],
            "level2" => [KcapKind.Sides, KcapKind.Changes],
            _ => [KcapKind.Sides],
        };
        Assert.Equal(kinds, file.Events.Select(static e => e.Kind).Distinct().Order());
        if (feed == "level2")
        {
            // One snapshot for each book to begin with, one after the gap.
            Assert.True(file.Events.Count(static e => e.Kind == KcapKind.Sides) >= 6);
        }
    }

    [Fact]
    public void Changes_that_came_before_their_snapshot_follow_it()
    {
        TapeHead head = Level2Head(out TapePlayer player);
        using (player)
        {
            SymbolSpec spec = player.Universe.SpecOf(new SymbolId(0));
            var sink = new TapeSink();
            Assert.True(TapeWriter.TryCreate(_home.File("a.tape"), head, sink, out TapeWriter? tape, out _));
            using (tape)
            {
                long atNs = head.StartNs;
                sink.Write(TapeKind.MarketFrame, 0, atNs, Change(spec.Name, 10, "101"));
                sink.Write(TapeKind.MarketFrame, 0, atNs + 1_000, Change(spec.Name, 11, "102"));
                sink.Write(TapeKind.MarketFrame, 0, atNs + 2_000, Change(spec.Name, 12, "103"));
                PriceLevel bid = new(ExactDecimal.Parse("90"), ExactDecimal.One);
                PriceLevel ask = new(ExactDecimal.Parse("110"), ExactDecimal.One);
                sink.Write(
                    TapeKind.ControlResult, ControlRecord.SnapshotChannel, atNs + 3_000,
                    ControlRecord.EncodeSnapshot(new SymbolId(0), 10, [bid], [ask]));
                sink.Write(TapeKind.MarketFrame, 0, atNs + 4_000, Change(spec.Name, 13, "104"));
                tape!.Drain();
                Assert.True(tape.Finish([], 0));
            }
        }
        CaptureResult result = CaptureExport.Write(_home.File("a.tape"), _home.File("a.kcap"));
        Assert.Null(result.Problem);
        KcapFile file = CapturedBooks.Read(_home.File("a.kcap"));
        long firstUs = file.Events[0].TimeUs;
        Assert.Equal(
            new (long, KcapKind, long)[]
            {
                (0, KcapKind.Sides, 10), (0, KcapKind.Changes, 11), (0, KcapKind.Changes, 12),
                (1, KcapKind.Changes, 13),
            },
            file.Events.Select(e => (e.TimeUs - firstUs, e.Kind, e.Sequence)));
        Assert.Equal(1, CapturedBooks.MustEqualThoseOf(_home.File("a.tape"), file));
    }

    private static TapeHead Level2Head(out TapePlayer player)
    {
        string path = Path.Combine(Folder, "record.tape");
        Assert.True(TapePlayer.TryOpen(path, null, null, out TapePlayer? opened, out _));
        player = opened!;
        Assert.True(TapeReader.TryOpen(path, out TapeReader? reader, out _));
        using (reader)
        {
            var head = new TapeHead(reader!.Head.StartNs, reader.Head.StartUtcNs);
            foreach (TapeSection section in reader.Head.Sections)
            {
                string text = Encoding.UTF8.GetString(section.Content.Span);
                bool isConfig = section.Name == TapeHead.Config;
                head.Add(section.Name, isConfig ? text.Replace("level1", "level2") : text);
            }
            Assert.Contains("\"level2\"", head.Text(TapeHead.Config));
            return head;
        }
    }

    private static byte[] Change(string symbol, long sequence, string ask) => Encoding.UTF8.GetBytes($$"""
        {"type":"message","topic":"/market/level2:{{symbol}}","subject":"trade.l2update","data":{"changes":{
        "asks":[["{{ask}}","2","{{sequence}}"]],"bids":[]},
        "sequenceEnd":{{sequence}},"sequenceStart":{{sequence}},"symbol":"{{symbol}}","time":1}
        }
        """);

    private static async Task LoseSequencesAsync(StillExchange exchange, CancellationToken deadline)
    {
        long requests = exchange.Simulator.Counters.RestRequests;
        string[] symbols = ["BTC-USDT", "BCH-USDT", "BCH-BTC"];
        foreach (string symbol in symbols)
        {
            exchange.Simulator.Faults.SkipLevel2Sequence(symbol);
        }
        while (exchange.Simulator.Counters.RestRequests < requests + symbols.Length)
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
        await UpdatesAsync(exchange, 200, deadline);
    }

    private static async Task UpdatesAsync(StillExchange exchange, int count, CancellationToken deadline)
    {
        long last = exchange.Simulator.Counters.BookUpdates + count;
        while (exchange.Simulator.Counters.BookUpdates < last)
        {
            deadline.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static List<string> TopsOf(string path)
    {
        var tops = new List<string>();
        Assert.True(TapeReader.TryOpen(path, out TapeReader? reader, out _));
        using (reader)
        {
            long offsetNs = reader!.Head.StartUtcNs - reader.Head.StartNs;
            while (reader.TryRead(out TapeRecord record))
            {
                if (record.Kind != TapeKind.MarketFrame)
                {
                    continue;
                }
                using JsonDocument frame = JsonDocument.Parse(Encoding.UTF8.GetString(record.Payload));
                if (frame.RootElement.GetProperty("type").GetString() == "message")
                {
                    string symbol = frame.RootElement.GetProperty("topic").GetString()!.Split(':')[1];
                    JsonElement data = frame.RootElement.GetProperty("data");
                    long timeUs = (record.NowNs + offsetNs) / 1000;
                    tops.Add($"{timeUs} {symbol} Top {Plain(data, "asks")} {Plain(data, "bids")}");
                }
            }
        }
        return tops;
    }

    private static string Plain(JsonElement data, string side)
    {
        JsonElement row = data.GetProperty(side);
        return row.GetArrayLength() == 0 ? "-" : Plain(row[0].GetString()!) + "x" + Plain(row[1].GetString()!);
    }

    private static string Plain(IReadOnlyList<TextLevel> side) =>
        side.Count == 0 ? "-" : Plain(side[0].Price) + "x" + Plain(side[0].Size);

    // The same number in one spelling.
    private static string Plain(string number) =>
        decimal.Parse(number, CultureInfo.InvariantCulture).ToString("0.############################",
            CultureInfo.InvariantCulture);
}
