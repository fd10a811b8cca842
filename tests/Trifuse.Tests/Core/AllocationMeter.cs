namespace Trifuse.Tests.Core;

/// <summary>Counts the bytes that an action allocates on this thread, after it has been warmed up.</summary>
internal static class AllocationMeter
{
    private const int Rounds = 2_000;

    public static long Measure(Action action)
    {
        for (int i = 0; i < Rounds; i++)
        {
            action();
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
        {
            action();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public static void AssertNone(Action action)
    {
        // The control: a meter that sees nothing here would prove nothing there.
        object? kept = null;
        Assert.True(Measure(() => kept = new object()) >= Rounds * 16L);
        GC.KeepAlive(kept);
        Assert.Equal(0, Measure(action));
    }
}
