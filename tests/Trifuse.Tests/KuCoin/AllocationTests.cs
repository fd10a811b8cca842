using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>Nothing on the path of a message or an order may allocate.</summary>
public class AllocationTests
{
    private readonly SymbolTable _symbols = new(MarketBench.Names);

    [Fact]
    public void Sees_an_allocation_when_there_is_one() =>
        Assert.True(BytesAllocatedBy(static () => Consume(new byte[16])) > 0);

    [Theory]
    [InlineData("ws_pub_level1")]
    [InlineData("ws_pub_ticker_all")]
    [InlineData("ws_pub_depth5")]
    [InlineData("ws_pub_depth50")]
    [InlineData("ws_pub_level2")]
    [InlineData("ws_pub_match")]
    public void Decodes_market_frames_without_allocating(string fixture)
    {
        byte[] payload = KuCoinFixtures.Bytes(fixture);
        var decoder = new MarketDecoder(_symbols);
        var handler = default(Nobody);
        Assert.Equal(0, BytesAllocatedBy(() =>
        {
            decoder.Decode(payload, ref handler);
            decoder.DecodeByWalk(payload, ref handler);
        }));
    }

    [Theory]
    [InlineData("""{"id":"1","type":"error","code":415,"data":"type is \u006eot supported"}""")]
    [InlineData("""{"id":"1","type":"pong"}""")]
    [InlineData("""{"id":"1","type":"po""")]
    public void Reads_control_frames_and_rubbish_without_allocating(string frame)
    {
        byte[] payload = KuCoinFixtures.Utf8(frame);
        var decoder = new MarketDecoder(_symbols);
        var handler = default(Nobody);
        Assert.Equal(0, BytesAllocatedBy(() => decoder.Decode(payload, ref handler)));
    }

    [Theory]
    [InlineData("docs_order_v2_match")]
    [InlineData("ws_prv_order_v2_received")]
    [InlineData("ws_prv_balance_hold")]
    public void Decodes_private_frames_without_allocating(string fixture)
    {
        byte[] payload = KuCoinFixtures.Bytes(fixture);
        var decoder = new PrivateDecoder(_symbols, new SymbolTable(["USDT"]));
        var handler = default(Nobody);
        Assert.Equal(0, BytesAllocatedBy(() => decoder.Decode(payload, ref handler)));
    }

    [Fact]
    public void Writes_and_signs_requests_without_allocating()
    {
        using var signer = new RequestSigner("key"u8, "secret"u8, "passphrase"u8, 3);
        var requests = new OrderRequests(signer, _symbols, "api.kucoin.com");
        byte[] buffer = new byte[requests.MaxBytes];
        var order = new OrderRequest
        {
            Symbol = new SymbolId(1),
            Side = Side.Sell,
            ClientId = new ClientOrderId(1, 2, 3, 4),
            Amount = ExactDecimal.Parse("0.00010"),
        };
        Assert.True(OrderId.TryCreate("670fd33bf9406e0007ab3945"u8, out OrderId orderId));
        Assert.Equal(0, BytesAllocatedBy(() =>
        {
            requests.WritePlace(in order, 1730206271588, buffer);
            requests.WriteTest(in order, 1730206271588, buffer);
            requests.WriteCancel(order.Symbol, order.ClientId, 1730206271588, buffer);
            requests.WriteQuery(order.Symbol, order.ClientId, 1730206271588, buffer);
            requests.WriteFills(order.Symbol, orderId, 19814995255305, 1730206271588, buffer);
            requests.WriteTimestamp(buffer);
            Subscriptions.WritePing(1730206271588, buffer);
        }));
    }

    [Fact]
    public void Reads_replies_without_allocating()
    {
        byte[] accepted = KuCoinFixtures.Bytes("rest_hf_order_resp");
        byte[] refused = KuCoinFixtures.Utf8(
            """{"msg":"Order size \u0069ncrement invalid.","code":"400100"}""");
        byte[] state = KuCoinFixtures.Bytes("rest_hf_get_order_by_oid");
        byte[] fills = KuCoinFixtures.Bytes("rest_hf_fills");
        byte[] time = KuCoinFixtures.Bytes("rest_pub_timestamp");
        var rows = new FillRow[4];
        Assert.Equal(0, BytesAllocatedBy(() =>
        {
            OrderReplies.ReadOrder(200, accepted, out _);
            OrderReplies.ReadOrder(200, refused, out _);
            OrderReplies.ReadCancel(200, refused, out _);
            OrderReplies.TryReadState(200, state, "USDT"u8, out _, out _);
            OrderReplies.TryReadFills(200, fills, "USDT"u8, rows, out _, out _, out _);
            OrderReplies.TryReadTimestamp(200, time, out _);
        }));
    }

    // The first rounds compile; the counter is this thread's own, so other tests do not disturb it.
    private static long BytesAllocatedBy(Action action)
    {
        for (int i = 0; i < 40; i++)
        {
            action();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            action();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Consume(byte[] bytes) => GC.KeepAlive(bytes);

    private struct Nobody : IMarketHandler, IPrivateHandler
    {
        public readonly void OnTop(
            SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence)
        {
        }

        public readonly void OnDepth(
            SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs)
        {
        }

        public readonly void OnChanges(
            SymbolId symbol,
            long sequenceStart,
            long sequenceEnd,
            ReadOnlySpan<LevelChange> bids,
            ReadOnlySpan<LevelChange> asks,
            long exchangeMs)
        {
        }

        public readonly void OnOrder(in OrderEvent orderEvent)
        {
        }

        public readonly void OnBalance(in BalanceEvent balanceEvent)
        {
        }
    }
}
