using Trifuse.Core.Agents;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Output;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Dial;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Net.Tls;
using Trifuse.Net.WebSocket;

namespace Trifuse.Engine.Connections;

/// <summary>
/// The thread that may block: resolves names, connects, shakes hands, fetches tokens, snapshots and balances,
/// and hands the results to the threads that asked. A connection that cannot be made is tried again with
/// growing, jittered delays until it can; the asking thread only ever hears of success. It allocates when it
/// works, and it works only when a connection is made or a refresh is asked for.
/// </summary>
internal sealed class ConnectorAgent : IWaitingAgent, IDisposable
{
    private const long IdleLookNs = 1_000_000_000;

    // An order connection that lasted so long was a good one; streams know their own pauses.
    private const long OrdersGoodNs = 1_000_000_000;

    private readonly ConnectorOptions _options;
    private readonly TlsContext _tls;
    private readonly Dialer _dialer;
    private readonly WebSocketHandshake _handshake;
    private readonly ControlClient _control;
    private readonly ControlFetcher _fetcher;
    private readonly LogRing _log;
    private readonly EventLoop _loop;
    private readonly PendingDial[] _pending;
    private DialDesk[] _desks = [];
    private Backoff _wishBackoff;
    private long _wishesNotBeforeNs;
    private ControlDesk? _balances;
    private ControlDesk? _snapshots;

    public ConnectorAgent(
        ConnectorOptions options, TlsContext tls, ControlClient control, ControlFetcher fetcher, LogRing log,
        EventFd cancel)
    {
        _options = options;
        _tls = tls;
        _dialer = new Dialer(cancel);
        _handshake = new WebSocketHandshake(cancel);
        _control = control;
        _fetcher = fetcher;
        _log = log;
        _loop = new EventLoop();
        _wishBackoff = new Backoff(options.ReconnectMinMs, options.ReconnectMaxMs, options.Seed);
        _pending = new PendingDial[options.LinkCount];
        for (int i = 0; i < _pending.Length; i++)
        {
            ulong seed = unchecked(options.Seed + (ulong)i);
            _pending[i].Backoff = new Backoff(options.ReconnectMinMs, options.ReconnectMaxMs, seed);
        }
    }

    public string Name => "tf-connector";

    /// <summary>Wakes this thread; the desks hold on to it.</summary>
    public WakeFlag Waker => _loop.Waker;

    /// <summary>Attempts that failed.</summary>
    public long FailureCount { get; private set; }

    /// <summary>Sets the desks, once, before the thread starts.</summary>
    public void Serve(DialDesk[] desks, ControlDesks wishes)
    {
        _desks = desks;
        _balances = wishes.Balances;
        _snapshots = wishes.Snapshots;
    }

    public int DoWork(long nowNs)
    {
        int work = 0;
        foreach (DialDesk desk in _desks)
        {
            while (desk.TryRequest(out DialRequest request))
            {
                Take(desk, request, nowNs);
                work++;
            }
        }
        if (NextWishNs(nowNs) <= nowNs)
        {
            Fetch(_balances!.HasRequest ? _balances : _snapshots!);
            work++;
        }
        for (int link = 0; link < _pending.Length; link++)
        {
            if (_pending[link].Desk is not null && _pending[link].NotBeforeNs <= nowNs)
            {
                Try(link);
                return work + 1;
            }
        }
        return work;
    }

    public int Wait(long nowNs)
    {
        _loop.Waker.Arm();
        long wishNs = NextWishNs(nowNs);
        bool hasInput = wishNs <= nowNs;
        foreach (DialDesk desk in _desks)
        {
            hasInput |= desk.HasRequest;
        }
        if (hasInput)
        {
            _loop.Waker.Disarm();
            return 1;
        }
        long untilNs = Math.Min(nowNs + IdleLookNs, wishNs);
        foreach (ref PendingDial pending in _pending.AsSpan())
        {
            untilNs = pending.Desk is null ? untilNs : Math.Min(untilNs, pending.NotBeforeNs);
        }
        _loop.Poll(Math.Max(0, untilNs - nowNs));
        return 0;
    }

    public void Close()
    {
        _control.Dispose();
        Dispose();
    }

    public void Dispose() => _loop.Dispose();

    // The hot thread repeats a wish that was refused; the pause keeps that from becoming a flood.
    private void Fetch(ControlDesk desk)
    {
        bool hasWish = desk.TryRequest(out ControlRequest wish);
        Core.Check.That(hasWish);
        ControlResult result = _fetcher.Fetch(in wish);
        if (result.IsOk)
        {
            _wishBackoff.Reset();
        }
        else
        {
            _wishesNotBeforeNs = MonotonicClock.NowNs() + _wishBackoff.NextDelayNs();
        }
        desk.Deliver(result);
    }

    // Balances first: trading waits for them, and snapshots may have to wait for the rate limit.
    private long NextWishNs(long nowNs)
    {
        long nextNs = _balances!.HasRequest ? nowNs
            : _snapshots!.HasRequest ? _fetcher.NextSnapshotNs(nowNs)
            : long.MaxValue;
        return Math.Max(nextNs, _wishesNotBeforeNs);
    }

