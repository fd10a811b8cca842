using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Trifuse.Net.Linux;

namespace Trifuse.Net.Loop;

/// <summary>
/// epoll for one thread. Ready events are collected first and acted on afterwards; an event of a descriptor
/// that a handler has removed in the meantime (even if its number is in use again) is dropped. Interest is
/// level-triggered, so a reader needs no last read that only returns "nothing there". Everything but <see
/// cref="Waker"/> belongs to the owning thread. Polling allocates nothing; adding a descriptor may grow the
/// table.
/// </summary>
public sealed unsafe class EventLoop : IDisposable
{
    private const int BatchEvents = 128;
    private const uint ReadInterest = (uint)(ReadyEvents.Readable | ReadyEvents.PeerClosed);
    private const long WakerTag = -1;
    private const long NanosecondsPerMillisecond = 1_000_000;

    // struct epoll_event is packed on x86-64 (12 bytes) and naturally aligned elsewhere (16 bytes).
    private static readonly int EventBytes =
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventBytes - sizeof(long);

    private readonly byte[] _events = GC.AllocateArray<byte>(BatchEvents * 16, pinned: true);
    private readonly WakeFlag _waker = new();
    private readonly bool _hasNanosecondWait;
    private Entry[] _entries = new Entry[256];
    private int _epoll;
    private int _descriptorCount;

    /// <exception cref="InvalidOperationException">The kernel refuses an epoll descriptor.</exception>
    public EventLoop()
    {
        SysResult created = SysResult.From(Libc.CreateEpoll(Libc.EpollCloseOnExec));
        if (created.IsError)
        {
            throw new InvalidOperationException(
                $"Cannot create an epoll descriptor: {created.Describe()}. Raise the limit of open files.");
        }
        _epoll = (int)created.Value;
        Control(Libc.EpollAdd, _waker.Descriptor, (uint)ReadyEvents.Readable, WakerTag);
        _hasNanosecondWait = WaitPrecisely(0).IsOk;
    }

    /// <summary>Wakes this loop; producers hold on to it.</summary>
    public WakeFlag Waker => _waker;

    /// <summary>Descriptors added and not removed.</summary>
    public int DescriptorCount => _descriptorCount;

    /// <summary>
    /// Monotonic time at which the last <see cref="Poll"/> that found anything returned from the kernel.
    /// </summary>
    public long LastReadyNs { get; private set; }

