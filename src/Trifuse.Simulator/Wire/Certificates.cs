using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// A certificate authority, made for this run or kept from an earlier one, and a server certificate for
/// localhost and 127.0.0.1.
/// </summary>
public sealed class Certificates : IDisposable
{
    private const int SerialBytes = 12;

    /// <summary>Makes both.</summary>
    public Certificates(TimeProvider time)
        : this(CreateAuthority(time))
    {
    }

    private Certificates(X509Certificate2 authority)
    {
        Authority = authority;
        CaPem = Authority.ExportCertificatePem() + "\n";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        server.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        server.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        server.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        serial[0] &= 0x7f;
        using X509Certificate2 signed = server.Create(
            Authority,
            new DateTimeOffset(Authority.NotBefore),
            new DateTimeOffset(Authority.NotAfter.AddMinutes(-1)),
            serial);
        Server = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Authority { get; }

    public X509Certificate2 Server { get; }

    /// <summary>The authority in PEM, for clients to trust.</summary>
    public string CaPem { get; }

    /// <summary>
    /// Keeps the authority in two PEM files: takes it from there, or makes it and writes both. Clients that
    /// trust it then trust every later run, and several simulators at once.
    /// </summary>
    /// <exception cref="CryptographicException">The files do not hold a certificate with its key.</exception>
    /// <exception cref="IOException">A file cannot be read or written.</exception>
    public static Certificates Keep(string caFile, string keyFile, TimeProvider time)
    {
        if (File.Exists(caFile) && File.Exists(keyFile))
        {
            return new Certificates(X509Certificate2.CreateFromPemFile(caFile, keyFile));
        }

        var made = new Certificates(time);
        using ECDsa key = made.Authority.GetECDsaPrivateKey()!;
        using (var writer = new StreamWriter(keyFile, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            writer.WriteLine(key.ExportPkcs8PrivateKeyPem());
        }

        File.WriteAllText(caFile, made.CaPem);
        return made;
    }

    public void Dispose()
    {
        Server.Dispose();
        Authority.Dispose();
    }

    private static X509Certificate2 CreateAuthority(TimeProvider time)
    {
        DateTimeOffset from = time.GetUtcNow().AddHours(-1);
        DateTimeOffset until = from.AddYears(1);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest(
            "CN=Trifuse simulator authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authority.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
                critical: true));
        authority.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(authority.PublicKey, critical: false));
        return authority.CreateSelfSigned(from, until);
    }
}
