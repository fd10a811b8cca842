namespace Trifuse.Core.Agents;

/// <summary>
/// A thread's work, one duty cycle at a time. Production runs it on a thread of its own, tests call it
/// directly, so the same code runs on a real and on a virtual clock.
/// </summary>
public interface IAgent
{
    /// <summary>The thread's name in logs and in the process list (at most 15 characters).</summary>
    string Name { get; }

    /// <summary>Does what is ready and returns how much that was; 0 means that the agent may idle.</summary>
    int DoWork(long nowNs);
}