    /// <summary>Watches a descriptor for input and for the peer's close.</summary>
    /// <exception cref="InvalidOperationException">It is watched already, or is not a descriptor.</exception>
    public void Add(int descriptor, IReadyHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        if (descriptor >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(descriptor + 1, _entries.Length * 2));
        }
        ref Entry entry = ref _entries[descriptor];
        if (entry.Handler is not null)
        {
            throw new InvalidOperationException($"Descriptor {descriptor} is watched already.");
        }
        entry.Handler = handler;
        entry.HasWriteInterest = false;
        Control(Libc.EpollAdd, descriptor, ReadInterest, Tag(descriptor, entry.Generation));
        _descriptorCount++;
    }

    /// <summary>
    /// Stops watching. Call it before the descriptor is closed. False if it was not watched.
    /// </summary>
    public bool Remove(int descriptor)
    {
        if (!IsWatched(descriptor))
        {
            return false;
        }
        ref Entry entry = ref _entries[descriptor];
        entry.Handler = null;
        entry.Generation = unchecked(entry.Generation + 1);
        _descriptorCount--;
        // The descriptor may be closed already, which has removed it from the kernel's set as well.
        _ = Libc.ControlEpoll(_epoll, Libc.EpollDelete, descriptor, null);
        return true;
    }

    /// <summary>Whether this descriptor has been added and not removed.</summary>
    public bool IsWatched(int descriptor) =>
        descriptor >= 0 && descriptor < _entries.Length && _entries[descriptor].Handler is not null;

    /// <summary>Asks to be told when the descriptor takes output: only while a write is blocked.</summary>
    public void SetWriteInterest(int descriptor, bool isWanted)
    {
        if (!IsWatched(descriptor) || _entries[descriptor].HasWriteInterest == isWanted)
        {
            return;
        }
        ref Entry entry = ref _entries[descriptor];
        entry.HasWriteInterest = isWanted;
        uint interest = isWanted ? ReadInterest | (uint)ReadyEvents.Writable : ReadInterest;
        Control(Libc.EpollModify, descriptor, interest, Tag(descriptor, entry.Generation));
    }

    /// <summary>
    /// Waits up to <paramref name="timeoutNs"/> (0: looks only; negative: for ever) and calls the handlers
    /// of what is ready. Returns how many were called; 0 on a time-out, a wake-up or a signal. To sleep
    /// without missing a producer, call <c>Waker.Arm()</c> and look at the rings again first.
    /// </summary>
    public int Poll(long timeoutNs)
    {
        SysResult ready = Wait(timeoutNs);
        _waker.Disarm();
        if (ready.Value <= 0)
        {
            return ready.IsOk || ready.Errno == Errno.Interrupted ? 0 : ThrowBrokenWait(ready);
        }
        LastReadyNs = MonotonicClock.NowNs();
        return Act((int)ready.Value, LastReadyNs);
    }

    /// <summary>Any thread: makes the current or the next wait return.</summary>
    public void Wake() => _waker.Wake();

    public void Dispose()
    {
        if (_epoll >= 0)
        {
            _ = Libc.Close(_epoll);
            _epoll = -1;
            _waker.Dispose();
        }
    }

    private int Act(int ready, long nowNs)
    {
        int handled = 0;
        for (int i = 0; i < ready; i++)
        {
            ReadOnlySpan<byte> record = _events.AsSpan(i * EventBytes, EventBytes);
            var events = (ReadyEvents)BinaryPrimitives.ReadUInt32LittleEndian(record);
            long tag = BinaryPrimitives.ReadInt64LittleEndian(record[DataOffset..]);
            if (tag == WakerTag)
            {
                _waker.Drain();
                continue;
            }
            int descriptor = (int)(tag & int.MaxValue);
            ref Entry entry = ref _entries[descriptor];
            if (entry.Handler is not null && Tag(descriptor, entry.Generation) == tag)
            {
                handled++;
                entry.Handler.OnReady(events, nowNs);
            }
        }
        return handled;
    }

    private SysResult Wait(long timeoutNs)
    {
        if (timeoutNs > 0 && _hasNanosecondWait)
        {
            return WaitPrecisely(timeoutNs);
        }
        fixed (byte* events = _events)
        {
            return SysResult.From(Libc.WaitEpoll(_epoll, events, BatchEvents, ToMillisecondsUp(timeoutNs)));
        }
    }

    private SysResult WaitPrecisely(long timeoutNs)
    {
        Libc.TimeSpec timeout;
        timeout.Seconds = timeoutNs / 1_000_000_000;
        timeout.Nanoseconds = timeoutNs % 1_000_000_000;
        fixed (byte* events = _events)
        {
            return SysResult.From(Libc.SystemCall(
                Libc.EpollPwait2Number, _epoll, events, BatchEvents, &timeout, 0, 0));
        }
    }

    private static int ToMillisecondsUp(long timeoutNs) => timeoutNs <= 0
        ? (int)Math.Max(timeoutNs, -1)
        : (int)Math.Min((timeoutNs - 1) / NanosecondsPerMillisecond + 1, int.MaxValue);

    private void Control(int operation, int descriptor, uint interest, long tag)
    {
        byte* record = stackalloc byte[16];
        var span = new Span<byte>(record, 16);
        BinaryPrimitives.WriteUInt32LittleEndian(span, interest);
        BinaryPrimitives.WriteInt64LittleEndian(span[DataOffset..], tag);
        SysResult result = SysResult.From(Libc.ControlEpoll(_epoll, operation, descriptor, record));
        if (result.IsError)
        {
            throw new InvalidOperationException(
                $"epoll refuses descriptor {descriptor}: {result.Describe()}.");
        }
    }

    // The sign bit stays clear, so no descriptor's tag equals the waker's.
    private static long Tag(int descriptor, int generation) =>
        ((long)(generation & int.MaxValue) << 32) | (uint)descriptor;

    private static int ThrowBrokenWait(SysResult result) =>
        throw new InvalidOperationException($"Waiting for events failed: {result.Describe()}.");

    private struct Entry
    {
        public IReadyHandler? Handler;
        public int Generation;
        public bool HasWriteInterest;
    }
}
