using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// Checks the KC-API-* headers (KuCoin protocol 1.1 and 1.3). Each cause has its own code, and the order of
/// the checks is such that each is called by its own name.
/// </summary>
public sealed class RequestAuth(KeyRing keys, Quirks quirks, TimeProvider time)
{
    private const long ToleranceMs = 5_000;
    private const int Unauthorized = 401;

    private static readonly string[] Required =
        ["KC-API-KEY", "KC-API-SIGN", "KC-API-TIMESTAMP", "KC-API-PASSPHRASE"];

    /// <summary>Null when the call may go on; it then has its key.</summary>
    public Reply? Check(RestCall call, Access access)
    {
        if (access == Access.Public)
        {
            return null;
        }

        if (Array.Exists(Required, h => call.Header(h).Length == 0))
        {
            return Reply.Error(Unauthorized, "400001",
                "Please check the header of your request for KC-API-KEY, KC-API-SIGN, KC-API-TIMESTAMP, "
                + "KC-API-PASSPHRASE");
        }

        if (keys.Find(call.Header("KC-API-KEY")) is not { } key)
        {
            return Reply.Error(Unauthorized, "400003", "KC-API-KEY not exists");
        }

        if (!TryVersion(call, key, out int version))
        {
            return Reply.Error(Unauthorized, "400009", "Invalid KC-API-KEY-VERSION");
        }

        string stamp = call.Header("KC-API-TIMESTAMP");
        if (!IsTimely(stamp))
        {
            return Reply.Error(Unauthorized, "400002", "Invalid KC-API-TIMESTAMP");
        }

        // The signature first: a wrong secret spoils the signed passphrase as well,
        // and should be called by name.
        if (!IsSigned(call, key, stamp))
        {
            return Reply.Error(Unauthorized, "400005", "Invalid KC-API-SIGN");
        }

        string passphrase = version == 1 ? key.Passphrase : Sign(key, key.Passphrase);
        if (!SameText(call.Header("KC-API-PASSPHRASE"), passphrase))
        {
            return Reply.Error(Unauthorized, "400004", "Invalid KC-API-PASSPHRASE");
        }

        call.Key = key;
        return CheckRights(call, key, version, access);
    }

    /// <summary>base64(HMAC-SHA256(secret, text)).</summary>
    public static string Sign(ApiKey key, string text) => Convert.ToBase64String(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(key.Secret), Encoding.UTF8.GetBytes(text)));

    /// <summary>Compares in a time that tells nothing.</summary>
    public static bool SameText(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    /// <summary>Whether the milliseconds are within the tolerance of the exchange's clock.</summary>
    public bool IsTimely(string stamp) =>
        long.TryParse(stamp, NumberStyles.None, CultureInfo.InvariantCulture, out long stampMs)
        && Math.Abs(time.GetUtcNow().ToUnixTimeMilliseconds() - (decimal)stampMs) <= ToleranceMs;

    /// <summary>No version header means the first one.</summary>
    private static bool TryVersion(RestCall call, ApiKey key, out int version)
    {
        string text = call.Header("KC-API-KEY-VERSION");
        version = text switch
        {
            "" or "1" => 1,
            "2" => 2,
            "3" => 3,
            _ => 0,
        };
        return version > 0 && key.Takes(version);
    }

    private Reply? CheckRights(RestCall call, ApiKey key, int version, Access access)
    {
        int forbidden = quirks.PermissionStatus;
        if (!key.AllowsFrom(call.ClientAddress))
        {
            return Reply.Error(forbidden, "400006",
                "Invalid request IP, the current client IP is:" + call.ClientAddress);
        }

        if (key.Account.IsFrozen)
        {
            return Reply.Error(forbidden, "411100", "User is frozen");
        }

        if (version < 3 && quirks.RefusesOldKeys)
        {
            return Reply.Error(forbidden, "400008",
                "V1 & V2 API keys are no longer supported by this API. Please create a V3 API key.");
        }

        return key.Allows(access)
            ? null
            : Reply.Error(forbidden, "400007", "Access denied, requires more permission");
    }

    /// <summary>
    /// Clients sign the target as sent, or percent-decoded, or without an empty query's question mark; and an
    /// empty body or {} when there is none. Each is accepted.
    /// </summary>
    private bool IsSigned(RestCall call, ApiKey key, string stamp)
    {
        string body = Encoding.UTF8.GetString(call.Body);
        string[] bodies = body is "" or "{}" ? ["", "{}"] : [body];
        string sign = call.Header("KC-API-SIGN");
        string decoded = quirks.TakesDecodedTarget ? Uri.UnescapeDataString(call.Target) : call.Target;
        string[] targets = [call.Target, decoded, call.Target.TrimEnd('?')];
        foreach (string target in targets.Distinct(StringComparer.Ordinal))
        {
            if (Array.Exists(bodies, b => SameText(sign, Sign(key, stamp + call.Method + target + b))))
            {
                return true;
            }
        }

        return false;
    }
}
