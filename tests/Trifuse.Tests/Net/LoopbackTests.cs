using System.Net.Security;
using System.Text;
using Trifuse.Net.Dial;
using Trifuse.Net.Http;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Net.Tls;
using Trifuse.Net.WebSocket;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

/// <summary>All parts together: one loop, real TLS on loopback, HTTP and WebSocket side by side.</summary>
public sealed class LoopbackTests : IDisposable
{
    private readonly TrustedServer _server = new(Serve);

    public void Dispose() => _server.Dispose();

    // GET /ws upgrades and echoes; GET /big answers chunked; anything else answers with its own path.
    private static void Serve(SslStream stream)
    {
        while (ReadHead(stream) is { } head)
        {
            string path = head.Split(' ')[1];
            if (path == "/ws")
            {
                string key = head.Split("Sec-WebSocket-Key: ")[1].Split("\r\n")[0];
                stream.Write(Encoding.ASCII.GetBytes(
                    "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
                    $"Sec-WebSocket-Accept: {WebSocketHandshake.AcceptOf(key)}\r\n\r\n"));
                stream.Write(ServerFrame.Text("welcome"));
                EchoFrames(stream);
                return;
            }
            string reply = path == "/big"
                ? "Transfer-Encoding: chunked\r\n\r\n30D40\r\n" + new string('x', 200_000) + "\r\n0\r\n\r\n"
                : $"Content-Length: {path.Length}\r\n\r\n{path}";
            stream.Write(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n" + reply));
        }
    }

    private static string? ReadHead(SslStream stream)
    {
        var text = new StringBuilder();
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int value = stream.ReadByte();
            if (value < 0)
            {
                return null;
            }
            text.Append((char)value);
        }
        return text.ToString();
    }

    private static void EchoFrames(SslStream stream)
    {
        byte[] header = new byte[6];
        while (true)
        {
            stream.ReadExactly(header);
            byte[] payload = new byte[header[1] & 0x7F];
            stream.ReadExactly(payload);
            (int opcode, byte[] content) = ServerFrame.ReadClientFrames([.. header, .. payload])[0];
            stream.Write(ServerFrame.Make(opcode, content));
            if (opcode == 8)
            {
                return;
            }
        }
    }

    private static byte[] Get(string path) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

    [Fact]
    public void Blocking_requests_share_a_connection()
    {
        using TlsStream stream = _server.Connect();
        var http = new BlockingHttp(HttpLimits.Bootstrap);
        foreach (string path in (string[])["/one", "/big", "/two"])
        {
            BlockingReply reply = http.Exchange(stream, Get(path), Deadline.WaitMs);
            Assert.True(reply.IsOk, reply.Message);
            Assert.True(reply.CanKeepAlive);
            Assert.Equal(path == "/big" ? new string('x', 200_000) : path, reply.BodyText());
        }
    }

    [Fact]
    public void A_reply_beyond_the_limit_is_refused_without_reading_it_all()
    {
        using TlsStream stream = _server.Connect();
        var http = new BlockingHttp(HttpLimits.Orders);
        BlockingReply reply = http.Exchange(stream, Get("/big"), Deadline.WaitMs);
        Assert.Equal(HttpFault.BodyTooLong, reply.Fault);
        Assert.Contains("not acceptable HTTP", reply.Message, StringComparison.Ordinal);
        Assert.True(reply.BytesWritten > 0);
    }

    [Fact]
    public void A_loop_drives_both_protocols_and_allocates_nothing()
    {
        using var loop = new EventLoop();
        var http = new HttpOwner(new HttpConnection(HttpLimits.Orders));
        var socket = new SocketOwner(new WebSocketSession(WebSocketLimits.Default, SystemRandom.NextSeed()));
        TlsStream socketStream = _server.Connect();
        HandshakeResult opened = new WebSocketHandshake().Open(
            socketStream, new WebSocketTarget("localhost", _server.Port, "/ws"), Deadline.WaitMs);
        Assert.True(opened.IsOk, opened.Message);
        http.Connection.Attach(_server.Connect(), MonotonicClock.NowNs());
        socket.Session.Attach(socketStream, opened.Leftover, MonotonicClock.NowNs());
        loop.Add(http.Connection.Descriptor, http);
        loop.Add(socket.Session.Descriptor, socket);
        socket.OnReady(ReadyEvents.Readable, MonotonicClock.NowNs());
        while (socket.Received < 1)
        {
            Assert.True(loop.Poll(Deadline.WaitMs * 1_000_000L) > 0);
        }
        byte[] request = Get("/order");
        void Run()
        {
            for (int i = 0; i < 50; i++)
            {
                long replies = http.Replies + 1;
                long messages = socket.Received + 1;
                http.Connection.TrySend(request, 0);
                socket.Session.SendText("tick"u8);
                while (http.Replies < replies || socket.Received < messages)
                {
                    loop.Poll(Deadline.WaitMs * 1_000_000L);
                }
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
        Assert.Equal((100L, 101L), (http.Replies, socket.Received));
        socket.Session.BeginClose();
        while (socket.Session.State != SessionState.Ended)
        {
            Assert.True(loop.Poll(Deadline.WaitMs * 1_000_000L) > 0);
        }
        Assert.Equal(SessionEnd.ClosedByUs, socket.Session.EndCause);
        Assert.True(loop.Remove(socket.Session.Descriptor));
        Assert.True(loop.Remove(http.Connection.Descriptor));
        socket.Session.Release();
        http.Connection.Close();
    }

    private sealed class HttpOwner(HttpConnection connection) : IReadyHandler
    {
        internal HttpConnection Connection { get; } = connection;

        internal long Replies { get; private set; }

        public void OnReady(ReadyEvents events, long nowNs)
        {
            if (Connection.OnReady(events, nowNs).Kind == HttpOutcomeKind.Reply)
            {
                Replies += Connection.Body.SequenceEqual("/order"u8) ? 1 : 0;
            }
        }
    }

    private sealed class SocketOwner(WebSocketSession session) : IReadyHandler
    {
        private Counter _counter;

        internal WebSocketSession Session { get; } = session;

        internal long Received => _counter.Count;

        public void OnReady(ReadyEvents events, long nowNs) => Session.ReadAvailable(ref _counter, nowNs);
    }

    private struct Counter : IMessageHandler
    {
        internal long Count;

        public void OnText(ReadOnlySpan<byte> payload, long nowNs) => Count++;
    }
}
