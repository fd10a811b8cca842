using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Execution;

/// <summary>From the exchange's faults to what a cascade does about them.</summary>
internal static class Rejections
{
    /// <summary>The kind of rejection that a fault is.</summary>
    public static RejectionKind KindOf(OrderFault fault) => fault switch
    {
        OrderFault.InsufficientBalance => RejectionKind.InsufficientBalance,
        OrderFault.Increment => RejectionKind.Increment,
        OrderFault.Minimum => RejectionKind.Size,
        OrderFault.HaltedSymbol => RejectionKind.SymbolHalted,
        OrderFault.Authentication => RejectionKind.Auth,
        OrderFault.RateLimit => RejectionKind.RateLimited,
        OrderFault.DuplicateClientId => RejectionKind.DuplicateClientId,
        _ => RejectionKind.Other,
    };

    /// <summary>Why a reply leaves an order in doubt, by its HTTP status.</summary>
    public static UnknownCause CauseOf(int httpStatus) => httpStatus switch
    {
        429 => UnknownCause.RateLimited,
        >= 500 => UnknownCause.ServerError,
        _ => UnknownCause.BadReply,
    };
}
