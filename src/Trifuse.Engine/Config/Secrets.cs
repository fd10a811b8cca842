using System.Security.Cryptography;

namespace Trifuse.Engine.Config;

/// <summary>
/// The API key. Kept as bytes in memory that the collector does not move, overwritten by <see
/// cref="Dispose"/>;
/// nothing prints it.
/// </summary>
public sealed class Secrets : IDisposable
{
    internal const string KeyName = "TRIFUSE_API_KEY";
    internal const string SecretName = "TRIFUSE_API_SECRET";
    internal const string PassphraseName = "TRIFUSE_API_PASSPHRASE";

    private readonly byte[] _key;
    private readonly byte[] _secret;
    private readonly byte[] _passphrase;

    /// <summary>Copies the three parts (UTF-8); the caller overwrites its own.</summary>
    public Secrets(ReadOnlySpan<byte> apiKey, ReadOnlySpan<byte> apiSecret, ReadOnlySpan<byte> passphrase)
    {
        _key = Pinned(apiKey);
        _secret = Pinned(apiSecret);
        _passphrase = Pinned(passphrase);
    }

    /// <summary>The names of the parts, in the environment and in the file.</summary>
    public static IReadOnlyList<string> Names { get; } = [KeyName, SecretName, PassphraseName];

    /// <summary>The key's id.</summary>
    public ReadOnlySpan<byte> ApiKey => _key;

    /// <summary>The key's secret, which signs.</summary>
    public ReadOnlySpan<byte> ApiSecret => _secret;

    /// <summary>The passphrase chosen when the key was made.</summary>
    public ReadOnlySpan<byte> Passphrase => _passphrase;

    /// <summary>Overwrites all three.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        CryptographicOperations.ZeroMemory(_secret);
        CryptographicOperations.ZeroMemory(_passphrase);
    }

    /// <summary>Says only that there are secrets.</summary>
    public override string ToString() => "(secrets, not shown)";

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(copy);
        return copy;
    }
}
