using System.Diagnostics.CodeAnalysis;
using System.Text;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Dial;
using Trifuse.Net.Http;
using Trifuse.Net.Linux;
using Trifuse.Net.Tls;

namespace Trifuse.Engine.Connections;

/// <summary>
/// REST calls that may block and allocate: start-up on the main thread, tokens and refreshes on the connector
/// thread. One thread at a time. Its calls have no effect on the exchange that a repetition would double, so
/// a call whose kept connection has died is made once more on a fresh one.
/// </summary>
internal sealed class ControlClient : IDisposable
{
    private readonly ExchangeAddress _address;
    private readonly TlsContext _tls;
    private readonly RequestSigner? _signer;
    private readonly Dialer _dialer;
    private readonly BlockingHttp _http;
    private readonly int _timeoutMs;
    private readonly byte[] _request = new byte[4096];
    private TlsStream? _stream;

    public ControlClient(
        ExchangeAddress address, TlsContext tls, RequestSigner? signer, int timeoutMs, EventFd? cancel)
    {
        _address = address;
        _tls = tls;
        _signer = signer;
        _timeoutMs = timeoutMs;
        _dialer = new Dialer(cancel);
        _http = new BlockingHttp(HttpLimits.Bootstrap, cancel);
    }

    /// <summary>Server time - local time, in ms; added to every signed timestamp.</summary>
    public long ClockOffsetMs { get; set; }

    /// <summary>The query that opens the order entry over WebSocket, signed for this moment.</summary>
    public string OrderLogin()
    {
        Core.Check.That(_signer is not null);
        var writer = new Utf8Writer(new byte[_signer.LoginMaxBytes]);
        _signer.WriteLogin(ref writer, (RealtimeClock.NowNs() / 1_000_000) + ClockOffsetMs);
        Core.Check.That(!writer.Truncated);
        return Encoding.ASCII.GetString(writer.Written);
    }

    /// <summary>GET without a signature.</summary>
    public ControlReply Get(string path) => Call("GET", path, isSigned: false);

    /// <summary>GET, signed.</summary>
    public ControlReply GetSigned(string path) => Call("GET", path, isSigned: true);

    /// <summary>POST with an empty body.</summary>
    public ControlReply Post(string path, bool isSigned) => Call("POST", path, isSigned);

    /// <summary>
    /// A whole request as given, once, on a connection of its own: for what must not be repeated. A failure
    /// says whether a byte of it was written.
    /// </summary>
    public ControlReply SendOnce(ReadOnlySpan<byte> request, string what)
    {
        Dispose();
        if (!TryConnect(out ControlReply? failure))
        {
            return failure;
        }
        return Exchange(request, what);
    }

    public void Dispose()
    {
        _stream?.Close();
        _stream = null;
    }

    private ControlReply Call(string method, string path, bool isSigned)
    {
        bool isFresh = _stream is null;
        ControlReply reply = CallOnce(method, path, isSigned);
        return reply.IsTransportFailure && !isFresh ? CallOnce(method, path, isSigned) : reply;
    }

    private ControlReply CallOnce(string method, string path, bool isSigned)
    {
        if (!TryConnect(out ControlReply? failure))
        {
            return failure;
        }
        int length = Write(method, path, isSigned);
        return Exchange(_request.AsSpan(0, length), $"{method} {path}");
    }

    private bool TryConnect([NotNullWhen(false)] out ControlReply? failure)
    {
        failure = null;
        if (_stream is null)
        {
            DialResult dialled = _dialer.Dial(_address.Host, _address.Port, _tls, _timeoutMs);
            failure = dialled.IsOk
                ? null
                : ControlReply.Failure(dialled.Message, dialled.Cause, wasWritten: false);
            _stream = dialled.Stream;
        }
        return failure is null;
    }

    private ControlReply Exchange(ReadOnlySpan<byte> request, string what)
    {
        BlockingReply reply = _http.Exchange(_stream!, request, _timeoutMs);
        if (!reply.CanKeepAlive)
        {
            Dispose();
        }
        return reply.IsOk
            ? ControlReply.Success(reply)
            : ControlReply.Failure(
                $"{what} at {_address}: {reply.Message}", DialCause.None, reply.BytesWritten > 0);
    }

    private int Write(string method, string path, bool isSigned)
    {
        byte[] utf8Method = Encoding.ASCII.GetBytes(method);
        byte[] utf8Path = Encoding.ASCII.GetBytes(path);
        var writer = new Utf8Writer(_request);
        writer.Append(utf8Method);
        writer.Append(' ');
        writer.Append(utf8Path);
        writer.Append(" HTTP/1.1\r\nHost: "u8);
        writer.Append(_address.HostHeader);
        writer.Append("\r\nAccept: application/json\r\n"u8);
        if (isSigned)
        {
            Core.Check.That(_signer is not null);
            long timestampMs = (RealtimeClock.NowNs() / 1_000_000) + ClockOffsetMs;
            _signer.WriteHeaders(ref writer, timestampMs, utf8Method, utf8Path, default);
        }
        if (method == "POST")
        {
            writer.Append("Content-Type: application/json\r\nContent-Length: 0\r\n"u8);
        }
        writer.Append("\r\n"u8);
        Core.Check.That(!writer.Truncated);
        return writer.Length;
    }
}
