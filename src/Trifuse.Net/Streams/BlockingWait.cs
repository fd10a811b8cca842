using Trifuse.Net.Linux;

namespace Trifuse.Net.Streams;

/// <summary>How a blocking wait ended.</summary>
public enum WaitOutcome : byte
{
    Ready,
    TimedOut,

    /// <summary>The cancel event was signalled.</summary>
    Cancelled,

    /// <summary>poll itself failed, which only a descriptor closed by somebody else can cause.</summary>
    Broken,
}

/// <summary>
/// Waiting with a deadline on threads that may block (connector, start-up). A signalled cancel event ends
/// every wait, so that such a thread can be stopped.
/// </summary>
public sealed unsafe class BlockingWait
{
    private readonly EventFd? _cancel;

    public BlockingWait(EventFd? cancel = null) => _cancel = cancel;

    /// <summary>
    /// Waits until a stream that said <see cref="StreamResult.WouldBlock"/> is worth another try.
    /// </summary>
    public WaitOutcome ForStream(IByteStream stream, bool isWriting, long deadlineNs)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return For(stream.Descriptor, isWriting || stream.WantsWrite, deadlineNs);
    }

    /// <summary>Waits for input, or for room to write, until a monotonic time.</summary>
    public WaitOutcome For(int descriptor, bool isWriting, long deadlineNs)
    {
        Libc.PollDescriptor* watched = stackalloc Libc.PollDescriptor[2];
        watched[0] = new Libc.PollDescriptor
        {
            Descriptor = descriptor,
            Events = isWriting ? Libc.PollOut : Libc.PollIn,
        };
        // poll skips negative descriptors.
        watched[1] = new Libc.PollDescriptor { Descriptor = _cancel?.Descriptor ?? -1, Events = Libc.PollIn };
        while (true)
        {
            long remainingNs = deadlineNs - MonotonicClock.NowNs();
            if (remainingNs <= 0)
            {
                return WaitOutcome.TimedOut;
            }
            int timeoutMs = (int)Math.Min((remainingNs - 1) / 1_000_000 + 1, int.MaxValue);
            SysResult result = SysResult.From(Libc.Poll(watched, 2, timeoutMs));
            if (result.IsError && result.Errno != Errno.Interrupted)
            {
                return WaitOutcome.Broken;
            }
            if (result.Value > 0)
            {
                return watched[1].ReturnedEvents != 0 ? WaitOutcome.Cancelled : WaitOutcome.Ready;
            }
        }
    }
}
