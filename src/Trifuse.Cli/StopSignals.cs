using System.Runtime.InteropServices;

namespace Trifuse.Cli;

/// <summary>Ctrl-C and SIGTERM as a request to end in good order, for as long as this object lives.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    public StopSignals(Action stop)
    {
        _interrupt = Register(PosixSignal.SIGINT, stop);
        _terminate = Register(PosixSignal.SIGTERM, stop);
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
    }

    private static PosixSignalRegistration Register(PosixSignal signal, Action stop) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stop();
        });
}
