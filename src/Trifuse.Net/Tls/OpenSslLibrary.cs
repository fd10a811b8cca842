using System.Runtime.InteropServices;

namespace Trifuse.Net.Tls;

/// <summary>
/// Finds OpenSSL 3 at start, so that a missing package is one clear sentence and not a crash later.
/// </summary>
public static class OpenSslLibrary
{
    private const ulong OldestVersion = 0x30000000;

    /// <summary>
    /// Loads libssl and libcrypto and checks their version. If that fails, <paramref name="problem"/> names
    /// the package to install.
    /// </summary>
    public static bool TryLoad(out string problem) =>
        TryLoad(OpenSsl.CryptoName, OpenSsl.SslName, out problem);

    /// <summary>The version in words, such as 3.0.19.</summary>
    public static string Version()
    {
        ulong number = OpenSsl.VersionNumber();
        return $"{number >> 28}.{(number >> 20) & 0xFF}.{(number >> 4) & 0xFF}";
    }

    internal static bool TryLoad(string cryptoName, string sslName, out string problem)
    {
        if (!NativeLibrary.TryLoad(cryptoName, out _))
        {
            problem = Missing(cryptoName);
            return false;
        }
        if (!NativeLibrary.TryLoad(sslName, out _))
        {
            problem = Missing(sslName);
            return false;
        }
        if (OpenSsl.VersionNumber() < OldestVersion)
        {
            problem = $"OpenSSL {Version()} is too old: Trifuse needs 3.0 or later. " +
                "Install the package libssl3 (Debian, Ubuntu) or openssl-libs (Fedora, RHEL).";
            return false;
        }
        _ = OpenSsl.Initialise(0, 0);
        problem = string.Empty;
        return true;
    }

    private static string Missing(string name) =>
        $"The library {name} (OpenSSL 3) is not installed. Install the package libssl3 " +
        "(Debian, Ubuntu; libssl3t64 on newer releases) or openssl-libs (Fedora, RHEL).";
}
