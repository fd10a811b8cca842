namespace Trifuse.Core.Domain;

/// <summary>The side of an order: buy or sell the symbol's base currency.</summary>
public enum Side : byte
{
    /// <summary>Gives quote currency, takes base currency, at the ask.</summary>
    Buy,

    /// <summary>Gives base currency, takes quote currency, at the bid.</summary>
    Sell,
}
