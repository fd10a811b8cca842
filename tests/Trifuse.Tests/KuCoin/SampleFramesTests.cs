using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>Every line of a published collection of frames, through both decoders.</summary>
public class SampleFramesTests
{
    [Fact]
    public void Decodes_every_line_that_it_knows_and_leaves_the_others_alone()
    {
        (string Topic, DecodeResult Market, DecodeResult Private)[] expected =
        [
            ("/market/ticker:FET-BTC", DecodeResult.Message, DecodeResult.UnknownTopic),
            ("/market/ticker:all", DecodeResult.Message, DecodeResult.UnknownTopic),
            ("/market/snapshot:BTC", DecodeResult.UnknownTopic, DecodeResult.UnknownTopic),
            ("/spotMarket/level2Depth5:ETH-USDT", DecodeResult.Message, DecodeResult.UnknownTopic),
            ("/market/candles:BTC-USDT_1hour", DecodeResult.UnknownTopic, DecodeResult.UnknownTopic),
            ("/market/snapshot:KCS-BTC", DecodeResult.UnknownTopic, DecodeResult.UnknownTopic),
            ("/market/match:BTC-USDT", DecodeResult.UnknownTopic, DecodeResult.UnknownTopic),
            ("/spotMarket/tradeOrders", DecodeResult.UnknownTopic, DecodeResult.Message),
            ("/spotMarket/tradeOrders", DecodeResult.UnknownTopic, DecodeResult.Message),
            ("/spotMarket/tradeOrders", DecodeResult.UnknownTopic, DecodeResult.Message),
            ("/spotMarket/tradeOrders", DecodeResult.UnknownTopic, DecodeResult.Message),
            ("/spotMarket/tradeOrders", DecodeResult.UnknownTopic, DecodeResult.Message),
            ("/account/balance", DecodeResult.UnknownTopic, DecodeResult.Message),
            ("/spotMarket/advancedOrders", DecodeResult.UnknownTopic, DecodeResult.UnknownTopic),
            ("/market/level2:BTC-USDT", DecodeResult.Message, DecodeResult.UnknownTopic),
        ];
        var market = new MarketBench();
        var orders = new PrivateBench();
        string[] lines = File.ReadAllLines(KuCoinFixtures.PathOf("kucoin-ws-samples.jsonl"));
        Assert.Equal(expected.Length, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            Assert.Contains($"\"{expected[i].Topic}\"", lines[i], StringComparison.Ordinal);
            byte[] frame = KuCoinFixtures.Utf8(lines[i]);
            Assert.Equal(expected[i].Market, market.Decode(frame));
            Assert.Equal(expected[i].Private, orders.Decode(frame));
        }
    }

    [Fact]
    public void Matches_the_market_lines_in_todays_member_order_by_the_template()
    {
        var market = new MarketBench();
        Assert.Equal(
            [
                "/market/ticker:FET-BTC",
                "/market/ticker:all",
                "/spotMarket/level2Depth5:ETH-USDT",
                "/market/level2:BTC-USDT",
            ],
            File.ReadAllLines(KuCoinFixtures.PathOf("kucoin-ws-samples.jsonl"))
                .Where(line => market.Template(KuCoinFixtures.Utf8(line)))
                .Select(line => (string)System.Text.Json.Nodes.JsonNode.Parse(line)!["topic"]!));
    }
}
