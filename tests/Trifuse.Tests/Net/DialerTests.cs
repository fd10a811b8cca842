using System.Net;
using System.Net.Sockets;
using Trifuse.Net.Dial;
using Trifuse.Net.Linux;
using Trifuse.Net.Tls;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class DialerTests
{
    private static TlsContext Context()
    {
        Assert.True(TlsContext.TryCreate(default, out TlsContext? context, out string problem), problem);
        return context;
    }

    [Fact]
    public void Says_that_a_name_cannot_be_resolved()
    {
        using TlsContext context = Context();
        DialResult result = new Dialer().Dial("no-such-host.invalid", 443, context, Deadline.WaitMs);
        Assert.Equal(DialCause.Resolve, result.Cause);
        Assert.Contains("no-such-host.invalid cannot be resolved", result.Message, StringComparison.Ordinal);
        Assert.Null(result.Stream);
    }

    [Fact]
    public void Says_that_nobody_listens()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        using TlsContext context = Context();
        DialResult result = new Dialer().Dial("127.0.0.1", port, context, Deadline.WaitMs);
        Assert.Equal(DialCause.Connect, result.Cause);
        Assert.Contains($"127.0.0.1:{port}", result.Message, StringComparison.Ordinal);
        Assert.Contains("refused", result.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Gives_up_on_a_server_that_does_not_shake_hands()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using TlsContext context = Context();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        DialResult result = new Dialer().Dial("127.0.0.1", port, context, 50);
        Assert.Equal(DialCause.Timeout, result.Cause);
        Assert.Contains("TLS handshake", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_cancelled_by_its_event()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using TlsContext context = Context();
        using var cancel = new EventFd();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var canceller = new Thread(() => cancel.Signal());
        canceller.Start();
        DialResult result = new Dialer(cancel).Dial("127.0.0.1", port, context, Deadline.WaitMs);
        canceller.Join();
        Assert.Equal(DialCause.Cancelled, result.Cause);
    }

    [Theory]
    [InlineData("/no/such/file.pem", "/no/such/file.pem")]
    [InlineData("/dev/null", "PEM")]
    public void A_bad_ca_file_is_named(string path, string expected)
    {
        var options = new TlsOptions { CaFile = path };
        Assert.False(TlsContext.TryCreate(options, out TlsContext? context, out string problem));
        Assert.Null(context);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains($"CA file {path}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Backoff_doubles_to_its_cap_within_its_jitter_and_starts_over_after_a_success()
    {
        var backoff = new Backoff(100, 1000, 5);
        foreach (long wholeMs in (long[])[100, 200, 400, 800, 1000, 1000, 1000])
        {
            long delayNs = backoff.NextDelayNs();
            Assert.InRange(delayNs, wholeMs * 500_000, wholeMs * 1_000_000);
        }
        Assert.Equal(7, backoff.Attempts);
        backoff.Reset();
        Assert.Equal(0, backoff.Attempts);
        Assert.InRange(backoff.NextDelayNs(), 50_000_000, 100_000_000);
    }

    [Fact]
    public void Backoff_repeats_with_its_seed_and_differs_between_seeds()
    {
        static long[] Delays(ulong seed)
        {
            var backoff = new Backoff(100, 10_000, seed);
            return [.. Enumerable.Range(0, 20).Select(_ => backoff.NextDelayNs())];
        }
        Assert.Equal(Delays(9), Delays(9));
        Assert.NotEqual(Delays(9), Delays(10));
    }
}
