using Trifuse.KuCoin.Stream;
using Trifuse.Net.Loop;
using Trifuse.Net.WebSocket;

namespace Trifuse.Engine.Connections;

/// <summary>
/// One WebSocket of a line from its upgrade to its end: waits for the welcome, subscribes, counts the acks,
/// pings, and notices silence. Buffers are made once and serve one connection after another.
/// </summary>
internal sealed class StreamSession : IReadyHandler
{
    private readonly StreamLine _line;
    private readonly EventLoop _loop;
    private readonly WebSocketSession _socket;
    private readonly long _welcomeLimitNs;
    private int _descriptor = -1;
    private int _acks;
    private bool _isWelcome;
    private bool _isFlawed;
    private long _pingIntervalNs;
    private long _pingTimeoutNs;
    private long _pingSentNs;

    public StreamSession(StreamLine line, EventLoop loop, StreamPlan plan, uint side)
    {
        _line = line;
        _loop = loop;
        // The server says hello at once; a socket that has not said it by then is of no use.
        _welcomeLimitNs = plan.WelcomeLimitNs;
        _socket = new WebSocketSession(plan.Limits, unchecked(plan.MaskSeed + side));
    }

    /// <summary>Without a connection.</summary>
    public bool IsFree => _descriptor < 0;

    /// <summary>Welcomed and wholly subscribed.</summary>
    public bool IsLive => !IsFree && _isWelcome && _acks >= _line.Subscriptions.Length;

    /// <summary>When the present connection was taken over.</summary>
    public long AttachedNs { get; private set; }

    public bool HasUnread => !IsFree && _socket.HasUnread;

    public long MessageCount => _socket.MessageCount;

    public long MalformedCount { get; private set; }

    public void Attach(Dialled dialled, long nowNs)
    {
        _descriptor = dialled.Stream.Descriptor;
        _acks = 0;
        _isWelcome = false;
        _isFlawed = false;
        _pingIntervalNs = dialled.PingIntervalNs;
        _pingTimeoutNs = dialled.PingTimeoutNs;
        _pingSentNs = nowNs;
        AttachedNs = nowNs;
        _socket.Attach(dialled.Stream, dialled.Leftover, nowNs);
        _loop.Add(_descriptor, this);
        Read(nowNs);
    }

    public void OnReady(ReadyEvents events, long nowNs)
    {
        var handler = new TextHandler(this);
        _socket.OnReady(events, ref handler, nowNs);
        Settle(nowNs);
    }

    /// <summary>Reads what is there; returns the number of frames.</summary>
    public int Read(long nowNs)
    {
        var handler = new TextHandler(this);
        int messages = _socket.ReadAvailable(ref handler, nowNs);
        Settle(nowNs);
        return messages;
    }

    /// <summary>Reads all that has come, within reason: the connection is about to be closed.</summary>
    public void ReadOut(long nowNs)
    {
        const int ReadsMax = 64;
        for (int i = 0; i < ReadsMax && !IsFree; i++)
        {
            Read(nowNs);
            if (!HasUnread)
            {
                return;
            }
        }
    }

    /// <summary>Pings when it is time and notices silence; returns frames read on the way.</summary>
    public int Tick(long nowNs)
    {
        if (IsFree)
        {
            return 0;
        }
        if (!_isWelcome && nowNs - AttachedNs > _welcomeLimitNs)
        {
            End("the server did not say welcome in time", nowNs);
        }
        else if (nowNs - _socket.LastReceivedNs > _pingIntervalNs + _pingTimeoutNs)
        {
            End("the server was silent beyond the ping time-out", nowNs);
        }
        else if (nowNs - _pingSentNs >= _pingIntervalNs && _isWelcome)
        {
            Ping(nowNs);
        }
        return 0;
    }

    /// <summary>Ends the connection without further events.</summary>
    public void Release()
    {
        if (_descriptor < 0)
        {
            return;
        }
        _socket.BeginClose();
        _loop.Remove(_descriptor);
        _socket.Release();
        _descriptor = -1;
    }

    private void OnText(ReadOnlySpan<byte> payload, long nowNs)
    {
        switch (_line.Owner.OnFrame(_line, payload, nowNs))
        {
            case FrameMeaning.Welcome:
                _isWelcome = true;
                Subscribe();
                break;
            case FrameMeaning.Ack:
            case FrameMeaning.Refused:
                // A refused topic is reported by the owner; the rest of the line is still worth having.
                _acks++;
                if (_isWelcome && _acks == _line.Subscriptions.Length)
                {
                    _line.OnLive(this, nowNs);
                }
                break;
            case FrameMeaning.Malformed:
                MalformedCount++;
                _isFlawed = true;
                break;
            default:
                break;
        }
    }

    private void Subscribe()
    {
        foreach (byte[] message in _line.Subscriptions)
        {
            if (_socket.SendText(message) != SendTextResult.Sent)
            {
                _isFlawed = true;
                return;
            }
        }
    }

    private void Ping(long nowNs)
    {
        Span<byte> text = stackalloc byte[Subscriptions.PingMaxBytes];
        _socket.SendText(text[..Subscriptions.WritePing(nowNs, text)]);
        _pingSentNs = nowNs;
        Settle(nowNs);
    }

    private void Settle(long nowNs)
    {
        if (IsFree)
        {
            return;
        }
        if (_socket.State == SessionState.Ended)
        {
            MalformedCount += _socket.EndCause == SessionEnd.ProtocolViolation ? 1 : 0;
            End(_socket.DescribeEnd(), nowNs);
        }
        else if (_isFlawed)
        {
            End("the server sent a frame that is not in the protocol", nowNs);
        }
        else
        {
            _loop.SetWriteInterest(_descriptor, _socket.WantsWrite);
        }
    }

    private void End(string why, long nowNs) => _line.OnEnded(this, why, nowNs);

    private readonly struct TextHandler(StreamSession session) : IMessageHandler
    {
        public void OnText(ReadOnlySpan<byte> payload, long nowNs) => session.OnText(payload, nowNs);
    }
}
