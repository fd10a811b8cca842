using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Tests.KuCoin;

public sealed class OrderRequestsTests : IDisposable
{
    private const long TimestampMs = 1730206271588;

    private readonly RequestSigner _signer = new("thekey"u8, "thesecret"u8, "thepassphrase"u8, 3);
    private readonly OrderRequests _requests;
    private readonly byte[] _buffer;

    public OrderRequestsTests()
    {
        _requests = new OrderRequests(_signer, new SymbolTable(MarketBench.Names), "127.0.0.1:8443");
        _buffer = new byte[_requests.MaxBytes];
    }

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void Buys_by_funds()
    {
        (string start, Dictionary<string, string> headers, string body) = Split(_requests.WritePlace(
            Order(Side.Buy, "12.3400"), TimestampMs, _buffer));
        Assert.Equal("POST /api/v1/hf/orders HTTP/1.1", start);
        Assert.Equal(
            """{"clientOid":"tf-1-2-0-0","side":"buy","symbol":"ETH-USDT","type":"market","funds":"12.34"}""",
            body);
        Assert.Equal("127.0.0.1:8443", headers["Host"]);
        Assert.Equal("application/json", headers["Content-Type"]);
        AssertSigned("POST", "/api/v1/hf/orders", headers, body);
    }

    [Theory]
    [InlineData(Side.Buy, "buy")]
    [InlineData(Side.Sell, "sell")]
    public void Limits_go_by_size_immediate_or_cancel(Side side, string word)
    {
        OrderRequest order = Order(side, "12.34");
        order.LimitPrice = ExactDecimal.Parse("1850.10");
        order.Size = ExactDecimal.Parse("0.00667");
        string body = Split(_requests.WritePlace(order, TimestampMs, _buffer)).Body;
        Assert.Equal(
            $$"""{"clientOid":"tf-1-2-0-0","side":"{{word}}","symbol":"ETH-USDT","type":"limit","""
            + "\"timeInForce\":\"IOC\",\"price\":\"1850.1\",\"size\":\"0.00667\"}",
            body);
    }

    [Fact]
    public void Sells_by_size_without_exponent()
    {
        (string start, Dictionary<string, string> headers, string body) = Split(_requests.WriteTest(
            Order(Side.Sell, "1E-8"), TimestampMs, _buffer));
        Assert.Equal("POST /api/v1/hf/orders/test HTTP/1.1", start);
        Assert.Equal(
            """{"clientOid":"tf-1-2-0-0","side":"sell","symbol":"ETH-USDT","type":"market","""
            + "\"size\":\"0.00000001\"}",
            body);
        AssertSigned("POST", "/api/v1/hf/orders/test", headers, body);
    }

    [Fact]
    public void Cancels_and_queries_by_client_id()
    {
        const string Path = "/api/v1/hf/orders/client-order/tf-1-2-0-0?symbol=ETH-USDT";
        (string start, Dictionary<string, string> headers, string body) = Split(_requests.WriteCancel(
            new SymbolId(1), new ClientOrderId(1, 2, 0, 0), TimestampMs, _buffer));
        Assert.Equal($"DELETE {Path} HTTP/1.1", start);
        AssertSigned("DELETE", Path, headers, body);
        (start, headers, body) = Split(_requests.WriteQuery(
            new SymbolId(1), new ClientOrderId(1, 2, 0, 0), TimestampMs, _buffer));
        Assert.Equal($"GET {Path} HTTP/1.1", start);
        AssertSigned("GET", Path, headers, body);
        Assert.Empty(body);
        Assert.DoesNotContain("Content-Length", headers.Keys);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(19814995255305, "&lastId=19814995255305")]
    public void Asks_for_a_page_of_the_fills_of_an_order(long lastId, string behind)
    {
        Assert.True(OrderId.TryCreate("6717422bd51c29000775ea03"u8, out OrderId id));
        (string start, Dictionary<string, string> headers, string body) = Split(_requests.WriteFills(
            new SymbolId(0), id, lastId, TimestampMs, _buffer));
        string path = "/api/v1/hf/fills?symbol=BTC-USDT&orderId=6717422bd51c29000775ea03&limit=100" + behind;
        Assert.Equal($"GET {path} HTTP/1.1", start);
        AssertSigned("GET", path, headers, body);
    }

