namespace Trifuse.Core.Domain;

/// <summary>
/// What an order event of the private stream says (KuCoin protocol section 6.4, field <c>type</c>).
/// </summary>
public enum OrderEventKind : byte
{
    /// <summary>Entered the matching engine.</summary>
    Received,

    /// <summary>Rests in the book.</summary>
    Open,

    /// <summary>One match.</summary>
    Match,

    /// <summary>Size changed.</summary>
    Update,

    /// <summary>Done, fully executed.</summary>
    Filled,

    /// <summary>Done, the rest cancelled; also how a fully spent market buy by funds ends.</summary>
    Canceled,
}
