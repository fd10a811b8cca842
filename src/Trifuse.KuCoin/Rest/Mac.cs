using System.Security.Cryptography;

namespace Trifuse.KuCoin.Rest;

/// <summary>HMAC-SHA256 under one key, fed piece by piece.</summary>
internal sealed class Mac : IDisposable
{
    private readonly IncrementalHash _hash;

    public Mac(ReadOnlySpan<byte> key) => _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);

    public void Begin() => _hash.TryGetHashAndReset(stackalloc byte[32], out _);

    public void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public void Finish(Span<byte> mac32) => _hash.TryGetHashAndReset(mac32, out _);

    public void Dispose() => _hash.Dispose();
}
