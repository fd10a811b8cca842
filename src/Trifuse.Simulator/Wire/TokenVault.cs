using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Trifuse.Simulator.Wire;

/// <summary>Connect tokens from the bullet calls: valid 24 hours, for any number of connections.</summary>
public sealed class TokenVault(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, (bool IsPrivate, DateTimeOffset Until)> _tokens =
        new(StringComparer.Ordinal);

    /// <summary>Hexadecimal, because clients paste it into the address unescaped.</summary>
    public string Issue(bool isPrivate)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokens[token] = (isPrivate, time.GetUtcNow() + Lifetime);
        return token;
    }

    public bool TryUse(string token, out bool isPrivate)
    {
        isPrivate = false;
        if (!_tokens.TryGetValue(token, out (bool IsPrivate, DateTimeOffset Until) found)
            || found.Until < time.GetUtcNow())
        {
            return false;
        }

        isPrivate = found.IsPrivate;
        return true;
    }
}
