using System.Buffers.Binary;
using Trifuse.Net.Loop;
using Trifuse.Net.Streams;

namespace Trifuse.Net.WebSocket;

/// <summary>
/// An open WebSocket, owned by the loop's thread: delivers text messages, answers pings, does the close
/// handshake, keeps what the socket does not take at once. Buffers are made once and serve one connection
/// after another. Receiving and sending allocate nothing. It never closes its stream by itself, because the
/// owner must stop watching the descriptor first.
/// </summary>
public sealed class WebSocketSession
{
    // Kept free for pongs and a close frame when messages have filled the rest.
    private const int ControlReserveBytes = 1024;
    private const int CloseReasonBytesMax = 123;

    // After so many bytes a read returns, so that one flooded connection does not starve the others.
    private const int ReadBudgetBytes = 1024 * 1024;

    private readonly FrameReader _reader;
    private readonly byte[] _unsent;
    private readonly byte[] _closeReason = new byte[CloseReasonBytesMax];
    private MaskSource _masks;
    private IByteStream? _stream;
    private int _unsentStart;
    private int _unsentEnd;
    private int _closeReasonLength;

    public WebSocketSession(WebSocketLimits limits, ulong maskSeed)
    {
        _reader = new FrameReader(limits.MessageBytesMax);
        _unsent = GC.AllocateArray<byte>(limits.SendBytesMax + ControlReserveBytes, pinned: true);
        _masks = new MaskSource(maskSeed);
    }

    public SessionState State { get; private set; }

    public SessionEnd EndCause { get; private set; }

    /// <summary>With <see cref="SessionEnd.ProtocolViolation"/>: what the server did.</summary>
    public FrameFault Fault { get; private set; }

    /// <summary>
    /// The server's close code, <see cref="CloseCode.NoneReceived"/> without one; 0 if no close frame came.
    /// </summary>
    public int CloseCodeReceived { get; private set; }

    /// <summary>The server's close reason, UTF-8.</summary>
    public ReadOnlySpan<byte> CloseReason => _closeReason.AsSpan(0, _closeReasonLength);

    /// <summary>What to watch; -1 when detached.</summary>
    public int Descriptor => _stream?.Descriptor ?? -1;

    /// <summary>Watch for output: something is unsent.</summary>
    public bool WantsWrite => State != SessionState.Detached &&
        (_unsentStart < _unsentEnd || (_stream?.WantsWrite ?? false));

    /// <summary>The last read stopped at its budget: read again soon, epoll need not announce it.</summary>
    public bool HasUnread { get; private set; }

    /// <summary>Time of the last bytes received (or of the attach).</summary>
    public long LastReceivedNs { get; private set; }

    // Totals over all streams of this session.
    public long MessageCount { get; private set; }

    public long ReceivedBytes { get; private set; }

    public long PingCount { get; private set; }

    public long PongsDropped { get; private set; }

    /// <summary>
    /// Connections ended because the server broke the protocol, oversized messages included.
    /// </summary>
    public long MalformedCount { get; private set; }

    /// <summary>Of those, messages beyond the size limit.</summary>
    public long OversizedCount { get; private set; }

