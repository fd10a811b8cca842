using Trifuse.Net.Loop;
using Trifuse.Net.Streams;

namespace Trifuse.Net.Http;

/// <summary>Where an <see cref="HttpConnection"/> stands.</summary>
public enum HttpState : byte
{
    /// <summary>Without a stream.</summary>
    Detached,

    /// <summary>Ready for a request.</summary>
    Idle,

    /// <summary>A request is not wholly written yet; watch for output.</summary>
    Sending,

    /// <summary>The request is written, the reply is not whole yet.</summary>
    AwaitingReply,

    /// <summary>
    /// The stream failed or ended, or the server wants no further request after the last reply. The owner
    /// stops watching the descriptor and calls <see cref="HttpConnection.Close"/>.
    /// </summary>
    Ended,
}

/// <summary>
/// One keep-alive connection with at most one request in flight, never pipelined. Owned by one thread;
/// buffers are made once and serve one stream after another. Sending and receiving allocate nothing. It
/// never sends anything again by itself, and never closes its stream by itself, because the owner must stop
/// watching the descriptor first.
/// </summary>
public sealed class HttpConnection
{
    private readonly ResponseParser _parser;
    private readonly byte[] _unsent;
    private IByteStream? _stream;
    private int _unsentStart;
    private int _unsentEnd;
    private int _bytesWritten;

    public HttpConnection(HttpLimits limits)
    {
        _parser = new ResponseParser(limits);
        _unsent = GC.AllocateArray<byte>(limits.RequestBytesMax, pinned: true);
    }

    public HttpState State { get; private set; }

    /// <summary>What to watch; -1 when detached.</summary>
    public int Descriptor => _stream?.Descriptor ?? -1;

    /// <summary>Watch for output: a write is blocked.</summary>
    public bool WantsWrite => State == HttpState.Sending || (_stream?.WantsWrite ?? false);

    /// <summary>Monotonic time of the last attach, request or reply, for keep-alive.</summary>
    public long LastUsedNs { get; private set; }

    /// <summary>Requests sent over the present stream.</summary>
    public int RequestCount { get; private set; }

    /// <summary>The last failure, and why the stream ended.</summary>
    public HttpOutcome LastFailure { get; private set; }

    /// <summary>Status of the last reply.</summary>
    public int Status => _parser.Status;

    /// <summary>Body of the last reply, valid until the next request; 64 readable bytes follow it.</summary>
    public ReadOnlySpan<byte> Body => _parser.Body;

    /// <summary>A header of the last reply by name, in any case; valid until the next request.</summary>
    public bool TryGetHeader(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value) =>
        _parser.TryGetHeader(name, out value);

    /// <summary>Takes over a fresh stream; a former one must have been closed.</summary>
    public void Attach(IByteStream stream, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (_stream is not null)
        {
            throw new InvalidOperationException("Close the former stream before attaching a new one.");
        }
        _stream = stream;
        _parser.Reset();
        _unsentStart = 0;
        _unsentEnd = 0;
        _bytesWritten = 0;
        RequestCount = 0;
        LastUsedNs = nowNs;
        State = HttpState.Idle;
    }

    /// <summary>
    /// Writes a whole request. What the socket does not take at once is copied, so the caller's buffer is
    /// free again on return.
    /// </summary>
    public SendResult TrySend(ReadOnlySpan<byte> request, long nowNs)
    {
        if (State != HttpState.Idle || _stream is null)
        {
            return State is HttpState.Sending or HttpState.AwaitingReply
                ? SendResult.Busy
                : SendResult.NotConnected;
        }
        if (request.IsEmpty || request.Length > _unsent.Length)
        {
            return SendResult.TooLong;
        }
        _parser.Reset();
        _bytesWritten = 0;
        RequestCount++;
        LastUsedNs = nowNs;
        while (_bytesWritten < request.Length)
        {
            int written = _stream.Write(request[_bytesWritten..]);
            if (written > 0)
            {
                _bytesWritten += written;
            }
            else if (written == StreamResult.WouldBlock)
            {
                KeepUnsent(request[_bytesWritten..]);
                return SendResult.Sent;
            }
            else
            {
                Fail(FaultOf(written));
                return SendResult.Failed;
            }
        }
        State = HttpState.AwaitingReply;
        return SendResult.Sent;
    }

    /// <summary>
    /// The descriptor is ready: goes on writing and reading, and says what ended, if anything.
    /// </summary>
    public HttpOutcome OnReady(ReadyEvents events, long nowNs)
    {
        if ((events & ReadyEvents.Writable) != ReadyEvents.None)
        {
            HttpOutcome outcome = OnWritable(nowNs);
            if (outcome.Kind != HttpOutcomeKind.None)
            {
                return outcome;
            }
        }
        return OnReadable(nowNs);
    }

