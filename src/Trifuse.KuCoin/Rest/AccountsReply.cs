using System.Text.Json;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>The reply of /api/v1/accounts (KuCoin protocol section 4.5).</summary>
public sealed record AccountsReply(IReadOnlyList<AccountRow> Accounts)
{
    private const string What = "accounts";

    /// <summary>
    /// Reads the reply; one malformed row refuses it, because a balance left out is a wrong balance.
    /// </summary>
    public static Reply<AccountsReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.ReadList(What, httpStatus, body, ReadRows);

    private static Reply<AccountsReply> ReadRows(JsonElement rows)
    {
        var accounts = new List<AccountRow>(rows.GetArrayLength());
        foreach (JsonElement row in rows.EnumerateArray())
        {
            string? currency = ReplyDocument.TextOf(row, "currency");
            string? type = ReplyDocument.TextOf(row, "type");
            if (string.IsNullOrEmpty(currency)
                || string.IsNullOrEmpty(type)
                || !ReplyDocument.TryNeeded(row, "balance", out ExactDecimal balance)
                || !ReplyDocument.TryNeeded(row, "available", out ExactDecimal available)
                || !ReplyDocument.TryNeeded(row, "holds", out ExactDecimal holds))
            {
                return ReplyDocument.Wrong<AccountsReply>(
                    What, $"lacks currency, type, balance, available or holds in the row of '{currency}'");
            }
            accounts.Add(new AccountRow(currency, type, balance, available, holds));
        }
        return Reply<AccountsReply>.Good(new AccountsReply(accounts));
    }
}