    /// <summary>
    /// Takes over a stream after its handshake, with the bytes that the handshake read too many. Read at once
    /// afterwards: frames may be there already.
    /// </summary>
    public void Attach(IByteStream stream, ReadOnlySpan<byte> leftover, long nowNs)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (_stream is not null)
        {
            throw new InvalidOperationException("Release the former stream before attaching a new one.");
        }
        _stream = stream;
        _reader.Reset();
        Span<byte> free = _reader.Free;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leftover.Length, free.Length, nameof(leftover));
        leftover.CopyTo(free);
        _reader.Advance(leftover.Length);
        _unsentStart = 0;
        _unsentEnd = 0;
        _closeReasonLength = 0;
        CloseCodeReceived = 0;
        EndCause = SessionEnd.None;
        Fault = FrameFault.None;
        HasUnread = !leftover.IsEmpty;
        LastReceivedNs = nowNs;
        State = SessionState.Open;
    }

    /// <summary>
    /// The descriptor is ready: goes on writing, then reads. TLS itself may have waited for output, and only
    /// a read lets it go on, so this reads in any case. Returns the number of messages.
    /// </summary>
    public int OnReady<THandler>(ReadyEvents events, ref THandler handler, long nowNs)
        where THandler : struct, IMessageHandler, allows ref struct
    {
        if ((events & ReadyEvents.Writable) != ReadyEvents.None)
        {
            Flush();
        }
        return ReadAvailable(ref handler, nowNs);
    }

    /// <summary>
    /// Reads what is there and hands each text message to the handler. Returns the number of messages.
    /// Afterwards look at <see cref="State"/>, <see cref="WantsWrite"/> and <see cref="HasUnread"/>.
    /// </summary>
    public int ReadAvailable<THandler>(ref THandler handler, long nowNs)
        where THandler : struct, IMessageHandler, allows ref struct
    {
        int messages = 0;
        int budget = ReadBudgetBytes;
        if (_reader.UnreadBytes > 0)
        {
            messages = Deliver(ref handler, nowNs);
        }
        HasUnread = false;
        while (State is SessionState.Open or SessionState.Closing)
        {
            int count = _stream!.Read(_reader.Free);
            if (count <= 0)
            {
                if (count != StreamResult.WouldBlock)
                {
                    OnStreamEnd(count);
                }
                break;
            }
            _reader.Advance(count);
            ReceivedBytes += count;
            LastReceivedNs = nowNs;
            messages += Deliver(ref handler, nowNs);
            budget -= count;
            if (!_stream.HasPendingRead)
            {
                break;
            }
            if (budget <= 0)
            {
                HasUnread = true;
                break;
            }
        }
        return messages;
    }

    /// <summary>Sends a text message (the caller's UTF-8), or keeps it until the socket takes it.</summary>
    public SendTextResult SendText(ReadOnlySpan<byte> payload)
    {
        if (State != SessionState.Open)
        {
            return SendTextResult.NotOpen;
        }
        if (!TryQueue(FrameKind.Text, payload, ControlReserveBytes))
        {
            return SendTextResult.QueueFull;
        }
        int frameStart = _unsentEnd - FrameWriter.FrameBytes(payload.Length);
        Flush();
        return State != SessionState.Ended ? SendTextResult.Sent
            : _unsentStart > frameStart ? SendTextResult.Broken
            : SendTextResult.NotOpen;
    }

    /// <summary>Sends a protocol-level ping (at most 125 bytes).</summary>
    public SendTextResult SendPing(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, 125, nameof(payload));
        if (State != SessionState.Open)
        {
            return SendTextResult.NotOpen;
        }
        if (!TryQueue(FrameKind.Ping, payload, ControlReserveBytes))
        {
            return SendTextResult.QueueFull;
        }
        Flush();
        return State == SessionState.Ended ? SendTextResult.NotOpen : SendTextResult.Sent;
    }

    /// <summary>Goes on with what the socket did not take; <see cref="OnReady"/> includes it.</summary>
    public void OnWritable() => Flush();

    /// <summary>
    /// Starts the close handshake. Go on reading until the session has ended, or release it at a deadline of
    /// the owner's choice.
    /// </summary>
    public void BeginClose(int code = CloseCode.Normal)
    {
        if (State == SessionState.Open)
        {
            State = SessionState.Closing;
            QueueClose(code);
            Flush();
        }
    }

    /// <summary>Closes the stream and forgets it; the session can be attached to another.</summary>
    public void Release()
    {
        _stream?.Close();
        _stream = null;
        State = SessionState.Detached;
    }

    /// <summary>Says for a person why the session ended. Allocates.</summary>
    public string DescribeEnd() => EndCause switch
    {
        SessionEnd.ClosedByServer => $"the server closed the WebSocket (code {CloseCodeReceived}, " +
            $"\"{System.Text.Encoding.UTF8.GetString(CloseReason)}\")",
        SessionEnd.ClosedByUs => "the WebSocket was closed on this side",
        SessionEnd.ProtocolViolation => $"the server broke the WebSocket protocol: {Fault}",
        SessionEnd.None => "the WebSocket is open",
        _ => _stream?.DescribeEnd() ?? "the connection is gone",
    };

    private int Deliver<THandler>(ref THandler handler, long nowNs)
        where THandler : struct, IMessageHandler, allows ref struct
    {
        int messages = 0;
        while (State is SessionState.Open or SessionState.Closing)
        {
            switch (_reader.TryRead(out FrameKind kind, out ReadOnlySpan<byte> payload))
            {
                case FrameRead.NeedMore:
                    return messages;
                case FrameRead.Faulted:
                    OnViolation(_reader.Fault);
                    return messages;
                default:
                    break;
            }
            if (kind == FrameKind.Text)
            {
                messages++;
                MessageCount++;
                handler.OnText(payload, nowNs);
            }
            else
            {
                OnOther(kind, payload);
            }
        }
        return messages;
    }

    private void OnOther(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        switch (kind)
        {
            case FrameKind.Ping:
                PingCount++;
                if (State == SessionState.Open && !TryQueue(FrameKind.Pong, payload, CloseReasonBytesMax * 2))
                {
                    PongsDropped++;
                }
                Flush();
                break;
            case FrameKind.Close:
                OnClose(payload);
                break;
            case FrameKind.Binary:
                OnViolation(FrameFault.BinaryMessage);
                break;
            default:
                break;
        }
    }

    private void OnClose(ReadOnlySpan<byte> payload)
    {
        CloseCodeReceived = CloseCode.NoneReceived;
        if (payload.Length >= 2)
        {
            CloseCodeReceived = BinaryPrimitives.ReadUInt16BigEndian(payload);
            _closeReasonLength = payload.Length - 2;
            payload[2..].CopyTo(_closeReason);
        }
        bool isAnswer = State == SessionState.Closing;
        if (!isAnswer)
        {
            QueueClose(payload.Length >= 2 ? CloseCodeReceived : CloseCode.Normal);
            Flush();
        }
        End(isAnswer ? SessionEnd.ClosedByUs : SessionEnd.ClosedByServer);
    }

    private void OnViolation(FrameFault fault)
    {
        Fault = fault;
        MalformedCount++;
        OversizedCount += fault == FrameFault.MessageTooLarge ? 1 : 0;
        if (State == SessionState.Open)
        {
            QueueClose(CloseCode.Of(fault));
            Flush();
        }
        End(SessionEnd.ProtocolViolation);
    }

    private void OnStreamEnd(int result) =>
        End(result == StreamResult.Closed ? SessionEnd.StreamClosed : SessionEnd.StreamFailed);

    // The first cause counts: a failing farewell does not hide why it was said.
    private void End(SessionEnd cause)
    {
        if (EndCause == SessionEnd.None || cause == SessionEnd.ProtocolViolation)
        {
            EndCause = cause;
        }
        State = SessionState.Ended;
    }

    private void QueueClose(int code)
    {
        Span<byte> payload = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        _ = TryQueue(FrameKind.Close, payload, reserveBytes: 0);
    }

    private bool TryQueue(FrameKind kind, ReadOnlySpan<byte> payload, int reserveBytes)
    {
        if (payload.Length > _unsent.Length)
        {
            return false;
        }
        int frameBytes = FrameWriter.FrameBytes(payload.Length);
        if (_unsentStart == _unsentEnd)
        {
            _unsentStart = 0;
            _unsentEnd = 0;
        }
        if (_unsent.Length - (_unsentEnd - _unsentStart) - reserveBytes < frameBytes)
        {
            return false;
        }
        if (_unsent.Length - _unsentEnd < frameBytes)
        {
            _unsent.AsSpan(_unsentStart, _unsentEnd - _unsentStart).CopyTo(_unsent);
            _unsentEnd -= _unsentStart;
            _unsentStart = 0;
        }
        _unsentEnd += FrameWriter.Write(_unsent.AsSpan(_unsentEnd), kind, payload, _masks.NextKey());
        return true;
    }

    private void Flush()
    {
        while (_unsentStart < _unsentEnd && _stream is not null && State != SessionState.Ended)
        {
            int written = _stream.Write(_unsent.AsSpan(_unsentStart, _unsentEnd - _unsentStart));
            if (written == StreamResult.WouldBlock)
            {
                return;
            }
            if (written < 0)
            {
                OnStreamEnd(written);
                return;
            }
            _unsentStart += written;
        }
    }
}
