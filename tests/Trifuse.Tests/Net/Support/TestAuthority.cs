using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trifuse.Tests.Net.Support;

/// <summary>
/// A certificate authority of one test, with its certificate in a PEM file that goes with the test.
/// </summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    internal TestAuthority(string name = "Trifuse test authority")
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddYears(-3), now.AddYears(3));
        CaFile = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pem");
        File.WriteAllText(CaFile, _certificate.ExportCertificatePem());
    }

    internal string CaFile { get; }

    /// <summary>
    /// A server certificate for a name and for 127.0.0.1, valid from and until these days from now.
    /// </summary>
    internal X509Certificate2 Issue(string name = "localhost", int fromDays = -1, int untilDays = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1")], false));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        byte[] serial = RandomNumberGenerator.GetBytes(12);
        using X509Certificate2 certificate = request.Create(
            _certificate, now.AddDays(fromDays), now.AddDays(untilDays), serial);
        return certificate.CopyWithPrivateKey(key);
    }

    public void Dispose()
    {
        File.Delete(CaFile);
        _certificate.Dispose();
        _key.Dispose();
    }
}
