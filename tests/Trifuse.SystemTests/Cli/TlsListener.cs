using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Trifuse.Simulator.Wire;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// A port on 127.0.0.1 with a certificate of its own; serves each connection until the test is over.
/// </summary>
internal sealed class TlsListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Certificates _certificates = new(TimeProvider.System);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _serving = [];
    private Task _accepting = Task.CompletedTask;

    public TlsListener()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>The authority to trust.</summary>
    public string CaPem => _certificates.CaPem;

    public X509Certificate2 Certificate => _certificates.Server;

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>From now on connections are accepted.</summary>
    public void Accept(Func<TcpClient, Task> serve) => _accepting = AcceptAsync(serve);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving);
        _listener.Dispose();
        _certificates.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(Func<TcpClient, Task> serve)
    {
        try
        {
            while (true)
            {
                _serving.Add(serve(await _listener.AcceptTcpClientAsync(End)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The end of the test.
        }
    }
}
