namespace Trifuse.Trading.Execution;

/// <summary>What a definite refusal of an order means; the caller maps the exchange's code to it.</summary>
public enum RejectionKind : byte
{
    /// <summary>Anything without a meaning of its own here.</summary>
    Other,

    /// <summary>
    /// Not enough balance (KuCoin 200004 and its kin): after a filled leg the credit may only be late.
    /// </summary>
    InsufficientBalance,

    /// <summary>Price, size or funds off the increment.</summary>
    Increment,

    /// <summary>Below a minimum or above a maximum.</summary>
    Size,

    /// <summary>The symbol is halted or unknown.</summary>
    SymbolHalted,

    /// <summary>Key, signature, passphrase, time stamp or right refused.</summary>
    Auth,

    /// <summary>Refused by a rate limit before the order system saw it.</summary>
    RateLimited,

    /// <summary>The client id is in use: an order with it exists, so its outcome is asked for.</summary>
    DuplicateClientId,
}
