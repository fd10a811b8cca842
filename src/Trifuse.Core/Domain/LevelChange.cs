using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>
/// One change of KuCoin's level2 stream: the new size at a price; price 0 only moves the sequence.
/// </summary>
public struct LevelChange(ExactDecimal price, ExactDecimal size, long sequence)
{
    /// <summary>The price whose level changed; 0 for a change that is not visible.</summary>
    public ExactDecimal Price = price;

    /// <summary>The new absolute size; 0 removes the level.</summary>
    public ExactDecimal Size = size;

    /// <summary>The sequence number of this change.</summary>
    public long Sequence = sequence;
}