    // A server that takes connections only to drop them is as good as down: it gets the growing delays too.
    // Once is an accident, though, and a cascade may be waiting.
    private void Take(DialDesk desk, DialRequest request, long nowNs)
    {
        ref PendingDial pending = ref _pending[request.Link];
        pending.Desk = desk;
        pending.Kind = request.Kind;
        if (request.Former is not (OrderStreamEnd.None or OrderStreamEnd.Renewed))
        {
            _log.WriteText(LogLevel.Warning, OrderStreamEnds.Describe(request.Former, request.Code));
        }
        bool isSoon = request.Kind is DialKind.Rest or DialKind.OrderStream && pending.DeliveredNs != 0
            && nowNs - pending.DeliveredNs < OrdersGoodNs;
        bool isAgain = isSoon && pending.HasEndedSoon;
        pending.HasEndedSoon = isSoon;
        if (isAgain)
        {
            long delayNs = pending.Backoff.NextDelayNs();
            pending.NotBeforeNs = nowNs + delayNs;
            _log.WriteText(
                LogLevel.Warning,
                $"{request.Kind} connection: it ended at once again. Next try in {delayNs / 1_000_000} ms.");
            return;
        }
        pending.Backoff.Reset();
        pending.NotBeforeNs = nowNs;
    }

    private void Try(int link)
    {
        ref PendingDial pending = ref _pending[link];
        string problem;
        Dialled? dialled = pending.Kind switch
        {
            DialKind.Rest => DialRest(out problem),
            DialKind.OrderStream => DialOrderStream(out problem),
            _ => DialStream(pending.Kind == DialKind.PrivateStream, out problem),
        };
        if (dialled is not null)
        {
            DialDesk desk = pending.Desk!;
            pending.Desk = null;
            pending.DeliveredNs = MonotonicClock.NowNs();
            desk.Deliver(link, dialled);
            return;
        }
        FailureCount++;
        long delayNs = pending.Backoff.NextDelayNs();
        pending.NotBeforeNs = MonotonicClock.NowNs() + delayNs;
        _log.WriteText(
            LogLevel.Warning, $"{pending.Kind} connection: {problem} Next try in {delayNs / 1_000_000} ms.");
    }

    private Dialled? DialRest(out string problem)
    {
        DialResult result = _dialer.Dial(
            _options.Address.Host, _options.Address.Port, _tls, _options.ConnectTimeoutMs);
        problem = result.Message;
        return result.IsOk ? new Dialled { Stream = result.Stream! } : null;
    }

    private Dialled? DialStream(bool isPrivate, out string problem)
    {
        ControlReply reply = _control.Post(
            isPrivate ? Endpoints.BulletPrivate : Endpoints.BulletPublic, isPrivate);
        if (reply.IsTransportFailure)
        {
            problem = reply.Problem;
            return null;
        }
        Reply<BulletReply> bullet = BulletReply.Parse(reply.Status, reply.Body);
        if (!bullet.IsGood)
        {
            problem = bullet.Cause;
            return null;
        }
        Uri endpoint = bullet.Value.Endpoint;
        return Open(
            new WebSocketTarget(
                endpoint.DnsSafeHost, endpoint.Port, bullet.Value.PathAndQuery(MonotonicClock.NowNs())),
            bullet.Value.PingIntervalMs * 1_000_000L,
            bullet.Value.PingTimeoutMs * 1_000_000L,
            out problem);
    }

    // The session is signed by the thread that will own it; the welcome names the ping times.
    private Dialled? DialOrderStream(out string problem)
    {
        Uri url = _options.OrderUrl!;
        var target = new WebSocketTarget(
            url.DnsSafeHost, url.Port, $"{url.AbsolutePath}?{_control.OrderLogin()}");
        return Open(target, 0, 0, out problem);
    }

    private Dialled? Open(
        WebSocketTarget target, long pingIntervalNs, long pingTimeoutNs, out string problem)
    {
        DialResult result = _dialer.Dial(target.Host, target.Port, _tls, _options.ConnectTimeoutMs);
        problem = result.Message;
        if (!result.IsOk)
        {
            return null;
        }
        HandshakeResult upgrade = _handshake.Open(result.Stream!, target, _options.ConnectTimeoutMs);
        problem = upgrade.Message;
        if (!upgrade.IsOk)
        {
            result.Stream!.Close();
            return null;
        }
        return new Dialled
        {
            Stream = result.Stream!,
            Leftover = upgrade.Leftover,
            PingIntervalNs = pingIntervalNs,
            PingTimeoutNs = pingTimeoutNs,
        };
    }

    private struct PendingDial
    {
        public DialDesk? Desk;
        public DialKind Kind;
        public long NotBeforeNs;
        public long DeliveredNs;
        public bool HasEndedSoon;
        public Backoff Backoff;
    }
}

/// <summary>Settings of the connector.</summary>
/// <param name="Address">The REST address; streams are where the token reply says.</param>
/// <param name="OrderUrl">Where orders go over WebSocket; null: nowhere.</param>
/// <param name="LinkCount">How many links there are in all.</param>
/// <param name="ConnectTimeoutMs">For each of connecting and upgrading.</param>
/// <param name="ReconnectMinMs">First delay after a failure.</param>
/// <param name="ReconnectMaxMs">Longest delay.</param>
/// <param name="Seed">Seeds the jitter.</param>
internal sealed record ConnectorOptions(
    ExchangeAddress Address,
    Uri? OrderUrl,
    int LinkCount,
    int ConnectTimeoutMs,
    int ReconnectMinMs,
    int ReconnectMaxMs,
    ulong Seed);
