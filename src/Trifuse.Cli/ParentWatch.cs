namespace Trifuse.Cli;

/// <summary>Tells a child process that its parent has gone: the pipe on its standard input ends.</summary>
internal static class ParentWatch
{
    /// <summary>Cancels the source when standard input ends.</summary>
    public static void Start(CancellationTokenSource stop)
    {
        var watcher = new Thread(() =>
        {
            try
            {
                while (Console.In.Read() >= 0)
                {
                    // Whatever the parent writes is of no interest; only the end is.
                }

                stop.Cancel();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Standard input has gone, or the run has ended already.
            }
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        watcher.Start();
    }
}
