using Trifuse.Core.Metrics;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Hot;

/// <summary>
/// Where a message's time goes on the hot thread. Measured beside the decisions, never used by them. Written
/// by the hot thread alone.
/// </summary>
public sealed class HotMetrics
{
    private long _decodedNs;

    /// <summary>From the return of epoll to the decoded message.</summary>
    public LatencyHistogram IngressToDecoded { get; } = new();

    /// <summary>From the decoded message to the end of its evaluation, signals included.</summary>
    public LatencyHistogram DecodedToEvaluated { get; } = new();

    /// <summary>From the return of epoll to a published signal.</summary>
    public LatencyHistogram IngressToSignal { get; } = new();

    /// <summary>When the present message was decoded.</summary>
    public long DecodedNs => _decodedNs;

    /// <summary>The decoder is done with a message.</summary>
    public void MarkDecoded(long ingressNs)
    {
        _decodedNs = MonotonicClock.NowNs();
        IngressToDecoded.Record(_decodedNs - ingressNs);
    }

    /// <summary>The message is wholly dealt with.</summary>
    public void MarkEvaluated() => DecodedToEvaluated.Record(MonotonicClock.NowNs() - _decodedNs);

    /// <summary>Forgets everything, as after the warm-up.</summary>
    public void Clear()
    {
        IngressToDecoded.Clear();
        DecodedToEvaluated.Clear();
        IngressToSignal.Clear();
    }
}
