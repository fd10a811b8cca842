using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Trifuse.Net.Dial;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;
using Trifuse.Net.Tls;
using Trifuse.Net.WebSocket;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class WebSocketHandshakeTests
{
    private const string GoodHead =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n";

    /// <summary>
    /// Runs one handshake over real TLS; the reply is made from the Accept value of the client's key.
    /// </summary>
    private static HandshakeResult Open(Func<string, byte[]> reply, int timeoutMs = Deadline.WaitMs)
    {
        using var authority = new TestAuthority();
        using X509Certificate2 certificate = authority.Issue();
        using var server = new TlsTestServer(certificate, stream =>
        {
            string request = ReadHead(stream);
            string key = request.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
            stream.Write(reply(WebSocketHandshake.AcceptOf(key)));
            stream.ReadByte();
        });
        var options = new TlsOptions { CaFile = authority.CaFile };
        Assert.True(TlsContext.TryCreate(options, out TlsContext? context, out string problem), problem);
        using (context)
        {
            DialResult dial = new Dialer().Dial("localhost", server.Port, context, Deadline.WaitMs);
            Assert.True(dial.IsOk, dial.Message);
            using TlsStream stream = dial.Stream;
            return new WebSocketHandshake().Open(
                stream, new WebSocketTarget("localhost", server.Port, "/endpoint?token=abc"), timeoutMs);
        }
    }

    private static string ReadHead(SslStream stream)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int value = stream.ReadByte();
            Assert.True(value >= 0);
            text.Append((char)value);
        }
        return text.ToString();
    }

    private static HandshakeResult OpenAgainst(string reply) => Open(
        accept => Encoding.Latin1.GetBytes(reply.Replace("{accept}", accept, StringComparison.Ordinal)));

    [Fact]
    public void Opens_and_keeps_the_frames_that_come_with_the_reply()
    {
        HandshakeResult result = Open(accept =>
        [
            .. Encoding.ASCII.GetBytes($"{GoodHead}Sec-WebSocket-Accept: {accept}\r\n\r\n"),
            .. ServerFrame.Text("hi"),
        ]);
        Assert.True(result.IsOk, result.Message);
        Assert.True(
            result.Leftover.Length == 0 || result.Leftover.AsSpan().SequenceEqual(ServerFrame.Text("hi")));
    }

    [Fact]
    public void Writes_the_request_of_the_rfc()
    {
        string request = Encoding.ASCII.GetString(WebSocketHandshake.BuildRequest(
            new WebSocketTarget("ws.example", 443, "/endpoint?token=abc"), "dGhlIHNhbXBsZSBub25jZQ=="));
        Assert.Equal(
            "GET /endpoint?token=abc HTTP/1.1\r\nHost: ws.example\r\nUpgrade: websocket\r\n" +
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
            "Sec-WebSocket-Version: 13\r\n\r\n",
            request);
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptOf("dGhlIHNhbXBsZSBub25jZQ=="));
    }

    [Fact]
    public void Names_the_port_and_brackets_an_address_in_the_host_header()
    {
        Assert.Equal("localhost:8443", new WebSocketTarget("localhost", 8443, "/").HostHeader);
        Assert.Equal("[::1]:8443", new WebSocketTarget("::1", 8443, "/").HostHeader);
    }

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a\r\nX: y")]
    [InlineData("/\u00e9")]
    public void Refuses_a_path_that_would_break_the_request(string path) => Assert.Throws<ArgumentException>(
        () => WebSocketHandshake.BuildRequest(new WebSocketTarget("localhost", 443, path), "key"));

    [Theory]
    [InlineData(
        "HTTP/1.1 101 S\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n", "Upgrade header")]
    [InlineData("HTTP/1.1 101 S\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", "Upgrade header")]
    [InlineData("HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n", "Connection header")]
    [InlineData(GoodHead + "\r\n", "Sec-WebSocket-Accept")]
    [InlineData(
        GoodHead + "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", "Sec-WebSocket-Accept")]
    [InlineData(
        GoodHead + "Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        "extension")]
    [InlineData(
        GoodHead + "Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: chat\r\n\r\n", "subprotocol")]
    public void Refuses_a_wrong_upgrade(string reply, string cause)
    {
        HandshakeResult result = OpenAgainst(reply);
        Assert.Equal(HandshakeCause.BadUpgrade, result.Cause);
        Assert.Contains(cause, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_the_servers_own_words_when_it_refuses()
    {
        HandshakeResult result = OpenAgainst(
            "HTTP/1.1 401 Unauthorized\r\nContent-Length: 29\r\n\r\n" +
            "{\"code\":\"401\",\"msg\":\"token\n\"}\r");
        Assert.Equal((HandshakeCause.Refused, 401), (result.Cause, result.Status));
        Assert.Contains(
            "status 401: {\"code\":\"401\",\"msg\":\"token \"}", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_a_reply_that_is_not_http()
    {
        Assert.Equal(HandshakeCause.BadReply, OpenAgainst("nonsense\r\n\r\n").Cause);
        HandshakeResult longHead = OpenAgainst("HTTP/1.1 101 S\r\nX: " + new string('x', 20_000));
        Assert.Equal(HandshakeCause.BadReply, longHead.Cause);
    }

    [Fact]
    public void Gives_up_at_its_deadline()
    {
        HandshakeResult result = Open(_ => "HTTP/1.1 101 Sw"u8.ToArray(), timeoutMs: 50);
        Assert.Equal(HandshakeCause.Timeout, result.Cause);
    }

    [Fact]
    public void Is_cancelled_by_its_event()
    {
        using var cancel = new EventFd();
        cancel.Signal();
        using var never = new EventFd();
        var stream = new SilentStream(never.Descriptor);
        HandshakeResult result = new WebSocketHandshake(cancel).Open(
            stream, new WebSocketTarget("localhost", 1, "/"), Deadline.WaitMs);
        Assert.Equal(HandshakeCause.Cancelled, result.Cause);
    }

    /// <summary>Takes everything and never answers.</summary>
    private sealed class SilentStream(int descriptor) : IByteStream
    {
        public bool HasPendingRead => false;

        public bool WantsWrite => false;

        public int Descriptor => descriptor;

        public int Read(Span<byte> destination) => StreamResult.WouldBlock;

        public int Write(ReadOnlySpan<byte> source) => source.Length;

        public string DescribeEnd() => "";

        public void Close()
        {
        }
    }
}
