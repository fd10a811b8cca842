using Trifuse.Core.Rings;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Execution;

/// <summary>
/// The rings between the hot thread, one executor and the scribe, with what a full ring means:
/// <code>
/// ring      from -> to          slots  when full
/// Signals   hot -> executor         2  cannot be: a busy executor is never given a signal
/// Fills     hot -> executor      1024  the note is lost, HasLost is set, the executor asks the exchange
/// Exits     hot -> executor         4  the answer is lost: the ring is full of others, to questions given up
/// Returns   executor -> hot        64  cannot be: a cascade sends a handful, then waits for a new signal
/// Reports   executor -> scribe     16  the executor keeps its report, and takes no signal until there is
/// room
/// </code>
/// In the fused layout both ends of the first four are the same thread.
/// </summary>
internal sealed class ExecutorRings
{
    private int _hasLost;

    /// <summary>Signals, filled in place.</summary>
    public SpscRing<Signal> Signals { get; } = new(2);

    /// <summary>Order events and balance pushes.</summary>
    public SpscRing<FillNote> Fills { get; } = new(1024);

    /// <summary>Answers to the executor's requests for exits.</summary>
    public SpscRing<ExitPlan> Exits { get; } = new(4);

    /// <summary>What the hot thread has to know.</summary>
    public SpscRing<ExecutorEvent> Returns { get; } = new(64);

    /// <summary>Finished cascades.</summary>
    public SpscRing<CascadeReport> Reports { get; } = new(16);

    /// <summary>Notes that found no room.</summary>
    public long LostNotes { get; private set; }

    /// <summary>Hot thread: passes a note on, or marks that one was lost.</summary>
    public void Pass(in FillNote note)
    {
        if (!Fills.TryWrite(in note))
        {
            LostNotes++;
            Volatile.Write(ref _hasLost, 1);
        }
    }

    /// <summary>Executor: true once after notes were lost.</summary>
    public bool TakeLost()
    {
        if (Volatile.Read(ref _hasLost) == 0)
        {
            return false;
        }
        Volatile.Write(ref _hasLost, 0);
        return true;
    }
}
