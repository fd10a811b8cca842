using Trifuse.Net.Http;
using Trifuse.Net.Loop;
using Trifuse.Net.Streams;

namespace Trifuse.Engine.Connections;

/// <summary>One HTTPS connection in an event loop, and what its request under way is for.</summary>
internal sealed class RestLink(EventLoop loop, RestPort port, HttpLimits limits) : IReadyHandler
{
    private RestErrand _errand;
    private int _descriptor = -1;

    /// <summary>The connection; its last reply is read from here.</summary>
    public HttpConnection Connection { get; } = new(limits);

    /// <summary>A request may be sent.</summary>
    public bool IsIdle => Connection.State == HttpState.Idle;

    /// <summary>A request is under way.</summary>
    public bool IsBusy => Connection.State is HttpState.Sending or HttpState.AwaitingReply;

    /// <summary>When the request under way was written.</summary>
    public long SentNs { get; private set; }

    /// <summary>When the connection last did something.</summary>
    public long LastUsedNs => Connection.LastUsedNs;

    public void Attach(IByteStream stream, long nowNs)
    {
        _descriptor = stream.Descriptor;
        _errand = default;
        Connection.Attach(stream, nowNs);
        loop.Add(_descriptor, this);
    }

    /// <summary>False when not one byte was written.</summary>
    public bool TrySend(in RestErrand errand, ReadOnlySpan<byte> request, long nowNs)
    {
        _errand = errand;
        SentNs = nowNs;
        switch (Connection.TrySend(request, nowNs))
        {
            case SendResult.Sent:
                loop.SetWriteInterest(_descriptor, Connection.WantsWrite);
                return true;
            case SendResult.Failed:
                HttpOutcome failure = Connection.LastFailure;
                bool isUnknown = failure.IsOutcomeUnknown;
                Lose(isUnknown ? errand : default, failure, nowNs);
                return isUnknown;
            default:
                _errand = default;
                return false;
        }
    }

    /// <summary>
    /// The request under way is overdue: the connection is given up, its outcome is unknown.
    /// </summary>
    public void GiveUp(long nowNs) => Act(Connection.Abandon(HttpFault.Timeout), nowNs);

    public void OnReady(ReadyEvents events, long nowNs)
    {
        Act(Connection.OnReady(events, nowNs), nowNs);
        if (_descriptor >= 0)
        {
            loop.SetWriteInterest(_descriptor, Connection.WantsWrite);
        }
    }

    public void Close()
    {
        Unwatch();
        Connection.Close();
    }

    private void Act(HttpOutcome outcome, long nowNs)
    {
        RestErrand errand = _errand;
        switch (outcome.Kind)
        {
            case HttpOutcomeKind.Reply:
                _errand = default;
                // The owner may send the next request from inside its handler, so what belongs to this reply
                // (a connection that the server closes) is settled first.
                if (outcome.IsCloseAfter)
                {
                    Unwatch();
                    Connection.Close();
                    port.OnReply(this, in errand, outcome.Status, nowNs);
                    port.OnLost(this, default, outcome, nowNs);
                    return;
                }
                port.OnReply(this, in errand, outcome.Status, nowNs);
                return;
            case HttpOutcomeKind.Failed:
            case HttpOutcomeKind.IdleEnd:
                Lose(in errand, outcome, nowNs);
                return;
            default:
                return;
        }
    }

    private void Lose(in RestErrand errand, HttpOutcome outcome, long nowNs)
    {
        _errand = default;
        Unwatch();
        Connection.Close();
        port.OnLost(this, in errand, outcome, nowNs);
    }

    private void Unwatch()
    {
        if (_descriptor >= 0)
        {
            loop.Remove(_descriptor);
            _descriptor = -1;
        }
    }
}
