using Trifuse.Net.Http;
using Trifuse.Net.Loop;
using Trifuse.Net.Streams;

namespace Trifuse.Engine.Connections;

/// <summary>One HTTPS connection in an event loop, and what its request under way is for.</summary>
internal sealed class RestLink(EventLoop loop, RestPort port) : IReadyHandler
{
    private RestPurpose _purpose;
    private int _descriptor = -1;

    /// <summary>The connection; its last reply is read from here.</summary>
    public HttpConnection Connection { get; } = new(HttpLimits.Orders);

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
        _purpose = RestPurpose.None;
        Connection.Attach(stream, nowNs);
        loop.Add(_descriptor, this);
    }

    /// <summary>False when not one byte was written.</summary>
    public bool TrySend(RestPurpose purpose, ReadOnlySpan<byte> request, long nowNs)
    {
        _purpose = purpose;
        SentNs = nowNs;
        switch (Connection.TrySend(request, nowNs))
        {
            case SendResult.Sent:
                loop.SetWriteInterest(_descriptor, Connection.WantsWrite);
                return true;
            case SendResult.Failed:
                HttpOutcome failure = Connection.LastFailure;
                bool isUnknown = failure.IsOutcomeUnknown;
                Lose(isUnknown ? purpose : RestPurpose.None, failure, nowNs);
                return isUnknown;
            default:
                _purpose = RestPurpose.None;
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
        RestPurpose purpose = _purpose;
        switch (outcome.Kind)
        {
            case HttpOutcomeKind.Reply:
                _purpose = RestPurpose.None;
                // The owner may send the next request from inside its handler, so what belongs to this reply
                // (a connection that the server closes) is settled first.
                if (outcome.IsCloseAfter)
                {
                    Unwatch();
                    Connection.Close();
                    port.OnReply(this, purpose, outcome.Status, nowNs);
                    port.OnLost(this, RestPurpose.None, outcome, nowNs);
                    return;
                }
                port.OnReply(this, purpose, outcome.Status, nowNs);
                return;
            case HttpOutcomeKind.Failed:
            case HttpOutcomeKind.IdleEnd:
                Lose(purpose, outcome, nowNs);
                return;
            default:
                return;
        }
    }

    private void Lose(RestPurpose purpose, HttpOutcome outcome, long nowNs)
    {
        _purpose = RestPurpose.None;
        Unwatch();
        Connection.Close();
        port.OnLost(this, purpose, outcome, nowNs);
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
