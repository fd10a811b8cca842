using Trifuse.Core.Domain;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Replay;

/// <summary>
/// The hot core's output in a replay: signals are shown, everything else has happened already.
/// </summary>
internal readonly struct ReplayOutput(Signal[] signals, Action<Signal> show) : IHotOutput
{
    public ref Signal Begin(int slot) => ref signals[slot];

    public void Publish(int slot) => show(signals[slot]);

    public void Order(int slot, in OrderEvent orderEvent, long nowNs)
    {
        // The executor that would take it is not here; what it answered is on the tape.
    }

    public void Balance(in BalanceEvent balanceEvent, long nowNs)
    {
        // As above.
    }

    public void Exits(int slot, in ExitPlan plan)
    {
        // As above.
    }

    public void NeedSnapshot(SymbolId symbol)
    {
        // The snapshot that came is on the tape.
    }
}
