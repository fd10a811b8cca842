namespace Trifuse.Net.Linux;

/// <summary>Signal dispositions of the process.</summary>
public static class Signals
{
    private static int _isPipeIgnored;

    /// <summary>
    /// Ignores SIGPIPE, once: OpenSSL writes to sockets with write(2), and a peer that has gone must be an
    /// error value, not the end of the process.
    /// </summary>
    public static void IgnoreBrokenPipe()
    {
        if (Interlocked.Exchange(ref _isPipeIgnored, 1) == 0)
        {
            _ = Libc.SetSignalAction(Libc.SignalPipe, Libc.SignalIgnore);
        }
    }
}
