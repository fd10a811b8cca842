using Trifuse.Engine.Agents;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Scribe;
using Trifuse.Net.Loop;

namespace Trifuse.Engine.Start;

/// <summary>How each thread waits and where it runs.</summary>
internal sealed class ThreadPlan(EngineConfig config)
{
    private readonly WaitMode _wait = config.Engine.WaitFor(Environment.ProcessorCount);

    /// <summary>Where the configuration could not be followed.</summary>
    public IReadOnlyList<string> Notes { get; } = NotesOf(config);

    /// <summary>All but the scribe; the executors given are those with a thread of their own.</summary>
    public AgentThread[] ForTrading(
        HotAgent hot,
        EventLoop hotLoop,
        ExecutorAgent[] executors,
        EventLoop[] loops,
        ConnectorAgent connector,
        AuditorAgent? auditor) =>
    [
        ForHot(hot, hotLoop.Waker),
        .. executors.Select((executor, i) => ForExecutor(executor, i, loops[i].Waker)),
        ForConnector(connector),
        .. auditor is null ? [] : new[] { ForAuditor(auditor) },
    ];

    public AgentThread ForHot(HotAgent agent, WakeFlag waker) =>
        new(
            agent,
            new AgentThreadOptions(_wait, config.Engine.SpinRecentNs, config.Engine.PinHotCore),
            waker.Wake);

    public AgentThread ForExecutor(ExecutorAgent agent, int slot, WakeFlag waker)
    {
        IReadOnlyList<int> cores = config.Engine.PinExecutorCores;
        int core = slot < cores.Count ? cores[slot] : -1;
        return new AgentThread(
            agent, new AgentThreadOptions(_wait, config.Engine.SpinRecentNs, core), waker.Wake);
    }

    public static AgentThread ForConnector(ConnectorAgent agent) =>
        new(agent, new AgentThreadOptions(WaitMode.Block, 0, -1), agent.Waker.Wake);

    public static AgentThread ForAuditor(AuditorAgent agent) =>
        new(agent, new AgentThreadOptions(WaitMode.Block, 0, -1), agent.Waker.Wake);

    public static AgentThread ForScribe(ScribeAgent agent) =>
        new(agent, new AgentThreadOptions(WaitMode.Block, 0, -1), agent.Waker.Wake);

    private static string[] NotesOf(EngineConfig config) =>
        config.Engine.WaitFor(Environment.ProcessorCount) == config.Engine.Wait
            ? []
            : [$"engine.wait = spin needs a processor for each spinning thread and one more; this machine "
                + $"has {Environment.ProcessorCount}, so threads wait adaptively."];
}
