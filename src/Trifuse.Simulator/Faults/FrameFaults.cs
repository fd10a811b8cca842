using Trifuse.Simulator.Loop;

namespace Trifuse.Simulator.Faults;

/// <summary>
/// The last gate of a frame: it goes out, or is lost, late, doubled, swapped with the next one or cut short.
/// Whoever sends asks <see cref="Watches"/> first, which costs nothing while no fault is in force.
/// </summary>
public sealed class FrameFaults(FaultBoard board, EventLoop loop)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Topic, string Account), Action<FrameCut>> _swapped = [];
    private int _waiting;

    public bool Watches(StreamKind kind) => board.Watches(kind) || Volatile.Read(ref _waiting) > 0;

    /// <summary>
    /// Calls <paramref name="deliver"/> as often as the frame is to go out: usually once, now. A late
    /// frame is delivered from the event loop, not under the exchange's gate. Frames change places
    /// within one topic of one account.
    /// </summary>
    /// <param name="kind">The kind of stream.</param>
    /// <param name="topic">The frame's topic; of WebSocket order entry its op.</param>
    /// <param name="account">Whose frame it is; null on public topics.</param>
    /// <param name="symbol">What it is about; null if about no symbol.</param>
    /// <param name="deliver">Hands the frame, cut as told, to whoever listens.</param>
    public void Pass(
        StreamKind kind, string topic, string? account, string? symbol, Action<FrameCut> deliver)
    {
        FaultRule? fault = board.Meet(new FaultOccasion(FaultMoment.Frame)
        {
            Stream = kind,
            Topic = topic,
            Account = account,
            Symbol = symbol,
        });
        switch (fault?.Do)
        {
            case FaultKind.Drop:
                return;
            case FaultKind.Delay:
                loop.After(TimeSpan.FromMilliseconds(fault.Ms), () => deliver(FrameCut.None));
                return;
            case FaultKind.Reorder:
                Keep((topic, account ?? ""), deliver);
                return;
            case FaultKind.Duplicate:
                deliver(FrameCut.None);
                deliver(FrameCut.None);
                break;
            case FaultKind.Truncate:
                deliver(new FrameCut(fault.Percent));
                break;
            default:
                deliver(FrameCut.None);
                break;
        }

        if (Volatile.Read(ref _waiting) > 0)
        {
            TakeKept((topic, account ?? ""))?.Invoke(FrameCut.None);
        }
    }

    private void Keep((string Topic, string Account) lane, Action<FrameCut> deliver)
    {
        Action<FrameCut>? before;
        lock (_gate)
        {
            _swapped.Remove(lane, out before);
            _swapped[lane] = deliver;
            Volatile.Write(ref _waiting, _swapped.Count);
        }

        before?.Invoke(FrameCut.None);
    }

    private Action<FrameCut>? TakeKept((string Topic, string Account) lane)
    {
        lock (_gate)
        {
            _swapped.Remove(lane, out Action<FrameCut>? kept);
            Volatile.Write(ref _waiting, _swapped.Count);
            return kept;
        }
    }
}
