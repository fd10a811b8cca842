using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Faults;

/// <summary>
/// Things that a test makes go wrong, each once. Set from any thread; the exchange takes them when the time
/// comes.
/// </summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly Queue<Rejection> _rejections = new();
    private readonly Queue<TimeSpan?> _replies = new();
    private readonly Queue<PushFault> _pushes = new();
    private readonly Action _closeSockets;
    private readonly Action<string> _skipSequence;

    internal FaultPlan(Action closeSockets, Action<string> skipSequence)
    {
        _closeSockets = closeSockets;
        _skipSequence = skipSequence;
    }

    internal enum PushFault
    {
        Drop,
        Duplicate,
        SwapWithNext,
    }

    /// <summary>The next order (or test order) is refused with this code and text.</summary>
    public void RejectNextOrder(string code, string message)
    {
        lock (_gate)
        {
            _rejections.Enqueue(new Rejection(code, message));
        }
    }

    /// <summary>
    /// The next order is processed, but its reply never comes; the connection is cut after a minute.
    /// </summary>
    public void DropNextOrderReply()
    {
        lock (_gate)
        {
            _replies.Enqueue(null);
        }
    }

    /// <summary>The next order is processed, and its reply comes this much later.</summary>
    public void DelayNextOrderReply(TimeSpan delay)
    {
        lock (_gate)
        {
            _replies.Enqueue(delay);
        }
    }

    /// <summary>The next order event is lost.</summary>
    public void DropNextPrivatePush() => AddPush(PushFault.Drop);

    /// <summary>The next order event is pushed twice.</summary>
    public void DuplicateNextPrivatePush() => AddPush(PushFault.Duplicate);

    /// <summary>The next two order events change places.</summary>
    public void SwapNextPrivatePushes() => AddPush(PushFault.SwapWithNext);

    /// <summary>Cuts every WebSocket without a close frame.</summary>
    public void CloseAllSockets() => _closeSockets();

    /// <summary>The symbol's level2 stream loses one sequence number.</summary>
    public void SkipLevel2Sequence(string symbol) => _skipSequence(symbol);

    internal Rejection? TakeRejection()
    {
        lock (_gate)
        {
            return _rejections.Count > 0 ? _rejections.Dequeue() : null;
        }
    }

    /// <summary>False: nothing planned. A null delay means that the reply is never sent.</summary>
    internal bool TryTakeReply(out TimeSpan? delay)
    {
        lock (_gate)
        {
            return _replies.TryDequeue(out delay);
        }
    }

    internal PushFault? TakePush()
    {
        lock (_gate)
        {
            return _pushes.Count > 0 ? _pushes.Dequeue() : null;
        }
    }

    private void AddPush(PushFault fault)
    {
        lock (_gate)
        {
            _pushes.Enqueue(fault);
        }
    }
}
