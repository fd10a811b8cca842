using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Orders;
using Trifuse.KuCoin.Rest;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.KuCoin.Orders;

public sealed class OrderEntryTests
{
    private readonly OrderCalls _calls = new(new SymbolTable(MarketBench.Names));
    private readonly byte[] _buffer = new byte[OrderCalls.MaxBytes];

    [Fact]
    public void Signs_in_and_signs_the_session_as_the_vectors_say()
    {
        JsonNode vector = KuCoinFixtures.Node("sign_vectors")["ws_order_entry"]!;
        using var signer = new RequestSigner(
            Utf8(vector, "apikey"), Utf8(vector, "secret"), Utf8(vector, "passphrase"), 3);
        var writer = new Utf8Writer(new byte[signer.LoginMaxBytes]);
        signer.WriteLogin(ref writer, long.Parse((string)vector["timestamp"]!));
        Assert.False(writer.Truncated);
        Assert.Equal(
            $"apikey={Escaped(vector, "apikey")}&sign={Escaped(vector, "url_sign")}"
            + $"&passphrase={Escaped(vector, "url_passphrase")}&timestamp={vector["timestamp"]}",
            Encoding.ASCII.GetString(writer.Written));
        byte[] answer = new byte[RequestSigner.SignatureBytes];
        signer.SignText(Utf8(vector, "session_message"), answer);
        Assert.Equal((string)vector["session_answer"]!, Encoding.ASCII.GetString(answer));
    }

