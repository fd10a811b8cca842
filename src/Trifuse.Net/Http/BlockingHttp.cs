using System.Text;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;

namespace Trifuse.Net.Http;

/// <summary>
/// A reply, or why there is none. <see cref="BytesWritten"/> of 0 with a failure means that the server
/// cannot have seen the request.
/// </summary>
public sealed class BlockingReply
{
    private readonly ResponseParser _parser;

    internal BlockingReply(ResponseParser parser, HttpFault fault, string message, int bytesWritten)
    {
        _parser = parser;
        Fault = fault;
        Message = message;
        BytesWritten = bytesWritten;
    }

    public bool IsOk => Fault == HttpFault.None;

    public HttpFault Fault { get; }

    /// <summary>On failure: what happened, for a person.</summary>
    public string Message { get; }

    public int BytesWritten { get; }

    public int Status => _parser.Status;

    /// <summary>The body; 64 readable bytes follow it.</summary>
    public ReadOnlySpan<byte> Body => _parser.Body;

    /// <summary>The stream may carry another request.</summary>
    public bool CanKeepAlive => IsOk && _parser.CanKeepAlive;

    /// <summary>Bytes that came after the reply; after a 101 they belong to the new protocol.</summary>
    public ReadOnlySpan<byte> Surplus => _parser.Surplus;

    /// <summary>The first header of this name, in any case.</summary>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        _parser.TryGetHeader(name, out value);

    /// <summary>The body as text, for messages.</summary>
    public string BodyText() => Encoding.UTF8.GetString(Body);
}

/// <summary>
/// One request and its reply at a time, with a deadline, for threads that may block and allocate.
/// </summary>
public sealed class BlockingHttp
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private readonly HttpLimits _limits;
    private readonly BlockingWait _wait;

    /// <param name="limits">Sizes beyond which a reply is refused.</param>
    /// <param name="cancel">When signalled, an exchange under way ends as cancelled.</param>
    public BlockingHttp(HttpLimits limits, EventFd? cancel = null)
    {
        _limits = limits;
        _wait = new BlockingWait(cancel);
    }

    /// <summary>
    /// Writes the request and reads the whole reply. Unless the reply says <see
    /// cref="BlockingReply.CanKeepAlive"/>, the caller closes the stream.
    /// </summary>
    public BlockingReply Exchange(IByteStream stream, ReadOnlySpan<byte> request, int timeoutMs)
    {
        ArgumentNullException.ThrowIfNull(stream);
        long deadlineNs = MonotonicClock.NowNs() + timeoutMs * NanosecondsPerMillisecond;
        var parser = new ResponseParser(_limits, canGrow: true);
        int sent = 0;
        HttpFault fault = HttpFault.None;
        while (sent < request.Length && fault == HttpFault.None)
        {
            int count = stream.Write(request[sent..]);
            sent += Math.Max(count, 0);
            fault = count > 0 ? HttpFault.None : FaultOrWait(stream, count, isWriting: true, deadlineNs);
        }
        while (fault == HttpFault.None && parser.State == ParseState.NeedMore)
        {
            int count = stream.Read(parser.Free);
            if (count > 0)
            {
                parser.Advance(count);
            }
            else
            {
                fault = FaultOrWait(stream, count, isWriting: false, deadlineNs);
            }
        }
        fault = fault == HttpFault.None ? parser.Fault : fault;
        return new BlockingReply(parser, fault, Describe(fault, stream), sent);
    }

    private HttpFault FaultOrWait(IByteStream stream, int result, bool isWriting, long deadlineNs)
    {
        if (result != StreamResult.WouldBlock)
        {
            return result == StreamResult.Closed ? HttpFault.ClosedByServer : HttpFault.ConnectionBroken;
        }
        return _wait.ForStream(stream, isWriting, deadlineNs) switch
        {
            WaitOutcome.Ready => HttpFault.None,
            WaitOutcome.TimedOut => HttpFault.Timeout,
            WaitOutcome.Cancelled => HttpFault.Cancelled,
            _ => HttpFault.ConnectionBroken,
        };
    }

    private static string Describe(HttpFault fault, IByteStream stream) => fault switch
    {
        HttpFault.None => string.Empty,
        HttpFault.Timeout => "the server did not answer in time",
        HttpFault.Cancelled => "the request was cancelled",
        HttpFault.ClosedByServer or HttpFault.ConnectionBroken => stream.DescribeEnd(),
        _ => $"the reply is not acceptable HTTP: {fault}",
    };
}
