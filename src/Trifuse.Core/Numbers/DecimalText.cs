namespace Trifuse.Core.Numbers;

/// <summary>
/// Reads and writes <see cref="ExactDecimal"/> as UTF-8 without allocating. Reads what KuCoin sends: an
/// optional sign, digits, an optional fraction with any number of trailing zeros, an optional exponent.
/// </summary>
public static class DecimalText
{
    /// <summary>A buffer of this many bytes holds any value: sign, 39 digits, point, leading zero.</summary>
    public const int MaxLength = 48;

    private const int FastDigits = 18;
    private const int MaxDigits = 38;

    /// <summary>False when the text is not a number, or needs more than 38 digits or decimals.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ExactDecimal value)
    {
        value = default;
        int i = 0;
        bool negative = false;
        if (i < text.Length && (text[i] == (byte)'-' || text[i] == (byte)'+'))
        {
            negative = text[i] == (byte)'-';
            i++;
        }
        ulong low = 0;
        int digits = 0;
        int decimals = 0;
        bool seenDigit = false;
        bool seenPoint = false;
        for (; i < text.Length; i++)
        {
            uint digit = DigitOf(text[i]);
            if (digit <= 9)
            {
                seenDigit = true;
                if (digits == FastDigits)
                {
                    return TryParseWide(text, negative, out value);
                }
                low = (low * 10) + digit;
                digits += low == 0 ? 0 : 1;
                decimals += seenPoint ? 1 : 0;
            }
            else if (text[i] == (byte)'.' && !seenPoint)
            {
                seenPoint = true;
            }
            else
            {
                return (text[i] | 0x20) == 'e' && seenDigit && TryParseWide(text, negative, out value);
            }
        }
        if (!seenDigit || decimals > MaxDigits)
        {
            return seenDigit && TryParseWide(text, negative, out value);
        }
        while (decimals > 0 && low % 10 == 0)
        {
            low /= 10;
            decimals--;
        }
        value = new ExactDecimal(negative ? -(Int128)low : low, decimals);
        return true;
    }

    /// <summary>Writes the value without exponent and trailing zeros; returns the number of bytes.</summary>
    public static int Format(ExactDecimal value, Span<byte> destination)
    {
        ExactDecimal normalized = value.Normalized();
        return Write(normalized.Mantissa, normalized.Scale, destination);
    }

    /// <summary>
    /// Writes the value with exactly the given decimals, rounded half away from zero; for display.
    /// </summary>
    public static int FormatFixed(ExactDecimal value, int decimals, Span<byte> destination)
    {
        ExactDecimal rounded = value.RoundHalfUpTo(decimals);
        int missing = decimals - rounded.Scale;
        Int128 mantissa = missing > 0
            ? checked(rounded.Mantissa * PowersOfTen.Wide(missing))
            : rounded.Mantissa;
        return Write(mantissa, decimals, destination);
    }

    private static int Write(Int128 mantissa, int scale, Span<byte> destination)
    {
        Span<byte> reversed = stackalloc byte[MaxLength];
        int count = 0;
        // Negated without a check, so that the smallest Int128, which has no positive twin, is written too.
        UInt128 rest = unchecked((UInt128)(Int128.IsNegative(mantissa) ? -mantissa : mantissa));
        while (rest > ulong.MaxValue)
        {
            (rest, UInt128 digit) = UInt128.DivRem(rest, 10);
            reversed[count++] = (byte)('0' + (int)digit);
        }
        ulong small = (ulong)rest;
        while (small != 0)
        {
            (small, ulong digit) = Math.DivRem(small, 10);
            reversed[count++] = (byte)('0' + (int)digit);
        }
        while (count <= scale)
        {
            reversed[count++] = (byte)'0';
        }
        int written = 0;
        if (Int128.IsNegative(mantissa))
        {
            destination[written++] = (byte)'-';
        }
        for (int i = count - 1; i >= 0; i--)
        {
            destination[written++] = reversed[i];
            if (i == scale && scale > 0)
            {
                destination[written++] = (byte)'.';
            }
        }
        return written;
    }

    /// <summary>0 to 9; any other byte wraps to a larger number.</summary>
    private static uint DigitOf(byte character) => unchecked((uint)(character - '0'));

    private static bool TryParseWide(ReadOnlySpan<byte> text, bool negative, out ExactDecimal value)
    {
        value = default;
        int start = text.Length > 0 && (text[0] == (byte)'-' || text[0] == (byte)'+') ? 1 : 0;
        int end = text.Length;
        int exponent = 0;
        int mark = text[start..].IndexOfAny((byte)'e', (byte)'E');
        if (mark >= 0)
        {
            end = start + mark;
            if (!TryParseExponent(text[(end + 1)..], out exponent))
            {
                return false;
            }
        }
        ReadOnlySpan<byte> number = text[start..end];
        int point = number.IndexOf((byte)'.');
        int decimals = point < 0 ? 0 : number.Length - point - 1;
        Int128 mantissa = Int128.Zero;
        int digits = 0;
        int zeros = 0;
        for (int i = 0; i < number.Length; i++)
        {
            if (i == point)
            {
                continue;
            }
            uint digit = DigitOf(number[i]);
            if (digit > 9)
            {
                return false;
            }
            // Zeros wait until a later digit needs them, so that trailing ones cost no digits.
            if (digit == 0)
            {
                zeros++;
                continue;
            }
            digits += (digits == 0 ? 0 : zeros) + 1;
            if (digits > MaxDigits)
            {
                return false;
            }
            mantissa = (mantissa * PowersOfTen.Wide(digits == 1 ? 1 : zeros + 1)) + digit;
            zeros = 0;
        }
        return number.Length > (point < 0 ? 0 : 1)
            && TryScale(mantissa, digits, decimals - zeros - exponent, negative, out value);
    }

    private static bool TryScale(
        Int128 mantissa, int digits, int scale, bool negative, out ExactDecimal value)
    {
        value = default;
        if (mantissa == Int128.Zero)
        {
            return true;
        }
        if (scale > MaxDigits || digits - scale > MaxDigits)
        {
            return false;
        }
        if (scale < 0)
        {
            mantissa *= PowersOfTen.Wide(-scale);
            scale = 0;
        }
        value = new ExactDecimal(negative ? -mantissa : mantissa, scale);
        return true;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text.Length is 0 or > 4)
        {
            return false;
        }
        int sign = text[0] == (byte)'-' ? -1 : 1;
        int start = text[0] == (byte)'-' || text[0] == (byte)'+' ? 1 : 0;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = DigitOf(text[i]);
            if (digit > 9)
            {
                return false;
            }
            exponent = (exponent * 10) + (int)digit;
        }
        exponent *= sign;
        return text.Length > start;
    }
}
