using System.Diagnostics.CodeAnalysis;
using System.Net;
using Trifuse.Net.Linux;

namespace Trifuse.Net.Tls;

/// <summary>
/// What all TLS connections share: trusted authorities, the rules of verification, sessions for resumption.
/// Certificate and host name are always verified; nothing older than TLS 1.2 is spoken. May be used from
/// several threads; dispose it after its streams.
/// </summary>
public sealed class TlsContext : IDisposable
{
    // A TLS record is at most about 16.6 KB; room for two lets one recv take what a burst has queued.
    private const nuint ReadBufferBytes = 2 * 17 * 1024;

    private readonly SessionCache _sessions = new();
    private nint _context;

    private TlsContext(nint context) => _context = context;

    /// <summary>
    /// Sets TLS up. If that fails, <paramref name="problem"/> says why and what to do (OpenSSL missing or
    /// too old, CA file missing or not PEM).
    /// </summary>
    public static bool TryCreate(
        TlsOptions options, [NotNullWhen(true)] out TlsContext? context, out string problem)
    {
        context = null;
        if (!OpenSslLibrary.TryLoad(out problem))
        {
            return false;
        }
        Signals.IgnoreBrokenPipe();
        OpenSsl.ClearErrors();
        nint handle = OpenSsl.NewContext(OpenSsl.ClientMethod());
        if (handle == 0)
        {
            problem = $"OpenSSL cannot set up TLS: {OpenSsl.DescribeQueue()}. " +
                "Check its configuration (openssl.cnf).";
            return false;
        }
        if (!TryTrust(handle, options.CaFile, out problem))
        {
            OpenSsl.FreeContext(handle);
            return false;
        }
        OpenSsl.SetVerify(handle, OpenSsl.VerifyPeer, 0);
        _ = OpenSsl.ControlContext(handle, OpenSsl.CtrlMinProtocol, OpenSsl.Tls12Version, 0);
        _ = OpenSsl.ControlContext(
            handle, OpenSsl.CtrlMode, OpenSsl.ModePartialWrite | OpenSsl.ModeMovingWriteBuffer, 0);
        _ = OpenSsl.ControlContext(handle, OpenSsl.CtrlReadAhead, 1, 0);
        OpenSsl.SetReadBufferBytes(handle, ReadBufferBytes);
        SessionCache.Enable(handle);
        context = new TlsContext(handle);
        return true;
    }

    public void Dispose()
    {
        if (_context != 0)
        {
            _sessions.Clear();
            OpenSsl.FreeContext(_context);
            _context = 0;
        }
    }

    /// <summary>
    /// A connection object over a connected socket, ready for its handshake with <paramref name="host"/> (a
    /// name or an IP literal). 0 if OpenSSL refuses.
    /// </summary>
    internal nint NewConnection(int descriptor, string host)
    {
        ObjectDisposedException.ThrowIf(_context == 0, this);
        OpenSsl.ClearErrors();
        nint ssl = OpenSsl.NewConnection(_context);
        if (ssl == 0)
        {
            return 0;
        }
        if (OpenSsl.SetDescriptor(ssl, descriptor) != 1 || !ExpectHost(ssl, host))
        {
            OpenSsl.FreeConnection(ssl);
            return 0;
        }
        _sessions.Attach(ssl, host);
        return ssl;
    }

    private static bool ExpectHost(nint ssl, string host)
    {
        // An address is verified against the certificate's addresses, and is not sent as a server name (RFC
        // 6066).
        return IPAddress.TryParse(host, out _)
            ? OpenSsl.SetExpectedAddress(OpenSsl.GetVerifyParameters(ssl), host) == 1
            : OpenSsl.SetExpectedHost(ssl, host) == 1 &&
                OpenSsl.ControlConnection(ssl, OpenSsl.CtrlHostName, OpenSsl.HostNameTypeDns, host) == 1;
    }

    private static bool TryTrust(nint handle, string? caFile, out string problem)
    {
        problem = string.Empty;
        if (caFile is null)
        {
            if (OpenSsl.UseSystemRoots(handle) == 1)
            {
                return true;
            }
            problem = $"The system's certificate authorities cannot be used: {OpenSsl.DescribeQueue()}. " +
                "Install the package ca-certificates.";
            return false;
        }
        if (OpenSsl.LoadRoots(handle, caFile) == 1)
        {
            return true;
        }
        problem = $"The CA file {caFile} cannot be used: {OpenSsl.DescribeQueue()}. " +
            "It must be a readable PEM file with at least one certificate.";
        return false;
    }
}
