namespace Trifuse.Net.Linux;

/// <summary>
/// Waits for a single descriptor outside an event loop, for writers of slow pipes and terminals.
/// </summary>
public static unsafe class WriteReadiness
{
    /// <summary>
    /// True when the descriptor takes bytes (or has an error that a write will tell) within the time.
    /// </summary>
    public static bool Wait(int descriptor, int timeoutMs)
    {
        var entry = new Libc.PollDescriptor { Descriptor = descriptor, Events = Libc.PollOut };
        return Libc.Poll(&entry, 1, timeoutMs) > 0;
    }
}
