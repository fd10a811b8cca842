using Trifuse.Core.Domain;
using Trifuse.Net.Http;
using Trifuse.Net.Loop;

namespace Trifuse.Engine.Connections;

/// <summary>
/// The REST connections of one executor: one warm connection and one spare. A request takes the first link
/// that is idle; a link that fails is replaced by the connector while the other serves. A request is never
/// sent again here: whether it may be is the owner's decision.
/// </summary>
internal sealed class RestPort
{
    /// <summary>Links per executor.</summary>
    public const int LinkCount = 2;

    private readonly RestLink[] _links = new RestLink[LinkCount];
    private readonly IRestOwner _owner;
    private readonly DialDesk _desk;
    private readonly int _firstLink;
    private readonly long _requestTimeoutNs;
    private readonly long _keepAliveNs;

    public RestPort(
        EventLoop loop, DialDesk desk, int firstLink, IRestOwner owner, RestTimes times, HttpLimits limits)
    {
        _desk = desk;
        _firstLink = firstLink;
        _owner = owner;
        _requestTimeoutNs = times.RequestTimeoutNs;
        _keepAliveNs = times.KeepAliveNs;
        for (int i = 0; i < LinkCount; i++)
        {
            _links[i] = new RestLink(loop, this, limits);
        }
    }

    /// <summary>How many links can take a request now.</summary>
    public int IdleCount
    {
        get
        {
            int idle = 0;
            foreach (RestLink link in _links)
            {
                idle += link.IsIdle ? 1 : 0;
            }
            return idle;
        }
    }

    /// <summary>How often a link had to be replaced after the first connection.</summary>
    public long ReplacedCount { get; private set; }

    /// <summary>Asks for all links; the connector delivers them one by one.</summary>
    public void Start()
    {
        for (int i = 0; i < LinkCount; i++)
        {
            _desk.Ask(_firstLink + i, DialKind.Rest);
        }
    }

    /// <summary>Takes a link that the connector has made.</summary>
    public void Attach(int link, Dialled dialled, long nowNs) =>
        _links[link - _firstLink].Attach(dialled.Stream, nowNs);

    /// <summary>
    /// Sends a request over the first idle link. False when not one byte was written: the request may be
    /// repeated. When it failed half-way, the owner hears of it through OnRestFailed before this returns
    /// true.
    /// </summary>
    public bool TrySend(in RestErrand errand, ReadOnlySpan<byte> request, long nowNs)
    {
        foreach (RestLink link in _links)
        {
            if (link.IsIdle && link.TrySend(in errand, request, nowNs))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Gives up requests that are overdue; returns a link that should be kept alive, or -1.
    /// </summary>
    public int Tick(long nowNs)
    {
        int stale = -1;
        for (int i = 0; i < LinkCount; i++)
        {
            RestLink link = _links[i];
            if (link.IsBusy && nowNs - link.SentNs > _requestTimeoutNs)
            {
                link.GiveUp(nowNs);
            }
            else if (link.IsIdle && nowNs - link.LastUsedNs > _keepAliveNs)
            {
                stale = i;
            }
        }
        return stale;
    }

    /// <summary>Sends the keep-alive request over one certain link.</summary>
    public void KeepAlive(int link, ReadOnlySpan<byte> request, long nowNs) =>
        _links[link].TrySend(
            new RestErrand(RestPurpose.KeepAlive, SymbolId.None, default), request, nowNs);

    /// <summary>Closes everything; no further events.</summary>
    public void Close()
    {
        foreach (RestLink link in _links)
        {
            link.Close();
        }
    }

    internal void OnReply(RestLink link, in RestErrand errand, int status, long nowNs) =>
        _owner.OnRestReply(in errand, status, link.Connection, link.SentNs, nowNs);

    internal void OnLost(RestLink link, in RestErrand errand, HttpOutcome outcome, long nowNs)
    {
        ReplacedCount++;
        _desk.Ask(_firstLink + Array.IndexOf(_links, link), DialKind.Rest);
        if (errand.Purpose != RestPurpose.None)
        {
            _owner.OnRestFailed(in errand, outcome, nowNs);
        }
    }
}

/// <summary>The waiting times of a <see cref="RestPort"/>.</summary>
internal readonly record struct RestTimes(long RequestTimeoutNs, long KeepAliveNs);
