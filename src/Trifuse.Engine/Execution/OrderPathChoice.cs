using Trifuse.Engine.Config;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Execution;

/// <summary>
/// Which way an executor's orders go. REST is always good for it; the order socket has to be asked for, and
/// is let alone for a while, longer each time, after an order over it was lost or refused for the path's
/// sake. In the mode "auto" the quicker path wins: by the medians of real acknowledgements where both have
/// enough of the last minutes, else by those of keep-alive requests and pings, which place nothing.
/// </summary>
internal sealed class OrderPathChoice(OrderPathMode mode)
{
    private const int AcksMin = 8;
    private const int ProbesMin = 3;
    private const long LifetimeNs = 300_000_000_000;
    private const long HoldMinNs = 1_000_000_000;
    private const long HoldMaxNs = 300_000_000_000;

    // Another path must be a tenth quicker, so that two alike are not changed for each other all the time.
    private const long GainShare = 10;

    private readonly SampleWindow _restAcks = new();
    private readonly SampleWindow _socketAcks = new();
    private readonly SampleWindow _restProbes = new();
    private readonly SampleWindow _socketProbes = new();
    private bool _hasNews;
    private OrderPath _quicker = OrderPath.Rest;
    private long _holdNs = HoldMinNs;
    private long _socketNotBeforeNs = long.MinValue;

    /// <summary>The path to try first.</summary>
    public OrderPath PreferredAt(long nowNs)
    {
        bool wantsSocket = mode == OrderPathMode.Ws
            || (mode == OrderPathMode.Auto && _quicker == OrderPath.Socket);
        return wantsSocket && nowNs >= _socketNotBeforeNs ? OrderPath.Socket : OrderPath.Rest;
    }

    /// <summary>An order was accepted over this path so long after it was sent.</summary>
    public void OnAck(OrderPath path, long durationNs, long nowNs)
    {
        (path == OrderPath.Rest ? _restAcks : _socketAcks).Add(durationNs, nowNs);
        _hasNews = true;
        if (path == OrderPath.Socket)
        {
            _holdNs = HoldMinNs;
        }
    }

    /// <summary>A request that places nothing went there and back in so long.</summary>
    public void OnProbe(OrderPath path, long durationNs, long nowNs)
    {
        (path == OrderPath.Rest ? _restProbes : _socketProbes).Add(durationNs, nowNs);
        _hasNews = true;
    }

    /// <summary>An order over the socket was lost, or refused because it came over the socket.</summary>
    public void OnSocketFailed(long nowNs)
    {
        if (nowNs < _socketNotBeforeNs)
        {
            // Several orders may go down with one socket: that is one failure.
            return;
        }
        _socketNotBeforeNs = nowNs + _holdNs;
        _holdNs = Math.Min(_holdNs * 2, HoldMaxNs);
    }

    /// <summary>
    /// Compares the paths when there is something new; not while an order waits to be sent.
    /// </summary>
    public void Decide(long nowNs)
    {
        if (mode != OrderPathMode.Auto || !_hasNews)
        {
            return;
        }
        _hasNews = false;
        long sinceNs = nowNs - LifetimeNs;
        bool isKnown = _restAcks.TryMedian(sinceNs, AcksMin, out long restNs)
            & _socketAcks.TryMedian(sinceNs, AcksMin, out long socketNs);
        if (!isKnown)
        {
            isKnown = _restProbes.TryMedian(sinceNs, ProbesMin, out restNs)
                & _socketProbes.TryMedian(sinceNs, ProbesMin, out socketNs);
        }
        if (!isKnown)
        {
            return;
        }
        long usedNs = _quicker == OrderPath.Rest ? restNs : socketNs;
        long otherNs = _quicker == OrderPath.Rest ? socketNs : restNs;
        if (otherNs < usedNs - (usedNs / GainShare))
        {
            _quicker = _quicker == OrderPath.Rest ? OrderPath.Socket : OrderPath.Rest;
        }
    }
}
