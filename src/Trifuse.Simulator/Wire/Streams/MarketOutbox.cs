using System.Diagnostics;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// The last hop of the market pushes. What is pushed within a batch is written together, after one drawn
/// delay; pushes never overtake each other. Under the exchange's gate.
/// </summary>
public sealed class MarketOutbox(Lock gate, EventLoop loop, Delay delay, Rng rng)
{
    private readonly bool _isDelayed = delay.MedianMs > 0;
    private readonly HashSet<StreamClient> _toWake = [];
    private List<(Listener[] Listeners, byte[] Push)> _held = [];
    private bool _inBatch;
    private long _lastDue;

    public FrameFaults? Faults { get; set; }

    /// <summary>Frames handed to clients.</summary>
    public long Pushes { get; private set; }

    public void Begin() => _inBatch = true;

    public void End()
    {
        _inBatch = false;
        Release();
    }

    public void Push(Listener[] listeners, ReadOnlySpan<byte> push)
    {
        if (Faults?.Watches(StreamKind.Market) == true)
        {
            byte[] frame = push.ToArray();
            (string topic, string? symbol) = FrameTopic.Of(frame);
            Faults.Pass(StreamKind.Market, topic, null, symbol, cut =>
            {
                lock (gate)
                {
                    Hand(listeners, cut.Of(frame));
                }
            });
            return;
        }

        Hand(listeners, push);
    }

    private void Hand(Listener[] listeners, ReadOnlySpan<byte> push)
    {
        if (_isDelayed)
        {
            _held.Add((listeners, push.ToArray()));
        }
        else
        {
            Queue(listeners, push);
        }

        if (!_inBatch)
        {
            Release();
        }
    }

    private void Queue(Listener[] listeners, ReadOnlySpan<byte> push)
    {
        foreach (Listener listener in listeners)
        {
            listener.Queue(push);
            _toWake.Add(listener.Client);
            Pushes++;
        }
    }

    private void Release()
    {
        if (_held.Count > 0)
        {
            List<(Listener[] Listeners, byte[] Push)> batch = _held;
            _held = [];
            long due = Stopwatch.GetTimestamp() + (long)(delay.Draw(rng).TotalSeconds * Stopwatch.Frequency);
            _lastDue = Math.Max(due, _lastDue);
            loop.At(_lastDue, () => Deliver(batch));
        }

        Wake();
    }

    private void Deliver(List<(Listener[] Listeners, byte[] Push)> batch)
    {
        lock (gate)
        {
            foreach ((Listener[] listeners, byte[] push) in batch)
            {
                Queue(listeners, push);
            }

            Wake();
        }
    }

    private void Wake()
    {
        foreach (StreamClient client in _toWake)
        {
            client.Wake();
        }

        _toWake.Clear();
    }
}
