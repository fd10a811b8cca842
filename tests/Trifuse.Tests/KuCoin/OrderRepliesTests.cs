using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Tests.KuCoin;

public class OrderRepliesTests
{
    [Theory]
    [InlineData("rest_hf_order_resp")]
    [InlineData("rest_hf_order_test_resp")]
    public void Reads_the_id_of_an_accepted_order(string fixture)
    {
        OrderReplies.ReadOrder(200, KuCoinFixtures.Bytes(fixture), out OrderReply reply);
        Assert.Equal(OrderReplyKind.Accepted, reply.Kind);
        Assert.Equal(OrderFault.None, reply.Fault);
        Assert.Equal("670fd33bf9406e0007ab3945", reply.OrderId.ToString());
    }

    [Theory]
    [InlineData("""{"success":true,"code":"200","msg":"success","retry":false,"data":{"orderId":"a1"}}""")]
    [InlineData("""{"data":{"x":[1],"orderId":"a1"},"code":200000}""")]
    [InlineData("""{"code":200,"data":{"orderId":"a1","clientOid":null}}""")]
    public void Takes_both_codes_of_success_as_number_or_string(string body)
    {
        OrderReplies.ReadOrder(200, KuCoinFixtures.Utf8(body), out OrderReply reply);
        Assert.Equal(OrderReplyKind.Accepted, reply.Kind);
        Assert.Equal("a1", reply.OrderId.ToString());
    }

    [Theory]
    [InlineData(
        200,
        """{"msg":"Insufficient balance.","code":"200004"}""",
        OrderReplyKind.Rejected,
        OrderFault.InsufficientBalance)]
    [InlineData(
        200,
        """{"code":400100,"msg":"Order size increment invalid."}""",
        OrderReplyKind.Rejected,
        OrderFault.Increment)]
    [InlineData(
        401,
        """{"code":"400005","msg":"Invalid KC-API-SIGN"}""",
        OrderReplyKind.Rejected,
        OrderFault.Authentication)]
    [InlineData(
        401,
        """{"code":"400002","msg":"Invalid KC-API-TIMESTAMP"}""",
        OrderReplyKind.Rejected,
        OrderFault.ClockSkew)]
    [InlineData(
        429,
        """{"code":"429000","msg":"Too Many Requests"}""",
        OrderReplyKind.Unusable,
        OrderFault.RateLimit)]
    [InlineData(
        200,
        """{"code":"429000","msg":"Too Many Requests"}""",
        OrderReplyKind.Unusable,
        OrderFault.RateLimit)]
    [InlineData(
        200, """{"code":"230005","msg":"The system is busy"}""", OrderReplyKind.Unusable, OrderFault.Busy)]
    [InlineData(
        200,
        """{"code":"102426","msg":"duplicate"}""",
        OrderReplyKind.Unusable,
        OrderFault.DuplicateClientId)]
    [InlineData(
        503,
        """{"code":"200004","msg":"Balance insufficient!"}""",
        OrderReplyKind.Unusable,
        OrderFault.InsufficientBalance)]
    [InlineData(
        500, "{\"code\":\"200000\",\"data\":{\"orderId\":\"a1\"}}", OrderReplyKind.Unusable, OrderFault.None)]
    [InlineData(502, "<html>Bad gateway</html>", OrderReplyKind.Unusable, OrderFault.Busy)]
    [InlineData(429, "", OrderReplyKind.Unusable, OrderFault.RateLimit)]
    [InlineData(200, "{\"code\":\"200000\"}", OrderReplyKind.Unusable, OrderFault.Other)]
    [InlineData(
        200, "{\"code\":\"200000\",\"data\":{\"orderId\":\"\"}}", OrderReplyKind.Unusable, OrderFault.Other)]
    [InlineData(
        200, "{\"code\":\"200000\",\"data\":{\"orderId\":\"a1\"", OrderReplyKind.Unusable, OrderFault.Other)]
    [InlineData(200, "{\"code\":\"two\"}", OrderReplyKind.Unusable, OrderFault.Other)]
    public void Tells_a_definite_rejection_from_an_unknown_outcome(
        int status, string body, OrderReplyKind kind, OrderFault fault)
    {
        OrderReplies.ReadOrder(status, KuCoinFixtures.Utf8(body), out OrderReply reply);
        Assert.Equal(kind, reply.Kind);
        Assert.Equal(fault, reply.Fault);
        Assert.True(reply.OrderId.IsEmpty);
    }

