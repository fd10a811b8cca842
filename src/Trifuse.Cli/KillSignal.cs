using System.Runtime.InteropServices;
using Trifuse.Engine.Start;

namespace Trifuse.Cli;

/// <summary>
/// SIGUSR1 as the kill switch, for as long as this object lives. One that comes before the engine is there is
/// kept for it.
/// </summary>
internal sealed class KillSignal : IDisposable
{
    // SIGUSR1 of Linux on x64 and arm64; .NET has no name for it.
    private const int UserSignal = 10;

    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration _registration;
    private TradingEngine? _engine;
    private bool _isAsked;

    public KillSignal() =>
        _registration = PosixSignalRegistration.Create((PosixSignal)UserSignal, OnSignal);

    /// <summary>The engine that is to be stopped from now on; null when it is about to go.</summary>
    public void Serve(TradingEngine? engine)
    {
        lock (_gate)
        {
            _engine = engine;
            if (_isAsked)
            {
                _engine?.Kill();
            }
        }
    }

    public void Dispose() => _registration.Dispose();

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            _isAsked = _engine is null;
            _engine?.Kill();
        }
    }
}
