using Trifuse.KuCoin.Orders;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Net.WebSocket;

namespace Trifuse.Engine.Connections;

/// <summary>
/// The WebSocket over which one executor sends orders (KuCoin protocol section 7): signs the session, pings
/// and times the answers, matches replies with requests, and notices silence. The connector makes its
/// connections. One that ends takes its requests along: their outcome is unknown, and the owner hears of
/// each. Nothing is sent again here.
/// </summary>
internal sealed class OrderStream : IReadyHandler
{
    // An executor has one order under way, and at times a cancel; a full table only means the other path.
    private const int FlightsMax = 8;
    private const long UsualPingNs = 18_000_000_000;
    private const long UsualPongNs = 10_000_000_000;
    private const long NsPerMs = 1_000_000;

    private readonly EventLoop _loop;
    private readonly DialDesk _desk;
    private readonly OrderStreamPlan _plan;
    private readonly RequestSigner _signer;
    private readonly IOrderStreamOwner _owner;
    private readonly WebSocketSession _socket;
    private readonly Flight[] _flights = new Flight[FlightsMax];
    private readonly Flight[] _lost = new Flight[FlightsMax];
    private int _descriptor = -1;
    private bool _isSigned;
    private bool _isReading;
    private long _lastId;
    private long _attachedNs;
    private long _pingIntervalNs;
    private long _pongLimitNs;
    private long _pingSentNs;
    private long _pingId;
    private OrderStreamEnd _flaw;
    private int _flawCode;

    public OrderStream(
        EventLoop loop, DialDesk desk, OrderStreamPlan plan, RequestSigner signer, IOrderStreamOwner owner)
    {
        _loop = loop;
        _desk = desk;
        _plan = plan;
        _signer = signer;
        _owner = owner;
        _socket = new WebSocketSession(plan.Limits, plan.MaskSeed);
    }

    /// <summary>Welcomed: requests may be sent.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Connections that ended although we did not want it.</summary>
    public long LostCount { get; private set; }

    /// <summary>Requests whose reply is awaited.</summary>
    public int InFlight { get; private set; }

    /// <summary>The number for the next request.</summary>
    public long NextId => _lastId + 1;

    /// <summary>Asks for the first connection.</summary>
    public void Start() => _desk.Ask(_plan.Link, DialKind.OrderStream);

    /// <summary>Takes a connection that the connector has made.</summary>
    public void Attach(Dialled dialled, long nowNs)
    {
        _descriptor = dialled.Stream.Descriptor;
        _attachedNs = nowNs;
        _isSigned = false;
        _flaw = OrderStreamEnd.None;
        _flawCode = 0;
        _pingId = 0;
        _pingSentNs = nowNs;
        _socket.Attach(dialled.Stream, dialled.Leftover, nowNs);
        _loop.Add(_descriptor, this);
        Read(nowNs);
    }

    /// <summary>
    /// Sends a request that holds the number <see cref="NextId"/>. False when not one byte was written: it
    /// may go another way at once. When it failed half-way, the owner hears of it through OnOrderLost.
    /// </summary>
    public bool TrySend(in RestErrand errand, ReadOnlySpan<byte> request, long nowNs)
    {
        int place = FreeFlight();
        if (!IsUp || _flaw != OrderStreamEnd.None || place < 0)
        {
            return false;
        }
        _flights[place] = new Flight { Id = ++_lastId, Errand = errand, SentNs = nowNs };
        InFlight++;
        SendTextResult result = _socket.SendText(request);
        bool hasLeft = result is SendTextResult.Sent or SendTextResult.Broken;
        if (!hasLeft)
        {
            _flights[place] = default;
            InFlight--;
        }
        if (!_isReading)
        {
            Settle(nowNs);
        }
        return hasLeft;
    }

    public void OnReady(ReadyEvents events, long nowNs)
    {
        var handler = new TextHandler(this);
        _isReading = true;
        _socket.OnReady(events, ref handler, nowNs);
        _isReading = false;
        Settle(nowNs);
    }

    /// <summary>Pings, notices silence and overdue replies, replaces what has become old.</summary>
    public void Tick(long nowNs)
    {
        if (_descriptor < 0)
        {
            return;
        }
        if (_socket.HasUnread)
        {
            Read(nowNs);
        }
        if (_descriptor < 0)
        {
            return;
        }
        if (!IsUp)
        {
            if (nowNs - _attachedNs > _plan.WelcomeLimitNs)
            {
                End(OrderStreamEnd.NoWelcome, 0, nowNs);
            }
        }
        else if (_pingId != 0 && nowNs - _pingSentNs > _pongLimitNs)
        {
            End(OrderStreamEnd.Silent, 0, nowNs);
        }
        else if (HasOverdue(nowNs))
        {
            End(OrderStreamEnd.ReplyOverdue, 0, nowNs);
        }
        else if (InFlight == 0 && nowNs - _attachedNs > _plan.MaxAgeNs)
        {
            End(OrderStreamEnd.Renewed, 0, nowNs);
        }
        else if (_pingId == 0 && nowNs - _pingSentNs >= _pingIntervalNs)
        {
            Ping(nowNs);
        }
    }

    /// <summary>Closes the connection; no further events.</summary>
    public void Close()
    {
        if (_descriptor >= 0)
        {
            _socket.BeginClose();
            Release();
        }
    }

