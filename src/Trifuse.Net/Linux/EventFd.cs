namespace Trifuse.Net.Linux;

/// <summary>
/// A kernel counter that wakes whoever polls its descriptor. <see cref="Signal"/> may be called from any
/// thread; <see cref="Drain"/> belongs to the thread that polls.
/// </summary>
public sealed unsafe class EventFd : IDisposable
{
    private int _descriptor;

    /// <exception cref="InvalidOperationException">The process has no descriptors left.</exception>
    public EventFd()
    {
        SysResult result = SysResult.From(
            Libc.CreateEvent(0, Libc.EventFdNonBlocking | Libc.EventFdCloseOnExec));
        if (result.IsError)
        {
            throw new InvalidOperationException(
                $"Cannot create an eventfd: {result.Describe()}. Raise the limit of open files (ulimit -n).");
        }
        _descriptor = (int)result.Value;
    }

    public int Descriptor => _descriptor;

    /// <summary>Makes the descriptor readable until it is drained.</summary>
    public SysResult Signal()
    {
        ulong one = 1;
        SysResult result = SysResult.From(Libc.Write(_descriptor, &one, sizeof(ulong)));
        // A full counter is readable already, which is all that a signal asks for.
        return result.Errno == Errno.TryAgain ? SysResult.Ok : result;
    }

    /// <summary>Resets the counter; returns how often it was signalled, 0 if not at all.</summary>
    public long Drain()
    {
        ulong count = 0;
        SysResult result = SysResult.From(Libc.Read(_descriptor, &count, sizeof(ulong)));
        return result.IsOk ? (long)Math.Min(count, long.MaxValue) : 0;
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