    [Fact]
    public void Refuses_to_put_a_foreign_text_into_a_path()
    {
        Assert.True(OrderId.TryCreate("x&symbol=Y"u8, out OrderId id));
        Assert.Throws<CheckFailedException>(
            () => _requests.WriteFills(new SymbolId(0), id, 0, TimestampMs, _buffer));
        Assert.Throws<CheckFailedException>(
            () => new OrderRequests(_signer, new SymbolTable(["BTC USDT"]), "host"));
    }

    [Fact]
    public void Keeps_a_connection_warm_without_a_signature()
    {
        int length = _requests.WriteTimestamp(_buffer);
        Assert.Equal(
            "GET /api/v1/timestamp HTTP/1.1\r\nHost: 127.0.0.1:8443\r\n\r\n",
            Encoding.ASCII.GetString(_buffer, 0, length));
    }

    [Fact]
    public void Posts_without_a_body_name_the_length_0()
    {
        (_, Dictionary<string, string> headers, string body) = Split(_requests.WriteSigned(
            "POST"u8, "/api/v1/bullet-private"u8, default, TimestampMs, _buffer));
        Assert.Equal("0", headers["Content-Length"]);
        AssertSigned("POST", "/api/v1/bullet-private", headers, body);
    }

    [Fact]
    public void Refuses_a_buffer_that_is_too_small_and_an_amount_of_0()
    {
        Assert.Throws<CheckFailedException>(
            () => _requests.WritePlace(Order(Side.Buy, "1"), TimestampMs, new byte[100]));
        Assert.Throws<CheckFailedException>(
            () => _requests.WritePlace(Order(Side.Buy, "0"), TimestampMs, _buffer));
    }

    [Fact]
    public void Every_order_is_signed_over_exactly_its_own_bytes() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Byte, Gen.Byte, Gen.Long[1, long.MaxValue], Gen.Int[0, 38]).Sample(
            (run, cascade, step, attempt, mantissa, scale) =>
            {
                var order = new OrderRequest
                {
                    Symbol = new SymbolId(step % MarketBench.Names.Length),
                    Side = attempt % 2 == 0 ? Side.Buy : Side.Sell,
                    ClientId = new ClientOrderId(run, cascade, step, attempt),
                    Amount = new ExactDecimal(mantissa, scale),
                };
                (_, Dictionary<string, string> headers, string body) =
                    Split(_requests.WritePlace(in order, TimestampMs, _buffer));
                AssertSigned("POST", "/api/v1/hf/orders", headers, body);
                using JsonDocument json = JsonDocument.Parse(body);
                string member = order.Side == Side.Buy ? "funds" : "size";
                string amount = json.RootElement.GetProperty(member).GetString()!;
                Assert.Equal(order.Amount, ExactDecimal.Parse(amount));
                Assert.Equal(
                    order.ClientId.ToString(), json.RootElement.GetProperty("clientOid").GetString());
            },
            iter: 500,
            threads: 1);

    private static OrderRequest Order(Side side, string amount) => new()
    {
        Symbol = new SymbolId(1),
        Side = side,
        ClientId = new ClientOrderId(1, 2, 0, 0),
        Amount = ExactDecimal.Parse(amount),
    };

    private static void AssertSigned(
        string method, string path, Dictionary<string, string> headers, string body)
    {
        byte[] expected = HMACSHA256.HashData(
            "thesecret"u8, Encoding.ASCII.GetBytes($"{TimestampMs}{method}{path}{body}"));
        Assert.Equal(Convert.ToBase64String(expected), headers["KC-API-SIGN"]);
        Assert.Equal("thekey", headers["KC-API-KEY"]);
        Assert.Equal($"{TimestampMs}", headers["KC-API-TIMESTAMP"]);
        Assert.Equal("3", headers["KC-API-KEY-VERSION"]);
        Assert.Equal(
            Convert.ToBase64String(HMACSHA256.HashData("thesecret"u8, "thepassphrase"u8)),
            headers["KC-API-PASSPHRASE"]);
        if (body.Length > 0)
        {
            Assert.Equal($"{body.Length}", headers["Content-Length"]);
        }
    }

    private (string Start, Dictionary<string, string> Headers, string Body) Split(int length)
    {
        string request = Encoding.ASCII.GetString(_buffer, 0, length);
        int end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string[] lines = request[..end].Split("\r\n");
        return (
            lines[0],
            lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1]),
            request[(end + 4)..]);
    }
}
