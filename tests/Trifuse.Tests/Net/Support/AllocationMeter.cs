namespace Trifuse.Tests.Net.Support;

/// <summary>Counts the bytes that the calling thread allocates while an action runs.</summary>
internal static class AllocationMeter
{
    internal static long Measure(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
