using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>One level of a book: price in quote currency, size in base currency.</summary>
public struct PriceLevel(ExactDecimal price, ExactDecimal size)
{
    /// <summary>Quote currency for one unit of base currency.</summary>
    public ExactDecimal Price = price;

    /// <summary>Base currency; 0 means that the level is gone.</summary>
    public ExactDecimal Size = size;
}
