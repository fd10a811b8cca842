using Trifuse.Net.Dial;
using Trifuse.Net.Loop;

namespace Trifuse.Engine.Connections;

/// <summary>
/// One logical stream of the exchange (a share of the market's topics, or the private topics) that outlives
/// its connections. It has two sessions: normally one is live; near the end of a connection's life the second
/// one is made and subscribed, and both are read for a while before the first one is closed, so that nothing
/// is missed. For the books both are the same connection. Owned by the hot thread.
/// </summary>
internal sealed class StreamLine
{
    // A connection that lasted less was not worth much: the next one waits, so that a
    // server in trouble is not stormed.
    private const long ShortLifeNs = 10_000_000_000;

    // What the server has sent over the old connection before it took the new one's subscriptions may come
    // later than what it sends over the new one: as much later as two ways through a network can differ.
    private const long OverlapNs = 500_000_000;

    private readonly StreamSession[] _sessions;
    private readonly DialDesk _desk;
    private readonly DialKind _kind;
    private readonly long _maxAgeNs;
    private StreamSession? _current;
    private StreamSession? _former;
    private long _formerEndNs;
    private bool _isDialling;
    private Backoff _backoff;
    private long _dialNotBeforeNs;

    public StreamLine(int index, StreamPlan plan, EventLoop loop, DialDesk desk, IStreamOwner owner)
    {
        Index = index;
        _desk = desk;
        _kind = plan.Kind;
        _maxAgeNs = plan.MaxAgeNs;
        _backoff = new Backoff(plan.ReconnectMinMs, plan.ReconnectMaxMs, plan.MaskSeed);
        Owner = owner;
        Subscriptions = plan.Subscriptions;
        _sessions = [new StreamSession(this, loop, plan, 0), new StreamSession(this, loop, plan, 1)];
    }

    /// <summary>
    /// Number of the line: its link in the connection table and its connection number in the books.
    /// </summary>
    public int Index { get; }

    /// <summary>True for the line of the private topics.</summary>
    public bool IsPrivate => _kind == DialKind.PrivateStream;

    /// <summary>All topics are subscribed and the connection answers.</summary>
    public bool IsLive => _current?.IsLive ?? false;

    /// <summary>Connections that ended although we did not want it.</summary>
    public long LostCount { get; private set; }

    /// <summary>Connections that were replaced before their end.</summary>
    public long RenewedCount { get; private set; }

    /// <summary>Text frames over all connections.</summary>
    public long MessageCount => _sessions[0].MessageCount + _sessions[1].MessageCount;

    /// <summary>Connections ended for breaking the protocol, oversized frames included.</summary>
    public long MalformedCount => _sessions[0].MalformedCount + _sessions[1].MalformedCount;

    internal IStreamOwner Owner { get; }

    internal byte[][] Subscriptions { get; }

    /// <summary>Asks for the first connection.</summary>
    public void Start() => Dial();

    /// <summary>Takes a connection that the connector has made.</summary>
    public void Attach(Dialled dialled, long nowNs)
    {
        _isDialling = false;
        StreamSession free = _sessions[0].IsFree ? _sessions[0] : _sessions[1];
        if (!free.IsFree)
        {
            dialled.Stream.Close();
            return;
        }
        if (_current is null)
        {
            _current = free;
        }
        else
        {
            Owner.OnLineOverlaps(this, nowNs);
        }
        free.Attach(dialled, nowNs);
    }

    /// <summary>
    /// Pings, time-outs and renewal; returns how many frames were read from half-read sockets.
    /// </summary>
    public int Tick(long nowNs)
    {
        int work = 0;
        foreach (StreamSession session in _sessions)
        {
            work += session.Tick(nowNs);
        }
        if (_former is not null && nowNs >= _formerEndNs)
        {
            LeaveFormer(nowNs);
        }
        bool isOld = _current is { IsLive: true } && nowNs - _current.AttachedNs > _maxAgeNs;
        bool isWanted = isOld ? _sessions[0].IsFree || _sessions[1].IsFree : _current is null;
        if (isWanted && !_isDialling && nowNs >= _dialNotBeforeNs)
        {
            Dial();
        }
        return work;
    }

    /// <summary>True while a socket was left half-read to let the others have their turn.</summary>
    public bool HasUnread => _sessions[0].HasUnread || _sessions[1].HasUnread;

    /// <summary>Reads on where a socket was left half-read.</summary>
    public int ReadOn(long nowNs)
    {
        int work = 0;
        foreach (StreamSession session in _sessions)
        {
            work += session.HasUnread ? session.Read(nowNs) : 0;
        }
        return work;
    }

    /// <summary>Closes everything; no further events.</summary>
    public void Close()
    {
        foreach (StreamSession session in _sessions)
        {
            session.Release();
        }
        _current = null;
        _former = null;
    }

    internal void OnLive(StreamSession session, long nowNs)
    {
        if (_current != session)
        {
            _former = _current;
            _formerEndNs = nowNs + OverlapNs;
            _current = session;
        }
        if (_former is null)
        {
            Owner.OnLineChanged(this, isLive: true, nowNs);
        }
    }

    internal void OnEnded(StreamSession session, string why, long nowNs)
    {
        session.Release();
        Owner.OnLineEnded(this, why, nowNs);
        LostCount++;
        if (nowNs - session.AttachedNs < ShortLifeNs)
        {
            _dialNotBeforeNs = nowNs + _backoff.NextDelayNs();
        }
        else
        {
            _backoff.Reset();
        }
        StreamSession other = session == _sessions[0] ? _sessions[1] : _sessions[0];
        bool wasCurrent = session == _current;
        _former = null;
        if (wasCurrent)
        {
            _current = other.IsFree ? null : other;
        }
        if (_current is { IsLive: true })
        {
            // It had been there beside the one that ended, and goes on alone.
            Owner.OnLineChanged(this, isLive: true, nowNs);
        }
        else if (wasCurrent)
        {
            Owner.OnLineChanged(this, isLive: false, nowNs);
        }
        if (_current is null && !_isDialling && nowNs >= _dialNotBeforeNs)
        {
            Dial();
        }
    }

    private void LeaveFormer(long nowNs)
    {
        StreamSession former = _former!;
        _former = null;
        RenewedCount++;
        former.ReadOut(nowNs);
        former.Release();
        Owner.OnLineChanged(this, isLive: true, nowNs);
    }

    private void Dial()
    {
        _isDialling = true;
        _desk.Ask(Index, _kind);
    }
}
