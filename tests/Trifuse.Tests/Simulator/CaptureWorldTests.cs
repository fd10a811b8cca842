using System.IO.Compression;
using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Tests.Simulator;

public sealed class CaptureWorldTests
{
    [Fact]
    public void The_raw_kucoin_capture_rebuilds_the_tops_that_its_own_tickers_show()
    {
        CaptureWorld world = Load("kucoin-2021", loop: false);
        var sink = new RecordingSink(world.Symbols.Count);
        var tops = new Dictionary<(string, long), (string, string)>();
        var tickers = new List<(string Symbol, long Sequence, string Bid, string Ask)>();
        long first = 0;
        foreach (JsonElement line in RawLines("kucoin-ws-2021-04-25.kcap.jsonl.gz"))
        {
            if (!line.TryGetProperty("m", out JsonElement m)
                || !m.TryGetProperty("topic", out JsonElement topic))
            {
                continue;
            }

            string name = topic.GetString()!;
            long r = line.GetProperty("r").GetInt64();
            first = first == 0 && !name.Contains("candles") && !name.Contains("match") ? r : first;
            string symbol = name[(name.IndexOf(':') + 1)..];
            JsonElement data = m.GetProperty("data");
            if (name.StartsWith("/market/level2"))
            {
                world.Step(r - first, sink);
                int index = world.Symbols.ToList().FindIndex(s => s.Symbol == symbol);
                Book book = sink.Books[index];
                SymbolRules rules = world.Symbols[index];
                tops[(symbol, data.GetProperty("sequenceEnd").GetInt64())] =
                    (rules.PriceOf(book.BestBid.Price).ToString(),
                        rules.PriceOf(book.BestAsk.Price).ToString());
            }
            else if (name.StartsWith("/market/ticker"))
            {
                tickers.Add((symbol, long.Parse(data.GetProperty("sequence").GetString()!),
                    data.GetProperty("bestBid").GetString()!, data.GetProperty("bestAsk").GetString()!));
            }
        }

        int equal = tickers.Count(t => tops.TryGetValue((t.Symbol, t.Sequence), out (string, string) top)
            && top == (t.Bid, t.Ask));
        int known = tickers.Count(t => tops.TryGetValue((t.Symbol, t.Sequence), out (string, string) top)
            && top != ("0", "0"));
        Assert.True(known > 750, $"only {known} tickers could be compared");
        Assert.InRange(equal, known - 5, known);
    }

    [Fact]
    public void Symbol_codes_keep_their_real_currencies()
    {
        CaptureWorld world = Load("kucoin-2021", loop: false);
        SymbolRules rules = world.Symbols.Single(s => s.Symbol == "BCHSV-USDT");
        Assert.Equal("BSV", rules.Base);
    }

    [Fact]
    public void Sizes_are_floored_to_the_base_increment_and_books_never_cross()
    {
        CaptureWorld world = Load("poloniex-2022", loop: false);
        var sink = new RecordingSink(world.Symbols.Count);
        for (long us = 0; !world.Ended; us += 10_000)
        {
            world.Step(us, sink);
            for (int i = 0; i < sink.Books.Length; i++)
            {
                Book book = sink.Books[i];
                Assert.True(!book.HasBothSides || book.BestAsk.Price > book.BestBid.Price);
                Assert.All(book.Asks, l => Assert.Equal(0, l.Size % world.Symbols[i].StepUnits()));
            }
        }
    }

    [Fact]
    public void A_loop_begins_anew_and_ends_in_the_same_books()
    {
        CaptureWorld world = Load("poloniex-2022", loop: true);
        var sink = new RecordingSink(world.Symbols.Count);
        world.Step(29_900_000, sink);
        var once = sink.Books.Select(b => (b.BestAsk, b.BestBid)).ToArray();
        long updates = sink.Updates;
        world.Step(45_000_000, sink);
        Assert.InRange(sink.Updates, updates + 20, updates * 2);
        world.Step(59_800_000, sink);
        Assert.Equal(once, sink.Books.Select(b => (b.BestAsk, b.BestBid)).ToArray());
        Assert.False(world.Ended);
    }

    [Fact]
    public void Speed_divides_the_time()
    {
        CaptureWorld slow = Load("binance-2024", loop: false);
        CaptureWorld fast = Load("binance-2024", loop: false, speed: 10);
        var a = new RecordingSink(2);
        var b = new RecordingSink(2);
        slow.Step(20_000_000, a);
        fast.Step(2_000_000, b);
        Assert.Equal(a.Hash, b.Hash);
        Assert.True(a.Updates > 1_000);
    }

    private static CaptureWorld Load(string name, bool loop, double speed = 1)
    {
        using Stream stream = ShippedData.OpenCapture(name);
        return new CaptureWorld(KcapReader.Read(stream, name), name, new RuleBook(1), speed, loop);
    }

    private static IEnumerable<JsonElement> RawLines(string file)
    {
        string text = System.Text.Encoding.UTF8.GetString(ShippedData.ReadUnpacked(file));
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
