namespace Trifuse.KuCoin.Rest;

/// <summary>What the reply to an order request tells.</summary>
public enum OrderReplyKind : byte
{
    /// <summary>The exchange has taken the request on.</summary>
    Accepted,

    /// <summary>The exchange has definitely not carried it out.</summary>
    Rejected,

    /// <summary>The outcome is unknown: ask by client id.</summary>
    Unusable,
}
