using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Trifuse.Net.Dial;
using Trifuse.Net.Tls;

namespace Trifuse.Tests.Net.Support;

/// <summary>A TLS server, and a client's context that trusts the authority of its certificate.</summary>
internal sealed class TrustedServer : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly X509Certificate2 _certificate;
    private readonly TlsTestServer _server;
    private readonly TlsContext _context;

    internal TrustedServer(
        Action<SslStream, Socket, int> script, Func<TestAuthority, X509Certificate2>? issue = null)
    {
        _certificate = issue is null ? _authority.Issue() : issue(_authority);
        _server = new TlsTestServer(_certificate, script);
        _context = Trust(_authority.CaFile);
    }

    internal TrustedServer(Action<SslStream> script, Func<TestAuthority, X509Certificate2>? issue = null)
        : this((stream, _, _) => script(stream), issue)
    {
    }

    internal int Port => _server.Port;

    internal IEnumerable<string?> ServerNames => _server.ServerNames;

    /// <summary>What a client uses that trusts this authority and no other.</summary>
    internal static TlsContext Trust(string caFile)
    {
        var options = new TlsOptions { CaFile = caFile };
        Assert.True(TlsContext.TryCreate(options, out TlsContext? context, out string problem), problem);
        return context;
    }

    /// <summary>Dials with this context instead of the own one, where it is given.</summary>
    internal DialResult Dial(string host = "localhost", TlsContext? context = null) =>
        new Dialer().Dial(host, _server.Port, context ?? _context, Deadline.WaitMs);

    internal TlsStream Connect(string host = "localhost")
    {
        DialResult result = Dial(host);
        Assert.True(result.IsOk, result.Message);
        return result.Stream;
    }

    public void Dispose()
    {
        _server.Dispose();
        _context.Dispose();
        _certificate.Dispose();
        _authority.Dispose();
    }
}
