using System.Runtime.InteropServices;
using Trifuse.Net.Linux;

namespace Trifuse.Net.Loop;

/// <summary>
/// Wakes a consumer thread, at the price of a system call only if it sleeps.
/// The consumer calls <see cref="Arm"/>, looks at its rings once more, and then either waits on
/// <see cref="Descriptor"/> or calls <see cref="Disarm"/>. A producer publishes into a ring and then calls
/// <see cref="WakeIfSleeping"/>. Both sides store, fence and load (Dekker), so at least one sees the other.
/// </summary>
public sealed class WakeFlag : IDisposable
{
    private readonly EventFd _event = new();
    private PaddedFlag _sleeping;

    /// <summary>Becomes readable when the consumer is to wake.</summary>
    public int Descriptor => _event.Descriptor;

    /// <summary>
    /// Consumer: announces the intent to sleep. The rings must be looked at again after this.
    /// </summary>
    public void Arm()
    {
        Volatile.Write(ref _sleeping.Value, 1);
        Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// Consumer: is awake again. A wake-up that is under way stays readable; draining it is harmless.
    /// </summary>
    public void Disarm() => Volatile.Write(ref _sleeping.Value, 0);

    /// <summary>Consumer: empties the descriptor after it became readable.</summary>
    public void Drain() => _event.Drain();

    /// <summary>
    /// Producer, after publishing: wakes the consumer if it sleeps. Of several producers one pays the system
    /// call. True if it was this one.
    /// </summary>
    public bool WakeIfSleeping()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping.Value) == 0 || Interlocked.Exchange(ref _sleeping.Value, 0) == 0)
        {
            return false;
        }
        _event.Signal();
        return true;
    }

    /// <summary>Any thread: wakes the consumer or makes its next wait return at once.</summary>
    public void Wake() => _event.Signal();

    public void Dispose() => _event.Dispose();

    // Alone on its pair of cache lines: producers poll it while the consumer writes its neighbours.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct PaddedFlag
    {
        [FieldOffset(128)]
        public int Value;
    }
}
