using System.Runtime.InteropServices;

namespace Trifuse.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a request to end in good order, for as long as this object lives. The third one is
/// no request any more: it ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int Patience = 2;

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _count;

    public StopSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        // The source stays: a signal may be on its way still, and there is nothing in it to free.
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = Interlocked.Increment(ref _count) <= Patience;
        if (context.Cancel)
        {
            _stop.Cancel();
        }
    }
}
