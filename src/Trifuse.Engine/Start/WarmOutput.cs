using Trifuse.Core.Domain;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Start;

/// <summary>Keeps the last signal of a warm-up and lets the rest go.</summary>
internal readonly struct WarmOutput(int slots) : IHotOutput
{
    private readonly Signal[] _signals = new Signal[slots];
    private readonly ExitPlan[] _plans = new ExitPlan[1];

    /// <summary>The last signal of the first slot; Cascade is 0 before there was one.</summary>
    public ref Signal Last => ref _signals[0];

    /// <summary>The last answer to a request for exits.</summary>
    public ref readonly ExitPlan LastExits => ref _plans[0];

    public ref Signal Begin(int slot) => ref _signals[slot];

    public void Publish(int slot)
    {
        // The signal stays where it is, for the dummy cascade.
    }

    public void Order(int slot, in OrderEvent orderEvent, long nowNs)
    {
        // No executor runs yet.
    }

    public void Balance(in BalanceEvent balanceEvent, long nowNs)
    {
        // As above.
    }

    public void Exits(int slot, in ExitPlan plan) => _plans[0] = plan;

    public void NeedSnapshot(SymbolId symbol)
    {
        // Made-up books need none.
    }
}
