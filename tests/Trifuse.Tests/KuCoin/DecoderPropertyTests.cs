using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>What must hold for every frame, not only for the samples.</summary>
public class DecoderPropertyTests
{
    private static readonly byte[] JsonBytes = [.. "{}[]\",:\\truefalsn0123456789.-+eE \t"u8];

    private static readonly string[] MarketFixtures =
        ["ws_pub_level1", "ws_pub_ticker_all", "ws_pub_depth5", "ws_pub_depth50", "ws_pub_level2"];

    private static readonly string[] PrivateFixtures =
    [
        "ws_prv_order_v2_received",
        "ws_prv_order_v1_open",
        "docs_order_v2_match",
        "docs_order_v2_canceled",
        "ws_prv_balance_hold",
    ];

    [Fact]
    public void Template_walk_and_oracle_agree_on_every_frame()
    {
        int templated = 0;
        MarketFrameGen.Frame.Sample(
            frame =>
            {
                var bench = new MarketBench();
                byte[] payload = KuCoinFixtures.Utf8(frame);
                string expected = MarketOracle.Read(payload);
                Assert.Equal(DecodeResult.Message, bench.Walk(payload));
                Assert.Equal(expected, bench.Delivered);
                if (bench.Template(payload))
                {
                    Assert.Equal(expected, bench.Delivered);
                    templated++;
                }
                Assert.Equal(expected, bench.Read(payload));
            },
            iter: 5000,
            threads: 1);
        Assert.InRange(templated, 500, 5000);
    }

    [Fact]
    public void Members_in_any_order_with_unknown_ones_between_decode_the_same()
    {
        foreach (string fixture in MarketFixtures)
        {
            byte[] original = KuCoinFixtures.Bytes(fixture);
            string expected = new MarketBench().Read(original);
            Gen.ULong.Sample(
                seed => Assert.Equal(expected, new MarketBench().Read(JsonShuffle.Rewrite(original, seed))),
                iter: 300,
                threads: 1);
        }
    }

    [Fact]
    public void Private_members_in_any_order_decode_the_same()
    {
        foreach (string fixture in PrivateFixtures)
        {
            byte[] original = KuCoinFixtures.Bytes(fixture);
            (OrderEvent? Order, BalanceEvent? Balance) expected = Private(original);
            Assert.True(expected.Order is not null || expected.Balance is not null);
            Gen.ULong.Sample(
                seed => Assert.Equal(expected, Private(JsonShuffle.Rewrite(original, seed))),
                iter: 300,
                threads: 1);
        }
    }

    [Fact]
    public void A_frame_cut_at_any_byte_is_malformed()
    {
        foreach (byte[] frame in AllFrames())
        {
            int whole = frame.AsSpan().TrimEnd("\n "u8).Length;
            for (int length = 0; length < whole; length++)
            {
                var market = new MarketBench();
                Assert.Equal(DecodeResult.Malformed, market.Decode(frame.AsSpan(0, length)));
                Assert.Empty(market.Delivered);
                var orders = new PrivateBench();
                Assert.Equal(DecodeResult.Malformed, orders.Decode(frame.AsSpan(0, length)));
                Assert.True(orders.IsEmpty);
            }
        }
    }

    [Fact]
    public void A_frame_with_any_byte_changed_never_throws()
    {
        byte[][] frames = [.. AllFrames()];
        var market = new MarketBench();
        var orders = new PrivateBench();
        int decoded = 0;
        Gen<double> place = Gen.Double[0, 1];
        Gen.Select(Gen.Int[0, frames.Length - 1], place, Gen.Byte, place, Gen.Byte).Sample(
            (index, where1, value1, where2, value2) =>
            {
                byte[] frame = [.. frames[index]];
                frame[(int)(where1 * (frame.Length - 1))] = value1;
                frame[(int)(where2 * (frame.Length - 1))] = value2;
                decoded += market.Decode(frame) == DecodeResult.Message ? 1 : 0;
                _ = orders.Decode(frame);
            },
            iter: 50_000,
            threads: 1);
        Assert.True(decoded > 0);
    }

    [Fact]
    public void Random_bytes_never_throw_and_are_malformed()
    {
        var market = new MarketBench();
        var orders = new PrivateBench();
        Gen<byte[]> noise = Gen.OneOf(
            Gen.Byte.Array[0, 200],
            Gen.Int[0, JsonBytes.Length - 1].Select(index => JsonBytes[index]).Array[0, 200]);
        noise.Sample(
            bytes =>
            {
                Assert.Equal(DecodeResult.Malformed, market.Decode(bytes));
                Assert.Equal(DecodeResult.Malformed, orders.Decode(bytes));
            },
            iter: 50_000,
            threads: 1);
    }

    private static (OrderEvent? Order, BalanceEvent? Balance) Private(byte[] payload)
    {
        var bench = new PrivateBench();
        Assert.Equal(DecodeResult.Message, bench.Decode(payload));
        return (bench.OrderOrNull, bench.BalanceOrNull);
    }

    private static IEnumerable<byte[]> AllFrames() =>
    [
        .. MarketFixtures.Select(KuCoinFixtures.Bytes),
        .. PrivateFixtures.Select(KuCoinFixtures.Bytes),
        .. KuCoinFixtures.Elements("live2021_ws_misc").Take(6),
        .. KuCoinFixtures.Elements("live2021_ws_level2_sequence").Take(3),
    ];
}
