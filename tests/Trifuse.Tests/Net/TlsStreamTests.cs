using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Trifuse.Net.Dial;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;
using Trifuse.Net.Tls;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class TlsStreamTests
{
    private static void Echo(SslStream stream)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            stream.Write(buffer, 0, count);
        }
    }

    /// <summary>Dials a listener that answers whatever is said to it with these bytes.</summary>
    private static DialResult DialOneThatAnswers(byte[] answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var thread = new Thread(() =>
        {
            using Socket socket = listener.AcceptSocket();
            socket.Receive(new byte[4096]);
            socket.Send(answer);
            while (socket.Receive(new byte[100]) > 0)
            {
            }
        });
        thread.Start();
        using var authority = new TestAuthority();
        using TlsContext context = TrustedServer.Trust(authority.CaFile);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        DialResult result = new Dialer().Dial("localhost", port, context, Deadline.WaitMs);
        thread.Join();
        return result;
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public void Talks_to_a_server_whose_authority_is_trusted(string host)
    {
        using var server = new TrustedServer(Echo);
        using TlsStream stream = server.Connect(host);
        Assert.Equal(5, stream.Write("hello"u8));
        Assert.Equal("hello"u8.ToArray(), Deadline.ReadExactly(stream, 5));
        Assert.Equal(StreamResult.WouldBlock, stream.Read(new byte[10]));
        Assert.StartsWith("TLS 1.", stream.DescribeCipher(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sends_the_name_but_never_an_address_as_server_name()
    {
        using var server = new TrustedServer(Echo);
        foreach (string host in (string[])["localhost", "127.0.0.1"])
        {
            using TlsStream stream = server.Connect(host);
            stream.Write("x"u8);
            Deadline.ReadExactly(stream, 1);
        }
        Assert.Equal(["localhost", ""], server.ServerNames.Select(name => name ?? ""));
    }

    [Fact]
    public void Refuses_a_certificate_of_an_unknown_authority_and_says_so()
    {
        using var server = new TrustedServer(Echo);
        using var stranger = new TestAuthority("Somebody else");
        using TlsContext context = TrustedServer.Trust(stranger.CaFile);
        DialResult result = server.Dial(context: context);
        Assert.Equal(DialCause.Certificate, result.Cause);
        Assert.Contains("localhost", result.Message, StringComparison.Ordinal);
        Assert.Contains("issuer certificate", result.Message, StringComparison.Ordinal);
        Assert.Contains("CA file", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_certificate_of_an_unknown_authority_under_the_system_roots()
    {
        using var server = new TrustedServer(Echo);
        Assert.True(TlsContext.TryCreate(default, out TlsContext? context, out string problem), problem);
        using (context)
        {
            Assert.Equal(DialCause.Certificate, server.Dial(context: context).Cause);
        }
    }

    [Fact]
    public void Refuses_a_certificate_made_out_to_another_name()
    {
        using var server = new TrustedServer(Echo, static a => a.Issue("other.example"));
        DialResult result = server.Dial();
        Assert.Equal(DialCause.Certificate, result.Cause);
        Assert.Contains("another name than localhost", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_address_that_the_certificate_does_not_name()
    {
        using var authority = new TestAuthority();
        using X509Certificate2 certificate = authority.Issue();
        using TlsContext context = TrustedServer.Trust(authority.CaFile);
        // The whole block 127.0.0.0/8 is this machine, but the certificate knows only 127.0.0.1.
        using var elsewhere = new TcpListener(IPAddress.Parse("127.0.0.2"), 0);
        elsewhere.Start();
        int port = ((IPEndPoint)elsewhere.LocalEndpoint).Port;
        var relay = new Thread(() =>
        {
            using Socket accepted = elsewhere.AcceptSocket();
            using var network = new NetworkStream(accepted);
            using var ssl = new SslStream(network);
            Assert.ThrowsAny<Exception>(() => ssl.AuthenticateAsServer(certificate));
        });
        relay.Start();
        DialResult result = new Dialer().Dial("127.0.0.2", port, context, Deadline.WaitMs);
        relay.Join();
        Assert.Equal(DialCause.Certificate, result.Cause);
        Assert.Contains("IP address mismatch", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_an_expired_certificate()
    {
        using var server = new TrustedServer(Echo, static a => a.Issue(fromDays: -20, untilDays: -10));
        DialResult result = server.Dial();
        Assert.Equal(DialCause.Certificate, result.Cause);
        Assert.Contains("expired", result.Message, StringComparison.Ordinal);
        Assert.Contains("clock", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_server_that_speaks_nothing_newer_than_tls_1_1()
    {
        // ServerHello, version 3.2 (TLS 1.1), 32 random bytes, no session, TLS_RSA_WITH_AES_128_CBC_SHA.
        byte[] hello = new byte[5 + 4 + 38];
        byte[] head = [0x16, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
        head.CopyTo(hello, 0);
        hello[^3] = 0;
        hello[^2] = 0x2f;
        DialResult result = DialOneThatAnswers(hello);
        Assert.Equal(DialCause.Tls, result.Cause);
        Assert.Contains("unsupported protocol", result.Message, StringComparison.Ordinal);
        Assert.Contains("TLS 1.2 or later", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_port_that_does_not_speak_tls()
    {
        DialResult result = DialOneThatAnswers("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        Assert.Equal(DialCause.Tls, result.Cause);
    }

    [Fact]
    public void Resumes_the_session_on_reconnect()
    {
        using var server = new TrustedServer(Echo);
        using (TlsStream first = server.Connect())
        {
            Assert.False(first.IsResumed);
            // The session's tickets come with the first bytes.
            first.Write("one"u8);
            Deadline.ReadExactly(first, 3);
        }
        using TlsStream second = server.Connect();
        Assert.True(second.IsResumed);
        second.Write("two"u8);
        Assert.Equal("two"u8.ToArray(), Deadline.ReadExactly(second, 3));
    }

    [Fact]
    public void Carries_megabytes_through_blocked_writes()
    {
        using var mayRead = new ManualResetEventSlim();
        using var server = new TrustedServer(stream =>
        {
            mayRead.Wait(Deadline.WaitMs);
            Echo(stream);
        });
        using TlsStream stream = server.Connect();
        byte[] sent = new byte[16 * 1024 * 1024];
        for (int i = 0; i < sent.Length; i++)
        {
            sent[i] = (byte)(i * 31 % 251);
        }
        int sentCount = 0;
        int written;
        while ((written = stream.Write(sent.AsSpan(sentCount))) > 0)
        {
            sentCount += written;
        }
        Assert.Equal(StreamResult.WouldBlock, written);
        mayRead.Set();
        byte[] received = new byte[sent.Length];
        int receivedCount = 0;
        var wait = new BlockingWait();
        long deadlineNs = Deadline.FromNowNs();
        while (receivedCount < received.Length)
        {
            written = sentCount < sent.Length
                ? stream.Write(sent.AsSpan(sentCount))
                : StreamResult.WouldBlock;
            sentCount += Math.Max(written, 0);
            int read = stream.Read(received.AsSpan(receivedCount));
            receivedCount += Math.Max(read, 0);
            Assert.False(read is StreamResult.Closed or StreamResult.Failed, stream.DescribeEnd());
            if (written < 0 && read < 0)
            {
                Assert.Equal(WaitOutcome.Ready, wait.For(stream.Descriptor, isWriting: false, deadlineNs));
            }
        }
        Assert.True(sent.AsSpan().SequenceEqual(received));
    }

    [Fact]
    public void Sees_a_clean_close_after_the_last_bytes()
    {
        using var server = new TrustedServer(stream =>
        {
            stream.Write("bye"u8);
            stream.ShutdownAsync().GetAwaiter().GetResult();
        });
        using TlsStream stream = server.Connect();
        Assert.Equal("bye"u8.ToArray(), Deadline.ReadExactly(stream, 3));
        Assert.Equal(StreamResult.Closed, Deadline.Read(stream, new byte[10]));
        Assert.True(stream.IsClosedCleanly);
    }

    [Fact]
    public void Tells_a_dropped_connection_from_a_clean_close()
    {
        using var server = new TrustedServer((stream, socket, _) =>
        {
            stream.Write("bye"u8);
            socket.Shutdown(SocketShutdown.Send);
            stream.ReadByte();
        });
        using TlsStream stream = server.Connect();
        Assert.Equal("bye"u8.ToArray(), Deadline.ReadExactly(stream, 3));
        Assert.Equal(StreamResult.Closed, Deadline.Read(stream, new byte[10]));
        Assert.False(stream.IsClosedCleanly);
        Assert.Contains("without closing TLS", stream.DescribeEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_a_reset_as_a_failure_with_its_cause()
    {
        using var server = new TrustedServer((stream, socket, _) =>
        {
            stream.ReadByte();
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        });
        using TlsStream stream = server.Connect();
        stream.Write("x"u8);
        Assert.Equal(StreamResult.Failed, Deadline.Read(stream, new byte[10]));
        Assert.Contains($"errno {Errno.ConnectionReset}", stream.DescribeEnd(), StringComparison.Ordinal);
        // A write into the void must be a value, not a signal that ends the process.
        Assert.True(stream.Write("y"u8) < 0);
    }

    [Fact]
    public void A_closed_stream_fails_and_may_be_closed_again()
    {
        using var server = new TrustedServer(Echo);
        TlsStream stream = server.Connect();
        stream.Close();
        stream.Close();
        Assert.Equal(StreamResult.Failed, stream.Read(new byte[1]));
        Assert.Equal(StreamResult.Failed, stream.Write(new byte[1]));
        Assert.Equal(-1, stream.Descriptor);
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        using var server = new TrustedServer(Echo);
        using TlsStream stream = server.Connect();
        byte[] buffer = new byte[100];
        var wait = new BlockingWait();
        long deadlineNs = Deadline.FromNowNs();
        void RoundTrips()
        {
            for (int i = 0; i < 50; i++)
            {
                stream.Write("ping"u8);
                while (stream.Read(buffer) == StreamResult.WouldBlock)
                {
                    wait.ForStream(stream, isWriting: false, deadlineNs);
                }
            }
        }
        RoundTrips();
        Assert.Equal(0, AllocationMeter.Measure(RoundTrips));
    }
}
