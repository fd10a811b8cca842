namespace Trifuse.KuCoin.Rest;

/// <summary>What the codes and texts of refusals mean (KuCoin protocol sections 1.3 and 5.6).</summary>
public static class ErrorCodes
{
    private const int HttpTooManyRequests = 429;
    private const int HttpServerErrors = 500;

    // One code for many parameter errors, told apart by its text alone.
    private const int ParameterError = 400100;

    /// <summary>True for the two codes of success: 200000, and 200 as some endpoints answer.</summary>
    public static bool IsSuccess(int code) => code is 200000 or 200;

    /// <summary>The cause of a refusal; the text decides where one code has several meanings.</summary>
    public static OrderFault FaultOf(int code, ReadOnlySpan<byte> message) => code switch
    {
        200000 or 200 => OrderFault.None,
        200004 or 230003 or 210021 or 260100 or 102421 => OrderFault.InsufficientBalance,
        300000 or 600100 or 600101 or 102435 => OrderFault.Minimum,
        900001 or 600203 or 400600 or 200001 or 200002 => OrderFault.HaltedSymbol,
        400002 => OrderFault.ClockSkew,
        400001 or (>= 400003 and <= 400012) or 400200 or 400201 or 400202 => OrderFault.Authentication,
        400301 or 400303 or 411100 or 200009 => OrderFault.Authentication,
        400330 or 400350 or 400500 or 400700 => OrderFault.Authentication,
        429000 or 1015 => OrderFault.RateLimit,
        102426 or 126044 or 300018 => OrderFault.DuplicateClientId,
        102436 => OrderFault.UnknownOrder,
        230005 or 102428 or (>= 500000 and < 600000) => OrderFault.Busy,
        ParameterError => ByText(message),
        _ => OrderFault.Other,
    };

    /// <summary>
    /// True when the request may have been carried out although this was the answer: server errors, the rate
    /// limiter, a busy exchange, and a client id that exists already. Then the order must be asked for by its
    /// client id, never placed again under a new one.
    /// </summary>
    public static bool IsOutcomeUnknown(int httpStatus, OrderFault fault) =>
        httpStatus >= HttpServerErrors
        || httpStatus == HttpTooManyRequests
        || fault is OrderFault.RateLimit or OrderFault.Busy or OrderFault.DuplicateClientId;

    /// <summary>What the operator can do about it; one sentence.</summary>
    public static string AdviceFor(OrderFault fault) => fault switch
    {
        OrderFault.InsufficientBalance => "Fund the trade account, or lower the size limits.",
        OrderFault.Increment => "Restart, so that the symbol's rules are fetched again.",
        OrderFault.Minimum => "Raise the smallest size traded above the symbol's minimum.",
        OrderFault.HaltedSymbol => "Take the symbol off, or wait until the exchange opens it.",
        OrderFault.Authentication =>
            "Check key, secret, passphrase, permissions and allowed addresses of the API key.",
        OrderFault.RateLimit => "Wait for the limit's window to pass, or raise the reserve.",
        OrderFault.DuplicateClientId => "The order with this client id is asked for instead.",
        OrderFault.ClockSkew => "Set the clock of this host.",
        OrderFault.UnknownOrder => "Nothing: the order is not open any more.",
        OrderFault.Busy => "The order is asked for by its client id; nothing else to do.",
        OrderFault.None => "Nothing.",
        _ => "Look the code up in KuCoin's documentation.",
    };

    /// <summary>The same, closer where the code itself says what is wrong with the key.</summary>
    public static string AdviceFor(int code, OrderFault fault) => code switch
    {
        400003 => "Check the API key: it is mistyped, was deleted, or belongs to another exchange.",
        400004 => "Check the passphrase, chosen when the API key was made; it is signed with the secret, so "
            + "check that as well.",
        400005 => "Check the API secret, shown once when the API key was made.",
        400006 => "Add this machine's address to the allowed addresses of the API key.",
        400007 => "Give the API key the permissions General and Spot on KuCoin's key page.",
        400008 or 400009 =>
            "Set the version that KuCoin's key page shows for the API key, or make a new key.",
        _ => AdviceFor(fault),
    };

    private static OrderFault ByText(ReadOnlySpan<byte> message)
    {
        if (WireText.HasWord(message, "increment"u8))
        {
            return OrderFault.Increment;
        }
        if (WireText.HasWord(message, "minimum"u8))
        {
            return OrderFault.Minimum;
        }
        if (WireText.HasWord(message, "not_exist"u8)
            || WireText.HasWord(message, "order not exist"u8)
            || WireText.HasWord(message, "order does not exist"u8))
        {
            return OrderFault.UnknownOrder;
        }
        if (WireText.HasWord(message, "account.available.amount"u8)
            || WireText.HasWord(message, "balance insufficient"u8)
            || WireText.HasWord(message, "insufficient balance"u8))
        {
            return OrderFault.InsufficientBalance;
        }
        if (WireText.HasWord(message, "trading pair"u8) || WireText.HasWord(message, "symbol"u8))
        {
            return OrderFault.HaltedSymbol;
        }
        return WireText.HasWord(message, "clientoid"u8) && !WireText.HasWord(message, "required"u8)
            ? OrderFault.DuplicateClientId
            : OrderFault.Other;
    }
}
