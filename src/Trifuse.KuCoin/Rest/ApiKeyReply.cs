using System.Text.Json;

namespace Trifuse.KuCoin.Rest;

/// <summary>The reply of /api/v1/user/api-key (KuCoin protocol section 4.5): what the key may do.</summary>
/// <param name="Permissions">The scopes, e.g. General, Spot, Transfer.</param>
/// <param name="IpWhitelist">The allowed addresses, partly masked by the exchange; empty when any may use the
/// key.</param>
/// <param name="Version">1, 2 or 3; 0 when the reply does not tell.</param>
/// <param name="IsMaster">False for a sub-account's key.</param>
public sealed record ApiKeyReply(
    IReadOnlyList<string> Permissions, IReadOnlyList<string> IpWhitelist, int Version, bool IsMaster)
{
    private const string What = "api-key";

    /// <summary>True when the key may place spot orders.</summary>
    public bool CanTrade => Has("Spot") || Has("Unified") || Has("Trade");

    /// <summary>True when the key may withdraw or move coins out: an engine does not need that.</summary>
    public bool CanWithdraw => Has("Transfer") || Has("Withdraw") || Has("Withdrawal");

    /// <summary>Reads the reply.</summary>
    public static Reply<ApiKeyReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.Read(What, httpStatus, body, ReadData);

    /// <summary>True when the scope is among the permissions, whatever its case.</summary>
    public bool Has(string scope) => Permissions.Contains(scope, StringComparer.OrdinalIgnoreCase);

    private static Reply<ApiKeyReply> ReadData(JsonElement data)
    {
        string? permission = ReplyDocument.TextOf(data, "permission");
        if (permission is null)
        {
            return ReplyDocument.Wrong<ApiKeyReply>(What, "has no permission list");
        }
        return Reply<ApiKeyReply>.Good(new ApiKeyReply(
            Split(permission),
            Split(ReplyDocument.TextOf(data, "ipWhitelist") ?? string.Empty),
            (int)Math.Clamp(ReplyDocument.IntegerOf(data, "apiVersion") ?? 0, 0, 99),
            ReplyDocument.BooleanOf(data, "isMaster") ?? true));
    }

    private static string[] Split(string list) =>
        list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
