using Trifuse.Core.Agents;

namespace Trifuse.Engine.Agents;

/// <summary>An agent that knows how to sleep until one of its inputs has something.</summary>
internal interface IWaitingAgent : IAgent
{
    /// <summary>
    /// Sleeps until there is input or a deadline of its own, and may handle what woke it; returns how much
    /// that was. Inputs published before the sleep are never missed.
    /// </summary>
    int Wait(long nowNs);

    /// <summary>Called once on the agent's own thread when it ends, also after a crash.</summary>
    void Close();
}
