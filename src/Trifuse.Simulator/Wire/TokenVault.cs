using System.Collections.Concurrent;
using System.Security.Cryptography;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire;

/// <summary>Which streams a token opens.</summary>
public enum TokenUse
{
    /// <summary>bullet-public and bullet-private, version 1.</summary>
    Classic,

    /// <summary>bullet-private, version 2: the private Pro stream.</summary>
    Pro,
}

/// <summary>What has become of a token.</summary>
public enum TokenState
{
    Valid,
    Unknown,
    Expired,
}

/// <summary>What a token says about its connection.</summary>
/// <param name="Account">Null for a public token.</param>
/// <param name="Use">Which streams it opens.</param>
public sealed record TokenGrant(Account? Account, TokenUse Use);

/// <summary>
/// Connect tokens from the bullet calls: valid 24 hours, for any number of connections (KuCoin protocol
/// section 3 and 6.1).
/// </summary>
public sealed class TokenVault(TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    // Beyond this many, those that have expired are thrown out before a new one is made.
    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<string, (TokenGrant Grant, DateTimeOffset Until)> _tokens =
        new(StringComparer.Ordinal);

    /// <summary>Hexadecimal, because clients paste it into the address unescaped.</summary>
    /// <param name="account">Whose private topics it opens; null: public topics only.</param>
    /// <param name="use">Which streams it opens.</param>
    public string Issue(Account? account, TokenUse use = TokenUse.Classic)
    {
        if (_tokens.Count > SweepAbove)
        {
            Sweep();
        }

        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _tokens[token] = (new TokenGrant(account, use), time.GetUtcNow() + Lifetime);
        return token;
    }

    public TokenState Find(string token, out TokenGrant? grant)
    {
        grant = null;
        if (!_tokens.TryGetValue(token, out (TokenGrant Grant, DateTimeOffset Until) found))
        {
            return TokenState.Unknown;
        }

        if (found.Until < time.GetUtcNow())
        {
            return TokenState.Expired;
        }

        grant = found.Grant;
        return TokenState.Valid;
    }

    /// <summary>Lets every token end now, for tests of clients.</summary>
    public void ExpireAll()
    {
        foreach ((string token, (TokenGrant Grant, DateTimeOffset Until) held) in _tokens)
        {
            _tokens[token] = (held.Grant, DateTimeOffset.MinValue);
        }
    }

    private void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string token, (TokenGrant Grant, DateTimeOffset Until) held) in _tokens)
        {
            if (held.Until < now)
            {
                _tokens.TryRemove(token, out _);
            }
        }
    }
}