    [Fact]
    public void Reads_every_documented_error_body()
    {
        foreach (JsonNode? error in KuCoinFixtures.Node("errors_gateway").AsArray())
        {
            OrderReplies.ReadOrder(
                (int)error!["http"]!,
                KuCoinFixtures.Utf8(error["body"]!.ToJsonString()),
                out OrderReply reply);
            Assert.NotEqual(OrderReplyKind.Accepted, reply.Kind);
            Assert.NotEqual(OrderFault.Other, reply.Fault);
            Assert.Equal((string)error["body"]!["msg"]!, Encoding.UTF8.GetString(reply.Message));
            Assert.Contains((string)error["body"]!["code"]!, reply.Describe(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Keeps_160_bytes_of_a_long_message()
    {
        string body = "{\"code\":\"1\",\"msg\":\"" + new string('m', 500) + "\"}";
        OrderReplies.ReadOrder(200, KuCoinFixtures.Utf8(body), out OrderReply reply);
        Assert.Equal(new string('m', 160), Encoding.UTF8.GetString(reply.Message));
    }

    [Fact]
    public void Reads_the_reply_to_a_cancel()
    {
        OrderReplies.ReadCancel(200, KuCoinFixtures.Bytes("rest_hf_cancel_oid"), out OrderReply reply);
        Assert.Equal(OrderReplyKind.Accepted, reply.Kind);
        OrderReplies.ReadCancel(
            200,
            """{"code":"400100","msg":"order_not_exist_or_not_allow_to_cancel"}"""u8,
            out reply);
        Assert.Equal(OrderReplyKind.Rejected, reply.Kind);
        Assert.Equal(OrderFault.UnknownOrder, reply.Fault);
    }

    [Fact]
    public void Reads_the_state_of_an_order()
    {
        Assert.True(OrderReplies.TryReadState(
            200, KuCoinFixtures.Bytes("rest_hf_get_order_by_oid"), "USDT"u8, out OrderState state, out _));
        Assert.True(state.Exists);
        Assert.False(state.IsActive);
        Assert.False(state.HasCanceled);
        Assert.Equal("6717422bd51c29000775ea03", state.OrderId.ToString());
        Assert.Equal(ExactDecimal.Parse("0.00001"), state.DealSize);
        Assert.Equal(ExactDecimal.Parse("0.677176"), state.DealFunds);
        Assert.Equal(ExactDecimal.Parse("0.000677176"), state.Fee);
        Assert.True(state.FeeIsQuote);
        Assert.True(OrderReplies.TryReadState(
            200, KuCoinFixtures.Bytes("rest_hf_get_order_by_oid"), "KCS"u8, out state, out _));
        Assert.False(state.FeeIsQuote);
    }

    [Fact]
    public void Reads_that_a_part_of_an_order_was_canceled()
    {
        byte[] body = KuCoinFixtures.Utf8(KuCoinFixtures.Text("rest_hf_get_order_by_oid").Replace(
            "\"cancelExist\": false", "\"cancelExist\": true", StringComparison.Ordinal));
        Assert.True(OrderReplies.TryReadState(200, body, "USDT"u8, out OrderState state, out _));
        Assert.True(state is { Exists: true, HasCanceled: true });
    }

    [Theory]
    [InlineData("""{"code":"400100","msg":"The order does not exist."}""")]
    [InlineData("""{"code":"400100","msg":"order not exist"}""")]
    [InlineData("""{"code":"200000","data":null}""")]
    [InlineData("""{"code":"200000"}""")]
    public void Knows_that_the_exchange_does_not_know_an_order(string body)
    {
        Assert.True(
            OrderReplies.TryReadState(200, KuCoinFixtures.Utf8(body), "USDT"u8, out OrderState state, out _));
        Assert.False(state.Exists);
    }

    [Theory]
    [InlineData(503, """{"code":"400100","msg":"The order does not exist."}""")]
    [InlineData(200, """{"code":"200000","data":{"id":"a1","active":false}}""")]
    [InlineData(200, """{"code":"200000","data":{"id":"a1","active":"no","dealSize":"1","dealFunds":"1"}}""")]
    [InlineData(401, """{"code":"400003","msg":"KC-API-KEY not exists."}""")]
    [InlineData(200, "")]
    public void Leaves_the_state_open_when_the_reply_does_not_settle_it(int status, string body)
    {
        Assert.False(OrderReplies.TryReadState(
            status, KuCoinFixtures.Utf8(body), "USDT"u8, out OrderState state, out OrderReply reply));
        Assert.False(state.Exists);
        Assert.NotEqual(OrderReplyKind.Accepted, reply.Kind);
    }

    [Fact]
    public void Reads_the_fills_of_an_order()
    {
        var rows = new FillRow[2];
        Assert.True(OrderReplies.TryReadFills(
            200, KuCoinFixtures.Bytes("rest_hf_fills"), "USDT"u8, rows, out int count, out long next, out _));
        Assert.Equal((1, 0L), (count, next));
        Assert.Equal(new TradeId(11029373945659392), rows[0].TradeId);
        Assert.Equal(Side.Buy, rows[0].Side);
        Assert.Equal(ExactDecimal.Parse("67717.6"), rows[0].Price);
        Assert.Equal(ExactDecimal.Parse("0.00001"), rows[0].Size);
        Assert.Equal(ExactDecimal.Parse("0.677176"), rows[0].Funds);
        Assert.Equal(ExactDecimal.Parse("0.000677176"), rows[0].Fee);
        Assert.True(rows[0].FeeIsQuote);
        Assert.Equal(1729577515473, rows[0].ExchangeMs);
        Assert.False(OrderReplies.TryReadFills(
            200, KuCoinFixtures.Bytes("rest_hf_fills"), "USDT"u8, [], out _, out _, out OrderReply reply));
        Assert.Equal(OrderReplyKind.Unusable, reply.Kind);
    }

    [Fact]
    public void A_full_page_of_fills_says_where_the_next_one_begins()
    {
        byte[] body = KuCoinFixtures.Bytes("rest_hf_fills");
        Assert.True(OrderReplies.TryReadFills(
            200, body, "USDT"u8, new FillRow[1], out int count, out long next, out _));
        Assert.Equal((1, 19814995255305), (count, next));
        byte[] empty = KuCoinFixtures.Utf8("""{"code":"200000","data":{"items":[],"lastId":null}}""");
        Assert.True(OrderReplies.TryReadFills(
            200, empty, "USDT"u8, new FillRow[1], out count, out next, out _));
        Assert.Equal((0, 0L), (count, next));
    }

    [Fact]
    public void Reads_the_servers_time()
    {
        Assert.True(OrderReplies.TryReadTimestamp(
            200, KuCoinFixtures.Bytes("rest_pub_timestamp"), out long serverMs));
        Assert.Equal(1729100692873, serverMs);
        Assert.False(OrderReplies.TryReadTimestamp(200, """{"code":"200000","data":{}}"""u8, out _));
        Assert.False(OrderReplies.TryReadTimestamp(500, KuCoinFixtures.Bytes("rest_pub_timestamp"), out _));
    }

    [Fact]
    public void A_reply_cut_at_any_byte_is_unusable_and_never_accepted()
    {
        byte[] body = KuCoinFixtures.Bytes("rest_hf_order_resp");
        for (int length = 0; length < body.AsSpan().TrimEnd("\n"u8).Length; length++)
        {
            OrderReplies.ReadOrder(200, body.AsSpan(0, length), out OrderReply reply);
            Assert.Equal(OrderReplyKind.Unusable, reply.Kind);
        }
    }

    [Fact]
    public void Members_in_any_order_read_the_same()
    {
        byte[] state = KuCoinFixtures.Bytes("rest_hf_get_order_by_oid");
        Assert.True(OrderReplies.TryReadState(200, state, "USDT"u8, out OrderState expected, out _));
        Gen.ULong.Sample(
            seed =>
            {
                Assert.True(OrderReplies.TryReadState(
                    200, JsonShuffle.Rewrite(state, seed), "USDT"u8, out OrderState read, out _));
                Assert.Equal(expected, read);
            },
            iter: 300,
            threads: 1);
    }
}