    [Fact]
    public void Escapes_whatever_is_not_plain_in_a_key()
    {
        const string Key = "a-b/c+d=e&f?g%h~._";
        using var signer = new RequestSigner(Encoding.UTF8.GetBytes(Key), "s"u8, "p"u8, 3);
        var writer = new Utf8Writer(new byte[signer.LoginMaxBytes]);
        signer.WriteLogin(ref writer, 1);
        Assert.StartsWith(
            $"apikey={Uri.EscapeDataString(Key)}&sign=", Encoding.ASCII.GetString(writer.Written),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Places_what_rest_places()
    {
        OrderRequest order = Order();
        string text = Text(_calls.WritePlace(in order, 42, _buffer));
        using var signer = new RequestSigner("k"u8, "s"u8, "p"u8, 3);
        var rest = new OrderRequests(signer, new SymbolTable(MarketBench.Names), "x");
        byte[] request = new byte[rest.MaxBytes];
        string whole = Encoding.ASCII.GetString(request.AsSpan(0, rest.WritePlace(in order, 1, request)));
        string body = whole[(whole.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal($$"""{"id":"42","op":"spot.order","args":{{body}}}""", text);
        Assert.NotNull(JsonNode.Parse(text));
    }

    [Fact]
    public void Cancels_by_client_id_and_pings()
    {
        Assert.Equal(
            """{"id":"7","op":"spot.cancel","args":{"symbol":"ETH-USDT","clientOid":"tf-1-2-0-0"}}""",
            Text(_calls.WriteCancel(new SymbolId(1), new ClientOrderId(1, 2, 0, 0), 7, _buffer)));
        Assert.Equal(
            """{"id":"8","op":"ping","timestamp":1742175983882}""",
            Text(OrderCalls.WritePing(8, 1742175983882, _buffer)));
    }

    [Theory]
    [InlineData("""{"sessionId":"d2c9","timestamp":1742175983882}""", OrderEntryKind.Session, -1, 0)]
    [InlineData(
        """{"sessionId":"d2c9","data":"welcome","pingInterval":18000,"pingTimeout":10000}""",
        OrderEntryKind.Welcome, -1, 0)]
    [InlineData("""{"id":"17","op":"pong","timestamp":1742175983882}""", OrderEntryKind.Pong, 17, 0)]
    [InlineData(
        """{"id":"3","op":"spot.order","code":"200000","data":{"orderId":"x","clientOid":"y"},"inTime":1,"outTime":2}""",
        OrderEntryKind.Reply, 3, 200000)]
    [InlineData(
        """{"id":"3","op":"futures.order","code":"330008","msg":"Order quantity is too high","inTime":1,"outTime":2}""",
        OrderEntryKind.Reply, 3, 330008)]
    [InlineData(
        """{"code":"400003","msg":"KC-API-KEY not exists.","inTime":1,"outTime":2}""",
        OrderEntryKind.Refusal, -1, 400003)]
    [InlineData("""{"id":"other","op":"x","code":"200000"}""", OrderEntryKind.Refusal, -1, 200000)]
    [InlineData("""{"id":null,"op":null,"code":400100}""", OrderEntryKind.Refusal, -1, 400100)]
    [InlineData("""{"hello":[1,2,{"a":"b"}]}""", OrderEntryKind.Malformed, -1, 0)]
    [InlineData("""{"id":"3","op":"spot.order","code":"2000""", OrderEntryKind.Malformed, 3, 0)]
    [InlineData("""["welcome"]""", OrderEntryKind.Malformed, -1, 0)]
    [InlineData("", OrderEntryKind.Malformed, -1, 0)]
    public void Knows_the_messages(string text, OrderEntryKind kind, long id, int code)
    {
        OrderEntryFrame frame = OrderEntryFrame.Read(Encoding.UTF8.GetBytes(text));
        Assert.Equal((kind, id), (frame.Kind, frame.Id));
        Assert.True(kind == OrderEntryKind.Malformed || frame.Code == code);
        bool isWelcome = kind == OrderEntryKind.Welcome;
        Assert.Equal(isWelcome ? (18_000, 10_000) : (0, 0), (frame.PingIntervalMs, frame.PingTimeoutMs));
    }

    [Theory]
    [InlineData("userRateLimit")]
    [InlineData("rateLimit")]
    public void Reads_the_order_and_the_quota_whatever_the_order_of_the_members(string name)
    {
        string reply = $$$"""
            {"id":"9","op":"spot.order","code":"200000","inTime":1770000000001,"outTime":1770000000018,
            "data":{"orderId":"670fd33bf9406e0007ab3945","clientOid":"tf-1-2-0-0"},
            "{{{name}}}":{"limit":2000,"reset":24617,"remaining":1998}}
            """;
        Gen.ULong.Sample(seed =>
        {
            byte[] text = JsonShuffle.Rewrite(Encoding.UTF8.GetBytes(reply), seed);
            OrderEntryFrame frame = OrderEntryFrame.Read(text);
            OrderReplies.ReadOrder(frame.HttpStatus, text, out OrderReply order);
            return frame.Kind == OrderEntryKind.Reply && frame.Id == 9
                && (frame.RateLimit, frame.RateRemaining, frame.RateResetMs) == (2000, 1998, 24617)
                && order.Kind == OrderReplyKind.Accepted
                && order.OrderId.ToString() == "670fd33bf9406e0007ab3945";
        }, iter: 200);
    }

    [Theory]
    [InlineData("429000", OrderReplyKind.Unusable)]
    [InlineData("500000", OrderReplyKind.Unusable)]
    [InlineData("503000", OrderReplyKind.Unusable)]
    [InlineData("200004", OrderReplyKind.Rejected)]
    [InlineData("400012", OrderReplyKind.Rejected)]
    [InlineData("4001002", OrderReplyKind.Rejected)]
    public void Takes_a_refusal_for_as_definite_as_rest_does(string code, OrderReplyKind kind)
    {
        byte[] text = Encoding.UTF8.GetBytes($$"""{"id":"9","op":"spot.order","code":"{{code}}","msg":"no"}""");
        OrderEntryFrame frame = OrderEntryFrame.Read(text);
        OrderReplies.ReadOrder(frame.HttpStatus, text, out OrderReply order);
        Assert.Equal(kind, order.Kind);
        Assert.Equal((-1, -1, -1), (frame.RateLimit, frame.RateRemaining, frame.RateResetMs));
    }

    [Fact]
    public void Writes_and_reads_without_allocating()
    {
        using var signer = new RequestSigner("k"u8, "s"u8, "p"u8, 3);
        byte[] reply = Encoding.UTF8.GetBytes(
            """{"id":"9","op":"spot.order","code":"200000","data":{"orderId":"x"},"rateLimit":{"limit":1}}""");
        OrderRequest order = Order();
        byte[] signature = new byte[RequestSigner.SignatureBytes];
        long sum = 0;
        void Once()
        {
            sum += _calls.WritePlace(in order, 42, _buffer) + OrderCalls.WritePing(1, 2, _buffer);
            sum += _calls.WriteCancel(order.Symbol, order.ClientId, 42, _buffer);
            sum += OrderEntryFrame.Read(reply).Id;
            signer.SignText(reply, signature);
        }
        Once();
        Assert.Equal(0, AllocationMeter.Measure(Once));
        Assert.True(sum > 0);
    }

    private static OrderRequest Order() => new()
    {
        ClientId = new ClientOrderId(1, 2, 0, 0),
        Symbol = new SymbolId(1),
        Side = Side.Buy,
        Amount = ExactDecimal.Parse("12.34"),
    };

    private static byte[] Utf8(JsonNode vector, string name) => Encoding.UTF8.GetBytes((string)vector[name]!);

    private static string Escaped(JsonNode vector, string name) =>
        Uri.EscapeDataString((string)vector[name]!);

    private string Text(int length) => Encoding.UTF8.GetString(_buffer.AsSpan(0, length));
}
