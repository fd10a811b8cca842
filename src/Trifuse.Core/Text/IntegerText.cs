namespace Trifuse.Core.Text;

/// <summary>
/// Reads whole numbers from UTF-8: an optional minus sign and 1 to 19 digits, nothing else.
/// </summary>
public static class IntegerText
{
    private const int MaxDigits = 19;

    /// <summary>False when the text is not a whole number or does not fit 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool isNegative = text.Length > 0 && text[0] == (byte)'-';
        ReadOnlySpan<byte> digits = isNegative ? text[1..] : text;
        if (digits.Length is 0 or > MaxDigits)
        {
            return false;
        }
        ulong number = 0;
        foreach (byte character in digits)
        {
            uint digit = unchecked((uint)(character - '0'));
            if (digit > 9)
            {
                return false;
            }
            number = (number * 10) + digit;
        }
        if (number > long.MaxValue)
        {
            return false;
        }
        value = isNegative ? -(long)number : (long)number;
        return true;
    }
}
