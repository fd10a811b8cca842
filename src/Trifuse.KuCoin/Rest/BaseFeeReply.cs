using System.Text.Json;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The reply of /api/v1/base-fee (KuCoin protocol section 4.5): the account's rates before a symbol's
/// coefficient.
/// </summary>
public sealed record BaseFeeReply(ExactDecimal TakerFeeRate, ExactDecimal MakerFeeRate)
{
    private const string What = "base-fee";

    /// <summary>Reads the reply.</summary>
    public static Reply<BaseFeeReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.Read(What, httpStatus, body, static data =>
            ReplyDocument.TryNeeded(data, "takerFeeRate", out ExactDecimal taker)
            && ReplyDocument.TryNeeded(data, "makerFeeRate", out ExactDecimal maker)
                ? Reply<BaseFeeReply>.Good(new BaseFeeReply(taker, maker))
                : ReplyDocument.Wrong<BaseFeeReply>(What, "lacks takerFeeRate or makerFeeRate"));
}
