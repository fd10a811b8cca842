using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Trifuse.Tests.Net.Support;

/// <summary>
/// A TLS server of the base class library on a free loopback port: another implementation of everything that
/// Trifuse.Net does. Each connection runs the script on its own thread.
/// </summary>
internal sealed class TlsTestServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly SslServerAuthenticationOptions _options;
    private readonly Action<SslStream, Socket, int> _script;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Thread _acceptor;
    private int _accepted;

    internal TlsTestServer(X509Certificate2 certificate, Action<SslStream, Socket, int> script)
    {
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            EnabledSslProtocols = SslProtocols.None,
        };
        _script = script;
        _listener.Start();
        _acceptor = new Thread(Accept) { IsBackground = true };
        _acceptor.Start();
    }

    internal TlsTestServer(X509Certificate2 certificate, Action<SslStream> script)
        : this(certificate, (stream, _, _) => script(stream))
    {
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    internal ConcurrentQueue<string?> ServerNames { get; } = [];

    public void Dispose()
    {
        _listener.Stop();
        foreach (Socket socket in _sockets)
        {
            socket.Dispose();
        }
        _acceptor.Join();
    }

    private void Accept()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.AcceptSocket();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException
                or InvalidOperationException)
            {
                return;
            }
            _sockets.Add(socket);
            int number = _accepted++;
            new Thread(() => Serve(socket, number)) { IsBackground = true }.Start();
        }
    }

    private void Serve(Socket socket, int number)
    {
        try
        {
            socket.NoDelay = true;
            using var network = new NetworkStream(socket, ownsSocket: true);
            using var stream = new SslStream(network);
            stream.AuthenticateAsServer(_options);
            ServerNames.Enqueue(stream.TargetHostName);
            _script(stream, socket, number);
        }
        catch (Exception error) when (error is IOException or AuthenticationException
            or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The client refused the certificate or went away: what it saw is asserted on its side.
        }
    }
}