    /// <summary>Goes on with a blocked write.</summary>
    public HttpOutcome OnWritable(long nowNs)
    {
        while (State == HttpState.Sending && _stream is not null)
        {
            int written = _stream.Write(_unsent.AsSpan(_unsentStart, _unsentEnd - _unsentStart));
            if (written == StreamResult.WouldBlock)
            {
                break;
            }
            if (written < 0)
            {
                // The server may have answered (413, 503) and closed without reading on.
                HttpOutcome early = OnReadable(nowNs);
                return early.Kind != HttpOutcomeKind.None ? early : Fail(FaultOf(written));
            }
            _bytesWritten += written;
            _unsentStart += written;
            if (_unsentStart == _unsentEnd)
            {
                State = HttpState.AwaitingReply;
                LastUsedNs = nowNs;
            }
        }
        return HttpOutcome.None;
    }

    /// <summary>
    /// Reads what is there. On <see cref="HttpOutcomeKind.Reply"/> the body and headers are to be used
    /// before the next request.
    /// </summary>
    public HttpOutcome OnReadable(long nowNs)
    {
        return State switch
        {
            HttpState.Idle => OnIdleReadable(),
            HttpState.Sending or HttpState.AwaitingReply => ReadReply(nowNs),
            _ => HttpOutcome.None,
        };
    }

    /// <summary>
    /// Gives the connection up, as after a time-out. If a request was under way, the outcome tells whether it
    /// may have reached the server. The owner then calls <see cref="Close"/>.
    /// </summary>
    public HttpOutcome Abandon(HttpFault fault = HttpFault.Abandoned)
    {
        if (State is HttpState.Sending or HttpState.AwaitingReply)
        {
            return Fail(fault);
        }
        State = _stream is null ? HttpState.Detached : HttpState.Ended;
        return HttpOutcome.None;
    }

    /// <summary>Ends and frees the stream; the last reply stays readable.</summary>
    public void Close()
    {
        _stream?.Close();
        _stream = null;
        State = HttpState.Detached;
    }

    /// <summary>Says for a person why the stream ended. Allocates.</summary>
    public string DescribeEnd() => _stream?.DescribeEnd() ?? "there is no connection";

    private HttpOutcome ReadReply(long nowNs)
    {
        while (true)
        {
            Span<byte> free = _parser.Free;
            int count = _stream!.Read(free);
            if (count == StreamResult.WouldBlock)
            {
                return HttpOutcome.None;
            }
            if (count < 0)
            {
                return Fail(FaultOf(count));
            }
            ParseState state = _parser.Advance(count);
            if (state == ParseState.Complete)
            {
                return OnReply(nowNs);
            }
            if (state == ParseState.Faulted)
            {
                return Fail(_parser.Fault);
            }
            // The kernel announces what it still holds; the stream does not.
            if (!_stream.HasPendingRead)
            {
                return HttpOutcome.None;
            }
        }
    }

    private HttpOutcome OnReply(long nowNs)
    {
        // A reply before the request is whole means that the server has stopped reading it.
        bool isCloseAfter = !_parser.CanKeepAlive || State == HttpState.Sending;
        LastUsedNs = nowNs;
        State = isCloseAfter ? HttpState.Ended : HttpState.Idle;
        return HttpOutcome.Reply(_parser.Status, isCloseAfter);
    }

    private HttpOutcome OnIdleReadable()
    {
        // The last reply must stay readable, so nothing may be read into its buffer.
        Span<byte> probe = stackalloc byte[1];
        int count = _stream!.Read(probe);
        if (count == StreamResult.WouldBlock)
        {
            return HttpOutcome.None;
        }
        LastFailure = HttpOutcome.IdleEnd(count > 0 ? HttpFault.UnaskedBytes : FaultOf(count));
        State = HttpState.Ended;
        return LastFailure;
    }

    private HttpOutcome Fail(HttpFault fault)
    {
        LastFailure = HttpOutcome.Failed(fault, _bytesWritten);
        State = HttpState.Ended;
        return LastFailure;
    }

    private void KeepUnsent(ReadOnlySpan<byte> rest)
    {
        rest.CopyTo(_unsent);
        _unsentStart = 0;
        _unsentEnd = rest.Length;
        State = HttpState.Sending;
    }

    private static HttpFault FaultOf(int result) =>
        result == StreamResult.Closed ? HttpFault.ClosedByServer : HttpFault.ConnectionBroken;
}
