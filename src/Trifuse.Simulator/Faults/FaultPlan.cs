namespace Trifuse.Simulator.Faults;

/// <summary>
/// Makes things go wrong from inside a test, by the same rules as plan files. Each short form strikes once.
/// May be called from any thread.
/// </summary>
public sealed class FaultPlan
{
    private const long UnansweredMs = 60_000;
    private const string OrderEvents = "/spotMarket/tradeOrders";

    private readonly FaultBoard _board;

    internal FaultPlan(FaultBoard board)
    {
        _board = board;
    }

    /// <summary>Every fault so far with its counts.</summary>
    public IReadOnlyList<FaultReport> Reports => _board.Reports;

    /// <summary>Puts any rule in force, as a plan file would; its number.</summary>
    public int Add(FaultRule rule) => _board.Arm(rule);

    public bool Revoke(int id) => _board.Revoke(id);

    /// <summary>The next order (or test order) is refused with this code and text.</summary>
    public void RejectNextOrder(string code, string message) => _board.Arm(
        new FaultRule { Do = FaultKind.Reject, Code = code, Message = message });

    /// <summary>
    /// The next order is processed, but its reply never comes; the connection is cut after a minute.
    /// </summary>
    public void DropNextOrderReply() => _board.Arm(
        new FaultRule { Do = FaultKind.LoseAfter, Path = "orders", Ms = UnansweredMs });

    /// <summary>The next order is processed, and its reply comes this much later.</summary>
    public void DelayNextOrderReply(TimeSpan delay) => _board.Arm(
        new FaultRule { Do = FaultKind.Hold, Path = "orders", Ms = (long)delay.TotalMilliseconds });

    /// <summary>The next order event is lost.</summary>
    public void DropNextPrivatePush() => OnOrderEvent(FaultKind.Drop);

    /// <summary>The next order event is pushed twice.</summary>
    public void DuplicateNextPrivatePush() => OnOrderEvent(FaultKind.Duplicate);

    /// <summary>The next two order events change places.</summary>
    public void SwapNextPrivatePushes() => OnOrderEvent(FaultKind.Reorder);

    /// <summary>Cuts every WebSocket without a close frame.</summary>
    public void CloseAllSockets() => _board.Carry(new FaultRule { Do = FaultKind.Close });

    /// <summary>The symbol's level2 stream loses one sequence number.</summary>
    public void SkipLevel2Sequence(string symbol) => _board.Carry(
        new FaultRule { Do = FaultKind.SkipSequence, Symbol = symbol });

    private void OnOrderEvent(FaultKind kind) => _board.Arm(
        new FaultRule { Do = kind, Stream = StreamKind.Private, Topic = OrderEvents });
}
