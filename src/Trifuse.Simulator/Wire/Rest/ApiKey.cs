using System.Net;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>One key of one account, with all that it opens (KuCoin protocol 1.1 and 4.5).</summary>
public sealed record ApiKey
{
    public required string Key { get; init; }

    public required string Secret { get; init; }

    public required string Passphrase { get; init; }

    public required Account Account { get; init; }

    /// <summary>Comma list as GET /api/v1/user/api-key shows it.</summary>
    public string Permissions { get; init; } = "General,Spot";

    /// <summary>
    /// 1 takes plain passphrases only, 2 and 3 signed ones; null takes whatever version a call names.
    /// </summary>
    public int? Version { get; init; }

    /// <summary>Addresses that may use the key; empty: all.</summary>
    public IReadOnlyList<IPAddress> IpAllowList { get; init; } = [];

    public string Remark { get; init; } = "simulator";

    /// <summary>When it was made.</summary>
    public long CreatedMs { get; init; }

    /// <summary>The key that the options describe.</summary>
    public static ApiKey Of(ApiKeyOptions options, Account account, long createdMs) => new()
    {
        Key = options.Key,
        Secret = options.Secret,
        Passphrase = options.Passphrase,
        Account = account,
        Permissions = options.Permissions,
        Version = options.Version,
        IpAllowList = [.. options.AllowedAddresses.Select(IPAddress.Parse)],
        Remark = options.Remark,
        CreatedMs = createdMs,
    };

    /// <summary>Whether a call that names this version may use the key (KuCoin protocol 1.1).</summary>
    public bool Takes(int version) => Version switch
    {
        null => true,
        1 => version == 1,
        _ => version is 2 or 3,
    };

    /// <summary>Whether the key has one of the scopes.</summary>
    public bool Allows(Access access) => access == Access.Public || (Scopes() & access) != Access.Public;

    public bool AllowsFrom(IPAddress address) => IpAllowList.Count == 0 || IpAllowList.Contains(address);

    private Access Scopes()
    {
        Access scopes = Access.Public;
        foreach (string name in Permissions.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Enum.TryParse(name, ignoreCase: true, out Access scope))
            {
                scopes |= scope;
            }
        }

        return scopes;
    }
}
