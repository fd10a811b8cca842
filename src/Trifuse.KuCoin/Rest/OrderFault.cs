namespace Trifuse.KuCoin.Rest;

/// <summary>Why the exchange refused an order request (KuCoin protocol sections 1.3 and 5.6).</summary>
public enum OrderFault : byte
{
    /// <summary>It did not.</summary>
    None,

    /// <summary>Not enough available balance.</summary>
    InsufficientBalance,

    /// <summary>Size, funds or price is not a multiple of its increment.</summary>
    Increment,

    /// <summary>Size, funds or value is below the symbol's minimum.</summary>
    Minimum,

    /// <summary>The symbol is unknown, not open or suspended.</summary>
    HaltedSymbol,

    /// <summary>Key, signature, permission, address, or the account itself is not accepted.</summary>
    Authentication,

    /// <summary>Too many requests.</summary>
    RateLimit,

    /// <summary>An order with this client id exists already.</summary>
    DuplicateClientId,

    /// <summary>The timestamp is more than 5 s off.</summary>
    ClockSkew,

    /// <summary>No such order, or one that can not be cancelled any more.</summary>
    UnknownOrder,

    /// <summary>The exchange could not decide now.</summary>
    Busy,

    /// <summary>Anything else.</summary>
    Other,
}