    private void Read(long nowNs)
    {
        var handler = new TextHandler(this);
        _isReading = true;
        _socket.ReadAvailable(ref handler, nowNs);
        _isReading = false;
        Settle(nowNs);
    }

    private void OnText(ReadOnlySpan<byte> text, long nowNs)
    {
        if (_flaw != OrderStreamEnd.None)
        {
            return;
        }
        OrderEntryFrame frame = OrderEntryFrame.Read(text);
        switch (frame.Kind)
        {
            case OrderEntryKind.Session when !_isSigned:
                Sign(text);
                break;
            case OrderEntryKind.Welcome when _isSigned && !IsUp:
                Welcome(in frame, nowNs);
                break;
            case OrderEntryKind.Pong when IsUp:
                OnPong(frame.Id, nowNs);
                break;
            case OrderEntryKind.Reply when IsUp:
                OnReply(frame, text, nowNs);
                break;
            case OrderEntryKind.Refusal:
            case OrderEntryKind.Reply:
                _flaw = OrderStreamEnd.Refused;
                _flawCode = frame.Code;
                break;
            default:
                _flaw = OrderStreamEnd.Malformed;
                break;
        }
    }

    private void Sign(ReadOnlySpan<byte> session)
    {
        Span<byte> signature = stackalloc byte[RequestSigner.SignatureBytes];
        _signer.SignText(session, signature);
        _isSigned = true;
        _socket.SendText(signature);
    }

    private void Welcome(in OrderEntryFrame frame, long nowNs)
    {
        long wantedNs = frame.PingIntervalMs > 0 ? frame.PingIntervalMs * NsPerMs : UsualPingNs;
        _pingIntervalNs = Math.Min(wantedNs, _plan.ProbeNs);
        _pongLimitNs = frame.PingTimeoutMs > 0 ? frame.PingTimeoutMs * NsPerMs : UsualPongNs;
        IsUp = true;
        // Takes the path once before an order has to.
        Ping(nowNs);
    }

    private void Ping(long nowNs)
    {
        Span<byte> text = stackalloc byte[OrderCalls.MaxBytes];
        int length = OrderCalls.WritePing(++_lastId, RealtimeClock.NowNs() / NsPerMs, text);
        _pingId = _lastId;
        _pingSentNs = nowNs;
        _socket.SendText(text[..length]);
        if (!_isReading)
        {
            Settle(nowNs);
        }
    }

    private void OnPong(long id, long nowNs)
    {
        if (id == _pingId && id != 0)
        {
            _pingId = 0;
            _owner.OnOrderPong(nowNs - _pingSentNs, nowNs);
        }
    }

    private void OnReply(OrderEntryFrame frame, ReadOnlySpan<byte> text, long nowNs)
    {
        for (int i = 0; i < FlightsMax; i++)
        {
            Flight flight = _flights[i];
            if (flight.Id == frame.Id && flight.Id != 0)
            {
                // Free before the owner hears of it: it may send the next request from inside its handler.
                _flights[i] = default;
                InFlight--;
                _owner.OnOrderReply(in flight.Errand, frame, text, flight.SentNs, nowNs);
                return;
            }
        }
    }

    private void Settle(long nowNs)
    {
        if (_descriptor < 0)
        {
            return;
        }
        if (_flaw != OrderStreamEnd.None)
        {
            End(_flaw, _flawCode, nowNs);
        }
        else if (_socket.State == SessionState.Ended)
        {
            bool isOffence = _socket.EndCause == SessionEnd.ProtocolViolation;
            End(isOffence ? OrderStreamEnd.Malformed : OrderStreamEnd.Lost, 0, nowNs);
        }
        else
        {
            _loop.SetWriteInterest(_descriptor, _socket.WantsWrite);
        }
    }

    private void End(OrderStreamEnd cause, int code, long nowNs)
    {
        if (cause == OrderStreamEnd.Renewed)
        {
            _socket.BeginClose();
        }
        else
        {
            LostCount++;
        }
        Release();
        _desk.Ask(new DialRequest
        {
            Link = _plan.Link,
            Kind = DialKind.OrderStream,
            Former = cause,
            Code = code,
        });
        // First all are taken off, then the owner hears of them: it may send over another path at once.
        Array.Copy(_flights, _lost, FlightsMax);
        Array.Clear(_flights);
        InFlight = 0;
        foreach (ref Flight flight in _lost.AsSpan())
        {
            if (flight.Id != 0)
            {
                RestErrand errand = flight.Errand;
                flight = default;
                _owner.OnOrderLost(in errand, cause, nowNs);
            }
        }
    }

    private void Release()
    {
        IsUp = false;
        _loop.Remove(_descriptor);
        _socket.Release();
        _descriptor = -1;
    }

    private int FreeFlight()
    {
        for (int i = 0; i < FlightsMax; i++)
        {
            if (_flights[i].Id == 0)
            {
                return i;
            }
        }
        return -1;
    }

    private bool HasOverdue(long nowNs)
    {
        foreach (ref readonly Flight flight in _flights.AsSpan())
        {
            if (flight.Id != 0 && nowNs - flight.SentNs > _plan.ReplyLimitNs)
            {
                return true;
            }
        }
        return false;
    }

    private struct Flight
    {
        public long Id;
        public RestErrand Errand;
        public long SentNs;
    }

    private readonly struct TextHandler(OrderStream stream) : IMessageHandler
    {
        public void OnText(ReadOnlySpan<byte> payload, long nowNs) => stream.OnText(payload, nowNs);
    }
}
