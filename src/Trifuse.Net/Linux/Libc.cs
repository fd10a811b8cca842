using System.Runtime.InteropServices;

namespace Trifuse.Net.Linux;

/// <summary>
/// The C library functions Trifuse uses. Every argument is blittable or marshalled by generated code; a
/// failing call returns -1 and leaves its errno for <see cref="SysResult.From(long)"/>.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Name = "libc.so.6";

    // Values of the Linux generic ABI, the same on x86-64 and arm64 unless noted.
    internal const int LookUpNoWait = 1;
    internal const int LookUpInProgress = -100;
    internal const int LookUpNotCancelled = -102;
    internal const int OpenReadOnly = 0;
    internal const int OpenWriteOnly = 1;
    internal const int OpenReadWrite = 2;
    internal const int OpenCreate = 0x40;
    internal const int OpenExclusive = 0x80;
    internal const int OpenTruncate = 0x200;
    internal const int OpenAppend = 0x400;
    internal const int OpenCloseOnExec = 0x80000;

    internal const int ProtRead = 1;
    internal const int ProtWrite = 2;
    internal const int MapShared = 1;
    internal const int MapPopulate = 0x8000;
    internal const int MsyncAsync = 1;
    internal const int MsyncSync = 4;
    internal const int SeekEnd = 2;
    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;

    internal const int EventFdNonBlocking = 0x800;
    internal const int EventFdCloseOnExec = 0x80000;
    internal const int EpollCloseOnExec = 0x80000;
    internal const int EpollAdd = 1;
    internal const int EpollDelete = 2;
    internal const int EpollModify = 3;
    internal const long EpollPwait2Number = 441;

    internal const int ClockRealtime = 0;
    internal const int ClockMonotonic = 1;
    internal const int ScheduleOther = 0;
    internal const int ScheduleFifo = 1;

    internal const int SignalPipe = 13;
    internal const nint SignalIgnore = 1;

    internal const int UnspecifiedFamily = 0;
    internal const int StreamSocket = 1;
    internal const int SocketNonBlocking = 0x800;
    internal const int SocketCloseOnExec = 0x80000;
    internal const int SocketLevel = 1;
    internal const int SocketError = 4;
    internal const int SocketKeepAlive = 9;
    internal const int TcpLevel = 6;
    internal const int TcpNoDelay = 1;
    internal const int TcpKeepIdleSeconds = 4;
    internal const int TcpKeepIntervalSeconds = 5;
    internal const int TcpKeepCount = 6;
    internal const int TcpUserTimeoutMs = 18;

    internal const short PollIn = 1;
    internal const short PollOut = 4;

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short ReturnedEvents;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct AddressInfo
    {
        public int Flags;
        public int Family;
        public int SocketType;
        public int Protocol;
        public uint AddressLength;
        public byte* Address;
        public byte* CanonicalName;
        public AddressInfo* Next;
    }

    /// <summary>A look-up that a thread of the C library does (struct gaicb); State is its own.</summary>
    internal struct LookUp
    {
        public byte* Host;
        public byte* Service;
        public AddressInfo* Hints;
        public AddressInfo* Addresses;
        public int State;
        public fixed int Unused[5];
    }

    [LibraryImport(Name, EntryPoint = "access")]
    internal static partial int Access(byte* path, int mode);

    [LibraryImport(Name, EntryPoint = "open", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport(Name, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FlushData(int descriptor);

    [LibraryImport(Name, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int Truncate(int descriptor, long length);

    [LibraryImport(Name, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(int descriptor, long offset, int origin);

    [LibraryImport(Name, EntryPoint = "flock", SetLastError = true)]
    internal static partial int Lock(int descriptor, int operation);

    [LibraryImport(Name, EntryPoint = "posix_fallocate")]
    internal static partial int Allocate(int descriptor, long offset, long length);

    [LibraryImport(Name, EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(
        nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport(Name, EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nuint length);

    [LibraryImport(Name, EntryPoint = "msync", SetLastError = true)]
    internal static partial int SyncMap(nint address, nuint length, int flags);

    [LibraryImport(Name, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int CreateEvent(uint initial, int flags);

    [LibraryImport(Name, EntryPoint = "epoll_create1", SetLastError = true)]
    internal static partial int CreateEpoll(int flags);

    [LibraryImport(Name, EntryPoint = "epoll_ctl", SetLastError = true)]
    internal static partial int ControlEpoll(int epoll, int operation, int descriptor, void* epollEvent);

    [LibraryImport(Name, EntryPoint = "epoll_wait", SetLastError = true)]
    internal static partial int WaitEpoll(int epoll, void* events, int capacity, int timeoutMs);

    // glibc learnt epoll_pwait2 later than the kernel did, so it is called by number.
    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial long SystemCall(
        long number, long epoll, void* events, long capacity, TimeSpec* timeout, nint signals, long size);

    [LibraryImport(Name, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    // Answered from the vDSO without entering the kernel, so suppressing the GC transition is safe here.
    [SuppressGCTransition]
    [LibraryImport(Name, EntryPoint = "clock_gettime")]
    internal static partial int ReadClock(int clock, TimeSpec* time);

    [LibraryImport(Name, EntryPoint = "gettid")]
    internal static partial int KernelThreadId();

    [LibraryImport(Name, EntryPoint = "sched_setaffinity", SetLastError = true)]
    internal static partial int SetAffinity(int thread, nuint size, void* mask);

    [LibraryImport(Name, EntryPoint = "sched_getaffinity", SetLastError = true)]
    internal static partial int GetAffinity(int thread, nuint size, void* mask);

    [LibraryImport(Name, EntryPoint = "sched_setscheduler", SetLastError = true)]
    internal static partial int SetScheduler(int thread, int policy, int* priority);

    [LibraryImport(Name, EntryPoint = "signal", SetLastError = true)]
    internal static partial nint SetSignalAction(int signal, nint action);

    [LibraryImport(Name, EntryPoint = "getrandom", SetLastError = true)]
    internal static partial nint GetRandom(void* buffer, nuint count, uint flags);

    [LibraryImport(Name, EntryPoint = "socket", SetLastError = true)]
    internal static partial int Socket(int family, int type, int protocol);

    [LibraryImport(Name, EntryPoint = "connect", SetLastError = true)]
    internal static partial int Connect(int descriptor, byte* address, uint length);

    [LibraryImport(Name, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(
        int descriptor, int level, int option, int* value, uint length);

    [LibraryImport(Name, EntryPoint = "getsockopt", SetLastError = true)]
    internal static partial int GetSocketOption(
        int descriptor, int level, int option, int* value, uint* length);

    [LibraryImport(Name, EntryPoint = "getaddrinfo", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ResolveAddress(
        string host, string service, AddressInfo* hints, AddressInfo** list);

    [LibraryImport(Name, EntryPoint = "getaddrinfo_a")]
    internal static partial int BeginLookUps(int mode, LookUp** list, int count, nint signalEvent);

    [LibraryImport(Name, EntryPoint = "gai_suspend")]
    internal static partial int WaitForLookUps(LookUp** list, int count, TimeSpec* timeout);

    [LibraryImport(Name, EntryPoint = "gai_error")]
    internal static partial int LookUpState(LookUp* request);

    [LibraryImport(Name, EntryPoint = "gai_cancel")]
    internal static partial int CancelLookUp(LookUp* request);

    [LibraryImport(Name, EntryPoint = "freeaddrinfo")]
    internal static partial void FreeAddresses(AddressInfo* list);

    [LibraryImport(Name, EntryPoint = "gai_strerror")]
    internal static partial byte* ResolveErrorText(int code);
}
