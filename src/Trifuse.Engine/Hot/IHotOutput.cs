using Trifuse.Core.Domain;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Hot;

/// <summary>
/// Where the hot core's results go: rings in the engine, a printer in a replay. A struct and a type
/// parameter, so that the calls are direct. Begin gives the same place again until Publish.
/// </summary>
public interface IHotOutput : ISignalSink
{
    /// <summary>An event of an order of the cascade that this executor runs.</summary>
    void Order(int slot, in OrderEvent orderEvent, long nowNs);

    /// <summary>A balance push of the trade account; every executor may be waiting for it.</summary>
    void Balance(in BalanceEvent balanceEvent, long nowNs);

    /// <summary>The best way out of what the executor's cascade holds.</summary>
    void Exits(int slot, in ExitPlan plan);

    /// <summary>A full book needs a snapshot.</summary>
    void NeedSnapshot(SymbolId symbol);
}
