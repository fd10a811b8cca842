namespace Trifuse.Core.Domain;

/// <summary>
/// The id of one match. Decimal text today, above 2^53 and at most 19 digits; 24 hexadecimal digits in older
/// traffic (KuCoin protocol sections 0 and 6.4). The two forms can not collide: the hexadecimal one has bit
/// 127 set.
/// </summary>
public readonly record struct TradeId(UInt128 Value)
{
    /// <summary>False when the text is neither form.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out TradeId id)
    {
        id = default;
        if (text.Length is 0 or > 30)
        {
            return false;
        }
        if (text.Length <= 20 && TryDigits(text, 10, out UInt128 number))
        {
            id = new TradeId(number);
            return true;
        }
        if (!TryDigits(text, 16, out number))
        {
            return false;
        }
        id = new TradeId(number | (UInt128.One << 127));
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, uint radix, out UInt128 number)
    {
        number = UInt128.Zero;
        foreach (byte character in text)
        {
            uint digit = unchecked((uint)(character - '0'));
            if (digit > 9)
            {
                uint letter = unchecked((uint)((character | 0x20) - 'a'));
                digit = letter < 6 ? letter + 10 : uint.MaxValue;
            }
            if (digit >= radix)
            {
                return false;
            }
            number = (number * radix) + digit;
        }
        return true;
    }
}
