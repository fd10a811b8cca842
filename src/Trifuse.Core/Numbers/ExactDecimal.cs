using System.Globalization;
using System.Runtime.CompilerServices;

namespace Trifuse.Core.Numbers;

/// <summary>
/// A decimal number that is exact or fails: a 128-bit mantissa times 10^-scale, scale 0 to 38. Sums and
/// products are exact; a result that does not fit throws <see cref="OverflowException"/> and is never
/// rounded. Rounding happens only in the methods that name their direction. Equality and order are by value:
/// 1.0 equals 1.
/// </summary>
public readonly struct ExactDecimal : IEquatable<ExactDecimal>, IComparable<ExactDecimal>
{
    /// <summary>
    /// The largest number of decimals; 10^38 is the last power of ten that an Int128 holds.
    /// </summary>
    public const int MaxScale = 38;

    private readonly Int128 _mantissa;
    private readonly int _scale;

    /// <summary>Makes mantissa x 10^-scale.</summary>
    public ExactDecimal(Int128 mantissa, int scale)
    {
        Check.That(scale is >= 0 and <= MaxScale);
        _mantissa = mantissa;
        _scale = scale;
    }

    /// <summary>0</summary>
    public static ExactDecimal Zero => default;

    /// <summary>1</summary>
    public static ExactDecimal One => new(Int128.One, 0);

    /// <summary>The mantissa; the value is mantissa x 10^-<see cref="Scale"/>.</summary>
    public Int128 Mantissa => _mantissa;

    /// <summary>The number of decimals of the mantissa.</summary>
    public int Scale => _scale;

    /// <summary>True for 0.</summary>
    public bool IsZero => _mantissa == Int128.Zero;

    /// <summary>True above 0.</summary>
    public bool IsPositive => _mantissa > Int128.Zero;

    /// <summary>True below 0.</summary>
    public bool IsNegative => _mantissa < Int128.Zero;

    /// <summary>The integer as a decimal.</summary>
    public static ExactDecimal FromInt64(long value) => new(value, 0);

    /// <summary>
    /// Parses a constant of the program; throws <see cref="FormatException"/> when it is not a number.
    /// </summary>
    public static ExactDecimal Parse(string text)
    {
        Span<byte> utf8 = stackalloc byte[64];
        if (text.Length > utf8.Length
            || !System.Text.Encoding.UTF8.TryGetBytes(text, utf8, out int length)
            || !DecimalText.TryParse(utf8[..length], out ExactDecimal value))
        {
            throw new FormatException($"'{text}' is not a decimal number of at most 38 digits.");
        }
        return value;
    }

    /// <summary>Exact sum.</summary>
    public static ExactDecimal operator +(ExactDecimal a, ExactDecimal b)
    {
        Align(a, b, out Int128 x, out Int128 y, out int scale);
        Int128 sum = unchecked(x + y);
        // A sum whose sign differs from both terms' has overflowed.
        return ((x ^ sum) & (y ^ sum)) < Int128.Zero ? AddNormalized(a, b) : new ExactDecimal(sum, scale);
    }

    /// <summary>Exact difference.</summary>
    public static ExactDecimal operator -(ExactDecimal a, ExactDecimal b)
    {
        Align(a, b, out Int128 x, out Int128 y, out int scale);
        Int128 difference = unchecked(x - y);
        return ((x ^ y) & (x ^ difference)) < Int128.Zero
            ? AddNormalized(a, -b)
            : new ExactDecimal(difference, scale);
    }

    /// <summary>The negative value.</summary>
    public static ExactDecimal operator -(ExactDecimal a) => new(checked(-a._mantissa), a._scale);

    /// <summary>Exact product.</summary>
    public static ExactDecimal operator *(ExactDecimal a, ExactDecimal b)
    {
        int scale = a._scale + b._scale;
        Int128 x = a._mantissa;
        Int128 y = b._mantissa;
        if (scale > MaxScale || !ProductSurelyFits(x, y))
        {
            return MultiplyNormalized(a, b);
        }
        // Most factors fit 64 bits, where one widening multiplication replaces the 128-bit overflow test.
        if (FitsInt64(x) && FitsInt64(y))
        {
            long high = Math.BigMul((long)x, (long)y, out long low);
            return new ExactDecimal(new Int128(unchecked((ulong)high), unchecked((ulong)low)), scale);
        }
        return new ExactDecimal(unchecked(x * y), scale);
    }

    /// <summary>By value.</summary>
    public static bool operator ==(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) == 0;

    /// <summary>By value.</summary>
    public static bool operator !=(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) != 0;

    /// <summary>By value.</summary>
    public static bool operator <(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) < 0;

    /// <summary>By value.</summary>
    public static bool operator >(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) > 0;

    /// <summary>By value.</summary>
    public static bool operator <=(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) <= 0;

    /// <summary>By value.</summary>
    public static bool operator >=(ExactDecimal a, ExactDecimal b) => a.CompareTo(b) >= 0;

    /// <summary>The smaller of two.</summary>
    public static ExactDecimal Min(ExactDecimal a, ExactDecimal b) => a <= b ? a : b;

    /// <summary>The larger of two.</summary>
    public static ExactDecimal Max(ExactDecimal a, ExactDecimal b) => a >= b ? a : b;

    /// <summary>
    /// How often <paramref name="divisor"/> (above 0) goes wholly into <paramref name="value"/> (0 or above).
    /// </summary>
    public static Int128 FloorDivide(ExactDecimal value, ExactDecimal divisor)
    {
        Check.That(!value.IsNegative && divisor.IsPositive);
        Align(value, divisor, out Int128 x, out Int128 y, out _);
        return x / y;
    }

    /// <summary>
    /// The largest multiple of <paramref name="step"/> (above 0) that is not above <paramref name="value"/>
    /// (0 or above).
    /// </summary>
    public static ExactDecimal FloorToStep(ExactDecimal value, ExactDecimal step) =>
        Times(step, FloorDivide(value, step));

    /// <summary>
    /// The smallest multiple of <paramref name="step"/> (above 0) that is not below <paramref name="value"/>
    /// (0 or above).
    /// </summary>
    public static ExactDecimal CeilToStep(ExactDecimal value, ExactDecimal step)
    {
        Int128 count = FloorDivide(value, step);
        ExactDecimal floor = Times(step, count);
        return floor == value ? floor : Times(step, count + 1);
    }

    /// <summary>step x count, exactly.</summary>
    public static ExactDecimal Times(ExactDecimal step, Int128 count) =>
        new(MultiplyChecked(step._mantissa, count), step._scale);

    /// <summary>
    /// value / divisor cut towards zero after <paramref name="scale"/> decimals; divisor not 0.
    /// </summary>
    public static ExactDecimal DivideTowardZero(ExactDecimal value, ExactDecimal divisor, int scale)
    {
        Check.That(!divisor.IsZero);
        Int128 numerator = value._mantissa;
        Int128 denominator = divisor._mantissa;
        if (numerator == Int128.Zero)
        {
            return Zero;
        }
        int shift = scale + divisor._scale - value._scale;
        if (shift > MaxScale)
        {
            return DivideNormalized(value.Normalized(), divisor.Normalized(), scale);
        }
        if (shift >= 0)
        {
            numerator = MultiplyChecked(numerator, PowersOfTen.Wide(shift));
        }
        else
        {
            denominator = MultiplyChecked(denominator, PowersOfTen.Wide(-shift));
        }
        return new ExactDecimal(numerator / denominator, scale);
    }

    /// <summary>Cut towards zero after <paramref name="scale"/> decimals.</summary>
    public ExactDecimal TruncateTo(int scale) =>
        scale >= _scale ? this : new ExactDecimal(_mantissa / PowersOfTen.Wide(_scale - scale), scale);

    /// <summary>Rounded half away from zero to <paramref name="scale"/> decimals; for display only.</summary>
    public ExactDecimal RoundHalfUpTo(int scale)
    {
        if (scale >= _scale)
        {
            return this;
        }
        Int128 unit = PowersOfTen.Wide(_scale - scale);
        (Int128 whole, Int128 rest) = Int128.DivRem(_mantissa, unit);
        if (Int128.Abs(rest) >= unit / 2)
        {
            whole += IsNegative ? Int128.NegativeOne : Int128.One;
        }
        return new ExactDecimal(whole, scale);
    }

    /// <summary>True when the value is a whole multiple of <paramref name="step"/> (above 0).</summary>
    public bool IsMultipleOf(ExactDecimal step)
    {
        Check.That(step.IsPositive);
        Align(this, step, out Int128 x, out Int128 y, out _);
        return x % y == Int128.Zero;
    }

    /// <summary>The nearest double; for screening and display, never for money.</summary>
    public double ToDouble()
    {
        if (FitsInt64(_mantissa) && _scale <= PowersOfTen.ExactDoubleMax)
        {
            return (long)_mantissa / PowersOfTen.AsDouble(_scale);
        }
        return (double)_mantissa / (double)PowersOfTen.Wide(_scale);
    }

    /// <summary>The same value with the fewest decimals.</summary>
    public ExactDecimal Normalized()
    {
        Int128 mantissa = _mantissa;
        int scale = _scale;
        while (scale > 0 && mantissa % 10 == Int128.Zero)
        {
            mantissa /= 10;
            scale--;
        }
        return new ExactDecimal(mantissa, scale);
    }

    /// <summary>How many decimal digits the mantissa of the normalized value has (0 has 1).</summary>
    public int DigitCount()
    {
        Int128 rest = Normalized()._mantissa;
        int digits = 1;
        while (rest >= 10 || rest <= -10)
        {
            rest /= 10;
            digits++;
        }
        return digits;
    }

    /// <inheritdoc/>
    public int CompareTo(ExactDecimal other)
    {
        if (_scale == other._scale)
        {
            return _mantissa.CompareTo(other._mantissa);
        }
        return CompareAcrossScales(this, other);
    }

    /// <inheritdoc/>
    public bool Equals(ExactDecimal other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExactDecimal other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ExactDecimal normalized = Normalized();
        return HashCode.Combine(normalized._mantissa, normalized._scale);
    }

    /// <summary>Plain decimal text without exponent and without trailing zeros. Allocates.</summary>
    public override string ToString()
    {
        Span<byte> utf8 = stackalloc byte[DecimalText.MaxLength];
        int length = DecimalText.Format(this, utf8);
        return System.Text.Encoding.ASCII.GetString(utf8[..length]);
    }

    /// <summary>
    /// Text with exactly <paramref name="decimals"/> decimals, rounded half away from zero. Allocates.
    /// </summary>
    public string ToString(int decimals)
    {
        Span<byte> utf8 = stackalloc byte[DecimalText.MaxLength];
        int length = DecimalText.FormatFixed(this, decimals, utf8);
        return System.Text.Encoding.ASCII.GetString(utf8[..length]);
    }

    private static ExactDecimal DivideNormalized(ExactDecimal value, ExactDecimal divisor, int scale)
    {
        int shift = scale + divisor._scale - value._scale;
        return shift <= MaxScale
            ? DivideTowardZero(value, divisor, scale)
            : throw new OverflowException(string.Create(
                CultureInfo.InvariantCulture,
                $"{value} / {divisor} to {scale} decimals needs more digits than there are."));
    }

    private static ExactDecimal MultiplyNormalized(ExactDecimal a, ExactDecimal b)
    {
        ExactDecimal x = a.Normalized();
        ExactDecimal y = b.Normalized();
        int scale = x._scale + y._scale;
        if (x.IsZero || y.IsZero)
        {
            return Zero;
        }
        return scale <= MaxScale
            ? new ExactDecimal(MultiplyChecked(x._mantissa, y._mantissa), scale)
            : throw new OverflowException(string.Create(
                CultureInfo.InvariantCulture, $"{a} x {b} needs {scale} decimals; 38 is the limit."));
    }

    private static int CompareAcrossScales(ExactDecimal a, ExactDecimal b)
    {
        // Whole parts first, then the fractions brought to the finer scale: neither step can overflow.
        (Int128 wholeA, Int128 restA) = Int128.DivRem(a._mantissa, PowersOfTen.Wide(a._scale));
        (Int128 wholeB, Int128 restB) = Int128.DivRem(b._mantissa, PowersOfTen.Wide(b._scale));
        int whole = wholeA.CompareTo(wholeB);
        if (whole != 0)
        {
            return whole;
        }
        int scale = Math.Max(a._scale, b._scale);
        Int128 fractionA = restA * PowersOfTen.Wide(scale - a._scale);
        Int128 fractionB = restB * PowersOfTen.Wide(scale - b._scale);
        return fractionA.CompareTo(fractionB);
    }

    /// <summary>For mantissas whose sum does not fit: it may without their trailing zeros.</summary>
    private static ExactDecimal AddNormalized(ExactDecimal a, ExactDecimal b)
    {
        AlignNormalized(a.Normalized(), b.Normalized(), out Int128 x, out Int128 y, out int scale);
        return new ExactDecimal(checked(x + y), scale);
    }

    private static void Align(ExactDecimal a, ExactDecimal b, out Int128 x, out Int128 y, out int scale)
    {
        scale = Math.Max(a._scale, b._scale);
        if (a._scale == b._scale)
        {
            x = a._mantissa;
            y = b._mantissa;
            return;
        }
        if (!TryScaleUp(a._mantissa, scale - a._scale, out x)
            || !TryScaleUp(b._mantissa, scale - b._scale, out y))
        {
            AlignNormalized(a.Normalized(), b.Normalized(), out x, out y, out scale);
        }
    }

    /// <summary>
    /// Trailing zeros of the finer value must not make a sum overflow that fits without them.
    /// </summary>
    private static void AlignNormalized(
        ExactDecimal a, ExactDecimal b, out Int128 x, out Int128 y, out int scale)
    {
        scale = Math.Max(a._scale, b._scale);
        x = MultiplyChecked(a._mantissa, PowersOfTen.Wide(scale - a._scale));
        y = MultiplyChecked(b._mantissa, PowersOfTen.Wide(scale - b._scale));
    }

    private static bool TryScaleUp(Int128 mantissa, int decimals, out Int128 scaled)
    {
        Int128 limit = PowersOfTen.Limit(decimals);
        bool fits = mantissa <= limit && mantissa >= -limit;
        scaled = fits ? unchecked(mantissa * PowersOfTen.Wide(decimals)) : Int128.Zero;
        return fits;
    }

    /// <summary>A product has at most as many bits as its factors together; 127 are there.</summary>
    private static bool ProductSurelyFits(Int128 x, Int128 y) =>
        Int128.LeadingZeroCount(x ^ (x >> 127)) + Int128.LeadingZeroCount(y ^ (y >> 127)) >= 130;

    private static bool FitsInt64(Int128 value) => value == unchecked((long)value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Int128 MultiplyChecked(Int128 a, Int128 b) => checked(a * b);
}
