using System.Diagnostics;

namespace Trifuse.Simulator.Loop;

/// <summary>
/// One thread that runs what falls due: scheduled actions to a fraction of a millisecond, and a tick at a
/// fixed pace.
/// </summary>
public sealed class EventLoop : IDisposable
{
    // The kernel wakes sleepers up to a millisecond late; the rest before an action is spent yielding.
    private const double SpinMs = 1.3;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, (long Due, long Order)> _queue = new();
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private readonly Action _tick;
    private readonly long _tickLength;
    private long _order;
    private volatile bool _stopping;

    public EventLoop(TimeSpan tickLength, Action tick)
    {
        _tick = tick;
        _tickLength = (long)(tickLength.TotalSeconds * Stopwatch.Frequency);
        _thread = new Thread(Run) { IsBackground = true, Name = "exchange" };
    }

    /// <summary>The first exception that came out of a tick or an action, null while all is well.</summary>
    public Exception? Failure { get; private set; }

    public void Start() => _thread.Start();

    public void After(TimeSpan delay, Action action) =>
        At(Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), action);

    /// <summary>Runs the action at the given stopwatch time; equal times keep their order.</summary>
    public void At(long due, Action action)
    {
        lock (_gate)
        {
            _queue.Enqueue(action, (due, _order++));
        }

        _wake.Set();
    }

    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _wake.Dispose();
    }

    private void Run()
    {
        long nextTick = Stopwatch.GetTimestamp();
        while (!_stopping)
        {
            try
            {
                RunDue();
                long now = Stopwatch.GetTimestamp();
                if (now >= nextTick)
                {
                    _tick();
                    nextTick = Math.Max(nextTick + _tickLength, now);
                }
            }
            catch (Exception e)
            {
                Failure ??= e;
            }

            Wait(nextTick);
        }
    }

    private void RunDue()
    {
        while (true)
        {
            Action action;
            lock (_gate)
            {
                if (!_queue.TryPeek(out _, out (long Due, long Order) first)
                    || first.Due > Stopwatch.GetTimestamp())
                {
                    return;
                }

                action = _queue.Dequeue();
            }

            action();
        }
    }

    private void Wait(long nextTick)
    {
        long due = long.MaxValue;
        lock (_gate)
        {
            if (_queue.TryPeek(out _, out (long Due, long Order) first))
            {
                due = first.Due;
            }
        }

        double toTickMs = MsUntil(nextTick);
        double toActionMs = due == long.MaxValue ? double.MaxValue : MsUntil(due);
        if (toActionMs < Math.Min(toTickMs, SpinMs))
        {
            if (toActionMs > 0)
            {
                Thread.Yield();
            }

            return;
        }

        double sleepMs = Math.Min(toTickMs, toActionMs - SpinMs);
        if (sleepMs > 0)
        {
            _wake.WaitOne((int)Math.Ceiling(sleepMs));
        }
    }

    private static double MsUntil(long due) =>
        (due - Stopwatch.GetTimestamp()) * 1000.0 / Stopwatch.Frequency;
}
