using Trifuse.Core.Agents;
using Trifuse.Engine.Config;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Agents;

/// <summary>
/// Runs one agent on a thread of its own until it is told to stop. An exception out of the agent is a bug: it
/// ends the thread, is kept, and the engine stops trading because of it.
/// </summary>
internal sealed class AgentThread
{
    private readonly IWaitingAgent _agent;
    private readonly AgentThreadOptions _options;
    private readonly Action _wake;
    private readonly Thread _thread;
    private volatile bool _isStopping;
    private volatile bool _isMarking;
    private long _allocatedBefore;
    private long _longestCycleNs;

    public AgentThread(IWaitingAgent agent, AgentThreadOptions options, Action wake)
    {
        _agent = agent;
        _options = options;
        _wake = wake;
        _thread = new Thread(Run, maxStackSize: 1 << 20) { Name = agent.Name, IsBackground = true };
    }

    /// <summary>Raised on the thread itself when an exception has ended it.</summary>
    public event Action<AgentThread>? Crashed;

    /// <summary>The agent's name.</summary>
    public string Name => _agent.Name;

    /// <summary>What ended the thread early; null while all is well.</summary>
    public Exception? Crash { get; private set; }

    /// <summary>Why the thread could not be pinned; null when it was, or was not asked to be.</summary>
    public string? PinProblem { get; private set; }

    /// <summary>The longest time between two looks at the inputs while there was work.</summary>
    public long LongestCycleNs => Volatile.Read(ref _longestCycleNs);

    /// <summary>
    /// Managed bytes that the thread has allocated since <see cref="Mark"/>; final when it has ended.
    /// </summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>
    /// The steady state begins: stalls and allocations count from the thread's next duty cycle on.
    /// </summary>
    public void Mark() => _isMarking = true;

    public void Start() => _thread.Start();

    /// <summary>Asks the thread to end after its present duty cycle.</summary>
    public void Stop()
    {
        _isStopping = true;
        _wake();
    }

    /// <summary>False when the thread has not ended within the time.</summary>
    public bool Join(int timeoutMs) => _thread.Join(timeoutMs);

    private void Run()
    {
        if (_options.PinCore >= 0)
        {
            SysResult pinned = CpuPinning.PinCurrentThread(_options.PinCore);
            PinProblem = pinned.IsOk ? null : $"cannot pin to core {_options.PinCore}: {pinned.Describe()}";
        }
        try
        {
            Loop();
            AllocatedBytes = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        }
        catch (Exception bug)
        {
            Crash = bug;
            Crashed?.Invoke(this);
        }
        finally
        {
            _agent.Close();
        }
    }

    private void Loop()
    {
        long lastWorkNs = MonotonicClock.NowNs();
        while (!_isStopping)
        {
            if (_isMarking)
            {
                _isMarking = false;
                _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
                Volatile.Write(ref _longestCycleNs, 0);
            }
            long nowNs = MonotonicClock.NowNs();
            if (_agent.DoWork(nowNs) > 0)
            {
                long cycleNs = MonotonicClock.NowNs() - nowNs;
                if (cycleNs > _longestCycleNs)
                {
                    Volatile.Write(ref _longestCycleNs, cycleNs);
                }
                lastWorkNs = nowNs;
                continue;
            }
            bool isSpinning = _options.Wait == WaitMode.Spin
                || (_options.Wait == WaitMode.Adaptive && nowNs - lastWorkNs < _options.SpinRecentNs);
            if (!isSpinning && _agent.Wait(nowNs) > 0)
            {
                lastWorkNs = nowNs;
            }
        }
    }
}

/// <summary>How an agent's thread waits and where it runs; a core of -1 leaves it to the kernel.</summary>
internal readonly record struct AgentThreadOptions(WaitMode Wait, long SpinRecentNs, int PinCore);
