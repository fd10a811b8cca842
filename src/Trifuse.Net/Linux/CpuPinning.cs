using System.Numerics;

namespace Trifuse.Net.Linux;

/// <summary>
/// Places the calling thread on a core and in a scheduling class. Thread 0 means the caller to the kernel.
/// </summary>
public static unsafe class CpuPinning
{
    private const int MaskWords = 16;

    /// <summary>The highest core number that can be named, exclusive.</summary>
    public const int CpuLimit = MaskWords * 64;

    /// <summary>The kernel's number of the calling thread, as `top -H` shows it.</summary>
    public static int CurrentThreadId => Libc.KernelThreadId();

    /// <summary>
    /// How many cores the calling thread may use (a container may grant fewer than the machine has).
    /// </summary>
    public static SysResult UsableCpuCount()
    {
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        SysResult result = SysResult.From(Libc.GetAffinity(0, MaskWords * sizeof(ulong), mask));
        if (result.IsError)
        {
            return result;
        }
        long count = 0;
        for (int word = 0; word < MaskWords; word++)
        {
            count += BitOperations.PopCount(mask[word]);
        }
        return new SysResult(count);
    }

    /// <summary>
    /// Pins the calling thread to one core. <see cref="Errno.InvalidArgument"/> if the core does not exist
    /// or is not granted.
    /// </summary>
    public static SysResult PinCurrentThread(int cpu)
    {
        if (cpu is < 0 or >= CpuLimit)
        {
            return SysResult.Error(Errno.InvalidArgument);
        }
        ulong* mask = stackalloc ulong[MaskWords];
        new Span<ulong>(mask, MaskWords).Clear();
        mask[cpu / 64] = 1UL << (cpu % 64);
        return SysResult.From(Libc.SetAffinity(0, MaskWords * sizeof(ulong), mask));
    }

    /// <summary>
    /// Puts the calling thread under SCHED_FIFO with this priority (1 to 99). <see
    /// cref="Errno.NotPermitted"/> without CAP_SYS_NICE or an rtprio limit: then the thread runs on as
    /// before.
    /// </summary>
    public static SysResult SetFifo(int priority) => SetPolicy(Libc.ScheduleFifo, priority);

    /// <summary>Puts the calling thread back under the normal scheduler.</summary>
    public static SysResult SetNormal() => SetPolicy(Libc.ScheduleOther, 0);

    private static SysResult SetPolicy(int policy, int priority) =>
        SysResult.From(Libc.SetScheduler(0, policy, &priority));
}
