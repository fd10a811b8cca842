using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Trifuse.Simulator.Wire;

/// <summary>What a call needs of the key that signs it.</summary>
public enum Access
{
    Public,
    General,
    Spot,
}

/// <summary>Checks KC-API-* headers: each cause has its own code (KuCoin protocol 1.1 and 1.3).</summary>
public sealed class RequestAuth(SimulatorOptions options, TimeProvider time)
{
    private const long ToleranceMs = 5_000;

    private static readonly string[] Required =
        ["KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE"];

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(options.Secret);
    private readonly HashSet<string> _permissions =
        options.Permissions.Split(',').Select(p => p.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null when the call may go on.</summary>
    public Reply? Check(RestCall call, Access access)
    {
        if (access == Access.Public)
        {
            return null;
        }

        if (Array.Exists(Required, h => call.Header(h).Length == 0))
        {
            return Reply.Error(401, "400001",
                "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, "
                + "KC-API-PASSPHRASE");
        }

        if (!string.Equals(call.Header("KC-API-KEY"), options.Key, StringComparison.Ordinal))
        {
            return Reply.Error(401, "400003", "KC-API-KEY not exists");
        }

        string version = call.Header("KC-API-KEY-VERSION");
        if (version is not ("" or "1" or "2" or "3"))
        {
            return Reply.Error(401, "400009", "Invalid KC-API-KEY-VERSION");
        }

        string stamp = call.Header("KC-API-TIMESTAMP");
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out long stampMs)
            || Math.Abs(nowMs - (decimal)stampMs) > ToleranceMs)
        {
            return Reply.Error(401, "400002", "Invalid KC-API-TIMESTAMP");
        }

        // The signature first: a wrong secret spoils the signed passphrase as well, and should be called by name.
        if (!IsSigned(call, stamp))
        {
            return Reply.Error(401, "400005", "Invalid KC-API-SIGN");
        }

        string passphrase = version is "" or "1" ? options.Passphrase : Sign(options.Passphrase);
        return SameText(call.Header("KC-API-PASSPHRASE"), passphrase)
            ? CheckPermission(access) : Reply.Error(401, "400004", "Invalid KC-API-PASSPHRASE");
    }

    private static bool SameText(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private Reply? CheckPermission(Access access)
    {
        string needed = access == Access.Spot ? "Spot" : "General";
        return _permissions.Contains(needed)
            ? null
            : Reply.Error(403, "400007", "Access denied, requires more permission");
    }

    /// <summary>
    /// Clients sign the target as sent, or percent-decoded, or without an empty query's question mark; and an
    /// empty body or {} when there is none. Each is accepted.
    /// </summary>
    private bool IsSigned(RestCall call, string stamp)
    {
        string body = Encoding.UTF8.GetString(call.Body);
        string sign = call.Header("KC-API-SIGN");
        string decoded = Uri.UnescapeDataString(call.Target);
        foreach (string target in new[] { call.Target, decoded, call.Target.TrimEnd('?') })
        {
            if (SameText(sign, Sign(stamp + call.Method + target + body)))
            {
                return true;
            }
        }

        return false;
    }

    private string Sign(string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(text)));
}
