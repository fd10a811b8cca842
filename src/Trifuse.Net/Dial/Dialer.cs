using System.Runtime.InteropServices;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;
using Trifuse.Net.Tls;

namespace Trifuse.Net.Dial;

/// <summary>
/// Makes TLS connections: resolves, connects (every address in turn), shakes hands, verifies. It blocks up
/// to its deadline, so it lives on the connector thread (or on the main thread at start); the hot thread
/// gets finished streams. May be used by one thread at a time.
/// </summary>
public sealed unsafe class Dialer
{
    private const long NanosecondsPerMillisecond = 1_000_000;
    private const int HostNameMismatch = 62;
    private const int AddressMismatch = 64;
    private const int KeepIdleSeconds = 15;
    private const int KeepIntervalSeconds = 5;
    private const int KeepCount = 3;

    // Bytes unacknowledged for so long mean a dead path; without this the kernel tries for a quarter of an
    // hour.
    private const int UserTimeoutMs = 20_000;

    private readonly BlockingWait _wait;

    /// <param name="cancel">When signalled, a dial under way and every later one ends as cancelled.</param>
    public Dialer(EventFd? cancel = null) => _wait = new BlockingWait(cancel);

    /// <summary>
    /// Connects to <paramref name="host"/> (a name or an IP literal) within <paramref name="timeoutMs"/>.
    /// Only name resolution has time limits of its own; it can be cancelled like the rest.
    /// </summary>
    public DialResult Dial(string host, int port, TlsContext tls, int timeoutMs)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        ArgumentNullException.ThrowIfNull(tls);
        long deadlineNs = MonotonicClock.NowNs() + timeoutMs * NanosecondsPerMillisecond;
        List<SocketTarget> targets = Resolver.Resolve(host, port, _wait, out DialResult failure);
        if (targets.Count == 0)
        {
            return failure;
        }
        DialResult result = default;
        for (int i = 0; i < targets.Count; i++)
        {
            long shareNs = ShareOfTime(deadlineNs, targets.Count - i);
            result = ConnectTo(targets[i], host, shareNs, out int descriptor);
            if (result.Cause == DialCause.None)
            {
                // An address that answered TCP is the server: what TLS then says is final.
                return Secure(descriptor, host, targets[i].Text, tls, deadlineNs);
            }
            if (result.Cause == DialCause.Cancelled)
            {
                break;
            }
        }
        return result;
    }

    // A dead address may not use up the time of those after it.
    private static long ShareOfTime(long deadlineNs, int targetsLeft)
    {
        long nowNs = MonotonicClock.NowNs();
        return nowNs + (deadlineNs - nowNs) / targetsLeft;
    }

    private DialResult ConnectTo(SocketTarget target, string host, long deadlineNs, out int descriptor)
    {
        descriptor = -1;
        SysResult created = SysResult.From(Libc.Socket(
            target.Family, Libc.StreamSocket | Libc.SocketNonBlocking | Libc.SocketCloseOnExec, 0));
        if (created.IsError)
        {
            return Refused(host, target, created);
        }
        int socket = (int)created.Value;
        SysResult connected;
        fixed (byte* address = target.Address)
        {
            connected = SysResult.From(Libc.Connect(socket, address, (uint)target.Address.Length));
        }
        DialResult result = default;
        if (connected.Errno is Errno.InProgress or Errno.Interrupted)
        {
            WaitOutcome outcome = _wait.For(socket, isWriting: true, deadlineNs);
            bool isReady = outcome == WaitOutcome.Ready;
            result = isReady ? default : Stopped(outcome, host, target.Text, "connecting");
            connected = isReady ? PendingError(socket) : SysResult.Ok;
        }
        if (connected.IsError)
        {
            result = Refused(host, target, connected);
        }
        if (result.Cause != DialCause.None)
        {
            _ = Libc.Close(socket);
            return result;
        }
        Tune(socket);
        descriptor = socket;
        return result;
    }

    private DialResult Secure(int descriptor, string host, string target, TlsContext tls, long deadlineNs)
    {
        nint ssl = tls.NewConnection(descriptor, host);
        if (ssl == 0)
        {
            _ = Libc.Close(descriptor);
            return DialResult.Failed(
                DialCause.Tls, $"OpenSSL refuses a connection for {host}: {OpenSsl.DescribeQueue()}.");
        }
        DialResult result = ShakeHands(ssl, descriptor, host, target, deadlineNs);
        if (result.IsOk)
        {
            return result;
        }
        OpenSsl.FreeConnection(ssl);
        _ = Libc.Close(descriptor);
        return result;
    }

    private DialResult ShakeHands(nint ssl, int descriptor, string host, string target, long deadlineNs)
    {
        while (true)
        {
            OpenSsl.ClearErrors();
            int returned = OpenSsl.Connect(ssl);
            int errno = Marshal.GetLastPInvokeError();
            if (returned == 1)
            {
                SessionCache.KeepReusable(ssl);
                return DialResult.Connected(new TlsStream(ssl, descriptor));
            }
            int error = OpenSsl.GetError(ssl, returned);
            if (error is not (OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite))
            {
                return HandshakeFailed(ssl, error, errno, host, target);
            }
            WaitOutcome outcome = _wait.For(descriptor, error == OpenSsl.ErrorWantWrite, deadlineNs);
            if (outcome != WaitOutcome.Ready)
            {
                return Stopped(outcome, host, target, "the TLS handshake");
            }
        }
    }

    private static DialResult HandshakeFailed(nint ssl, int error, int errno, string host, string target)
    {
        int verify = (int)OpenSsl.GetVerifyResult(ssl);
        if (error == OpenSsl.ErrorSsl && verify != OpenSsl.VerifyOk)
        {
            string advice = verify is HostNameMismatch or AddressMismatch
                ? $"It is made out to another name than {host}."
                : "Check the CA file or the system's certificates, and the clock.";
            return DialResult.Failed(
                DialCause.Certificate,
                $"The certificate of {host} ({target}) is refused: " +
                $"{OpenSsl.Text(OpenSsl.VerifyErrorText(verify))}. {advice}");
        }
        string cause = error switch
        {
            OpenSsl.ErrorSsl => OpenSsl.DescribeQueue(),
            OpenSsl.ErrorSystemCall when errno != 0 => Errno.Describe(errno),
            _ => "the server closed the connection",
        };
        return DialResult.Failed(
            DialCause.Tls,
            $"The TLS handshake with {host} ({target}) failed: {cause}. " +
            "Check that the port speaks TLS 1.2 or later.");
    }

    private static DialResult Refused(string host, SocketTarget target, SysResult result) =>
        DialResult.Failed(
            result.Errno == Errno.TimedOut ? DialCause.Timeout : DialCause.Connect,
            $"Cannot connect to {host} ({target.Text}): {result.Describe()}. "
            + "Check host and port, and that nothing on the way blocks them.");

    private static DialResult Stopped(WaitOutcome outcome, string host, string target, string step) =>
        outcome switch
        {
            WaitOutcome.Cancelled => DialResult.Failed(
                DialCause.Cancelled, $"Connecting to {host} ({target}) was cancelled."),
            WaitOutcome.TimedOut => DialResult.Failed(
                DialCause.Timeout, $"{host} ({target}) did not answer in time during {step}."),
            _ => DialResult.Failed(DialCause.Connect, $"Waiting for {host} ({target}) failed during {step}."),
        };

    private static SysResult PendingError(int socket)
    {
        int errno = 0;
        uint length = sizeof(int);
        SysResult result = SysResult.From(
            Libc.GetSocketOption(socket, Libc.SocketLevel, Libc.SocketError, &errno, &length));
        return result.IsError ? result : SysResult.Error(errno);
    }

    // A socket works without these, only worse; so a kernel that refuses one is no error.
    private static void Tune(int socket)
    {
        SetOption(socket, Libc.TcpLevel, Libc.TcpNoDelay, 1);
        SetOption(socket, Libc.SocketLevel, Libc.SocketKeepAlive, 1);
        SetOption(socket, Libc.TcpLevel, Libc.TcpKeepIdleSeconds, KeepIdleSeconds);
        SetOption(socket, Libc.TcpLevel, Libc.TcpKeepIntervalSeconds, KeepIntervalSeconds);
        SetOption(socket, Libc.TcpLevel, Libc.TcpKeepCount, KeepCount);
        SetOption(socket, Libc.TcpLevel, Libc.TcpUserTimeoutMs, UserTimeoutMs);
    }

    private static void SetOption(int socket, int level, int option, int value) =>
        _ = Libc.SetSocketOption(socket, level, option, &value, sizeof(int));
}
