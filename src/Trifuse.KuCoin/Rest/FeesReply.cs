using System.Text.Json;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The reply of /api/v1/trade-fees (KuCoin protocol section 4.5): rates are final, no coefficient is applied
/// to them.
/// </summary>
public sealed record FeesReply(IReadOnlyList<SymbolFee> Fees)
{
    private const string What = "trade-fees";

    /// <summary>
    /// Reads the reply; one malformed row refuses it, because a wrong fee is a wrong profit.
    /// </summary>
    public static Reply<FeesReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.ReadList(What, httpStatus, body, ReadRows);

    private static Reply<FeesReply> ReadRows(JsonElement rows)
    {
        var fees = new List<SymbolFee>(rows.GetArrayLength());
        foreach (JsonElement row in rows.EnumerateArray())
        {
            string? symbol = ReplyDocument.TextOf(row, "symbol");
            if (string.IsNullOrEmpty(symbol)
                || !ReplyDocument.TryNeeded(row, "takerFeeRate", out ExactDecimal taker)
                || !ReplyDocument.TryNeeded(row, "makerFeeRate", out ExactDecimal maker))
            {
                return ReplyDocument.Wrong<FeesReply>(
                    What, $"names no symbol or no rates in the row of '{symbol}'");
            }
            fees.Add(new SymbolFee(symbol, taker, maker));
        }
        return Reply<FeesReply>.Good(new FeesReply(fees));
    }
}
