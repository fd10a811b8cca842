using System.Globalization;
using System.Numerics;

namespace Trifuse.Simulator.Numbers;

/// <summary>
/// An exact decimal: a 128-bit integer and the number of its decimal places. Every operation is exact or
/// throws
/// <see cref="OverflowException"/>; nothing is ever rounded silently.
/// </summary>
public readonly struct Dec : IEquatable<Dec>, IComparable<Dec>
{
    /// <summary>Most decimal places that a value may carry.</summary>
    public const int MaxScale = 36;

    // Sums are trimmed of trailing zeros beyond this scale, so that balances keep room for whole digits.
    private const int TrimAbove = 16;

    private readonly Int128 _units;
    private readonly int _scale;

    private Dec(Int128 units, int scale)
    {
        _units = units;
        _scale = scale;
    }

    public static Dec Zero => default;

    public static Dec One => new(1, 0);

    public bool IsZero => _units == 0;

    public int Sign => Int128.Sign(_units);

    /// <summary>units x 10^-scale.</summary>
    public static Dec FromUnits(Int128 units, int scale)
    {
        if (scale is < 0 or > MaxScale)
        {
            throw new OverflowException("A decimal with " + scale + " places does not fit.");
        }

        return new Dec(units, scale);
    }

    public static Dec operator +(Dec left, Dec right)
    {
        int scale = Math.Max(left._scale, right._scale);
        Int128 sum = checked(left.UnitsAt(scale) + right.UnitsAt(scale));
        return Trim(new Dec(sum, scale));
    }

    public static Dec operator -(Dec left, Dec right) => left + -right;

    public static Dec operator -(Dec value) => new(checked(-value._units), value._scale);

    public static Dec operator *(Dec left, Dec right)
    {
        Dec a = TrimAll(left);
        Dec b = TrimAll(right);
        return FromUnits(checked(a._units * b._units), a._scale + b._scale);
    }

    public static bool operator ==(Dec left, Dec right) => left.CompareTo(right) == 0;

    public static bool operator !=(Dec left, Dec right) => left.CompareTo(right) != 0;

    public static bool operator <(Dec left, Dec right) => left.CompareTo(right) < 0;

    public static bool operator >(Dec left, Dec right) => left.CompareTo(right) > 0;

    public static bool operator <=(Dec left, Dec right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Dec left, Dec right) => left.CompareTo(right) >= 0;

    public static Dec Min(Dec left, Dec right) => left <= right ? left : right;

    public static Dec Max(Dec left, Dec right) => left >= right ? left : right;

    /// <summary>
    /// Plain decimal text: optional minus, digits, optional point and digits. No exponent, no blanks.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Dec value)
    {
        value = default;
        bool negative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> digits = negative ? text[1..] : text;
        Int128 units = 0;
        int scale = -1;
        int count = 0;
        foreach (char c in digits)
        {
            if (c == '.' && scale < 0)
            {
                scale = 0;
                continue;
            }

            if (!char.IsAsciiDigit(c) || ++count > 37 || scale >= MaxScale)
            {
                return false;
            }

            units = checked((units * 10) + (c - '0'));
            scale += scale >= 0 ? 1 : 0;
        }

        if (count == 0)
        {
            return false;
        }

        value = new Dec(negative ? -units : units, Math.Max(scale, 0));
        return true;
    }

    public static Dec Parse(string text) =>
        TryParse(text, out Dec value)
            ? value : throw new FormatException("Not a decimal number: '" + text + "'.");

    /// <summary>False if the value has more decimal places than asked for, or does not fit 64 bits.</summary>
    public bool TryToUnits(int scale, out long units)
    {
        units = 0;
        Dec trimmed = TrimAll(this);
        if (trimmed._scale > scale)
        {
            return false;
        }

        Int128 wide = trimmed.UnitsAt(scale);
        if (wide > long.MaxValue || wide < long.MinValue)
        {
            return false;
        }

        units = (long)wide;
        return true;
    }

    /// <summary>The value in units of 10^-scale, rounded towards minus infinity.</summary>
    public Int128 FloorToUnits(int scale)
    {
        if (scale >= _scale)
        {
            return UnitsAt(scale);
        }

        Int128 divisor = Pow10(_scale - scale);
        Int128 quotient = _units / divisor;
        return _units < 0 && quotient * divisor != _units ? quotient - 1 : quotient;
    }

    public bool IsMultipleOf(Dec step)
    {
        int scale = Math.Max(_scale, step._scale);
        return UnitsAt(scale) % step.UnitsAt(scale) == 0;
    }

    /// <summary>The number of decimal places after trailing zeros are dropped.</summary>
    public int Places() => TrimAll(this)._scale;

    public int CompareTo(Dec other)
    {
        if (_scale == other._scale)
        {
            return _units.CompareTo(other._units);
        }

        int scale = Math.Max(_scale, other._scale);
        return UnitsAt(scale).CompareTo(other.UnitsAt(scale));
    }

    public bool Equals(Dec other) => CompareTo(other) == 0;

    public override bool Equals(object? obj) => obj is Dec other && Equals(other);

    public override int GetHashCode()
    {
        Dec trimmed = TrimAll(this);
        return HashCode.Combine(trimmed._units, trimmed._scale);
    }

    public override string ToString()
    {
        Dec trimmed = TrimAll(this);
        Int128 magnitude = trimmed._units < 0 ? -trimmed._units : trimmed._units;
        string digits = magnitude.ToString(CultureInfo.InvariantCulture);
        if (trimmed._scale > 0)
        {
            digits = digits.PadLeft(trimmed._scale + 1, '0');
            digits = digits.Insert(digits.Length - trimmed._scale, ".");
        }

        return trimmed._units < 0 ? "-" + digits : digits;
    }

    /// <summary>10^exponent, exponent 0 to 38.</summary>
    public static Int128 Pow10(int exponent)
    {
        Int128 power = 1;
        for (int i = 0; i < exponent; i++)
        {
            power = checked(power * 10);
        }

        return power;
    }

    /// <summary>floor(numerator / denominator) in units of 10^-scale; both positive.</summary>
    public static long FloorQuotient(Dec numerator, Dec denominator, int scale)
    {
        BigInteger top = (BigInteger)numerator._units * BigInteger.Pow(10, scale + denominator._scale);
        BigInteger bottom = (BigInteger)denominator._units * BigInteger.Pow(10, numerator._scale);
        BigInteger quotient = top / bottom;
        return quotient > long.MaxValue ? long.MaxValue : (long)quotient;
    }

    /// <summary>numerator / denominator rounded up at 10^-scale; both positive.</summary>
    public static Dec CeilingQuotient(Dec numerator, Dec denominator, int scale)
    {
        BigInteger top = (BigInteger)numerator._units * BigInteger.Pow(10, scale + denominator._scale);
        BigInteger bottom = (BigInteger)denominator._units * BigInteger.Pow(10, numerator._scale);
        BigInteger quotient = (top + bottom - 1) / bottom;
        return new Dec(checked((Int128)quotient), scale);
    }

    private static Dec Trim(Dec value) => value._scale > TrimAbove ? TrimAll(value) : value;

    private static Dec TrimAll(Dec value)
    {
        Int128 units = value._units;
        int scale = value._scale;
        if (units == 0)
        {
            return default;
        }

        while (scale > 0)
        {
            Int128 quotient = units / 10;
            if (quotient * 10 != units)
            {
                break;
            }

            units = quotient;
            scale--;
        }

        return new Dec(units, scale);
    }

    private Int128 UnitsAt(int scale) => scale == _scale ? _units : checked(_units * Pow10(scale - _scale));
}
