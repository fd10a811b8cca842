using System.Numerics;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Numbers;

namespace Trifuse.Tests.Core;

/// <summary>The oracle is a fraction of two BigIntegers, which can neither overflow nor round.</summary>
public sealed class ExactDecimalTests
{
    private static readonly Gen<ExactDecimal> Any = Gen.Select(
        Gen.OneOf(Gen.ULong.Select(u => (Int128)u), Wide(), Gen.Int[-1000, 1000].Select(i => (Int128)i)),
        Gen.Int[0, ExactDecimal.MaxScale]).Select((mantissa, scale) => new ExactDecimal(mantissa, scale));

    private static readonly Gen<ExactDecimal> Small = Gen.Select(Gen.Long, Gen.Int[0, 12])
        .Select((mantissa, scale) => new ExactDecimal(mantissa, scale));

    [Fact]
    public void Sums_and_differences_are_exact_or_refused() =>
        Gen.Select(Any, Any).Sample((a, b) =>
        {
            int decimals = Math.Max(Fraction(a).DecimalPlaces, Fraction(b).DecimalPlaces);
            bool fit = Fits(Fraction(a), decimals) && Fits(Fraction(b), decimals);
            AssertExactOrRefused(() => a + b, Fraction(a) + Fraction(b), fit, decimals);
            AssertExactOrRefused(() => a - b, Fraction(a) - Fraction(b), fit, decimals);
        }, iter: 20_000);

    [Fact]
    public void Products_are_exact_or_refused() =>
        Gen.Select(Any, Any).Sample((a, b) =>
        {
            int decimals = Fraction(a).DecimalPlaces + Fraction(b).DecimalPlaces;
            bool fit = decimals <= ExactDecimal.MaxScale;
            AssertExactOrRefused(() => a * b, Fraction(a) * Fraction(b), fit, decimals);
        }, iter: 20_000);

    [Fact]
    public void Ordinary_amounts_are_never_refused() =>
        Gen.Select(Small, Small, Small).Sample((a, b, c) =>
        {
            Assert.Equal(Fraction(a) * Fraction(b), Fraction(a * b));
            Assert.Equal(Fraction(a) + Fraction(b) - Fraction(c), Fraction(a + b - c));
        });

    [Fact]
    public void Order_and_equality_are_by_value() =>
        Gen.Select(Any, Any).Sample((a, b) =>
        {
            int expected = Fraction(a).CompareTo(Fraction(b));
            Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
            Assert.Equal(expected == 0, a == b);
            Assert.Equal(expected < 0, a < b);
            Assert.Equal(expected >= 0, a >= b);
            ExactDecimal same = a.Normalized();
            Assert.True(a == same && a.GetHashCode() == same.GetHashCode());
        }, iter: 20_000);

    [Fact]
    public void Flooring_gives_the_largest_multiple_not_above() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 12], Gen.Long[1, 1_000_000], Gen.Int[0, 12])
            .Sample((mantissa, scale, stepMantissa, stepScale) =>
            {
                var value = new ExactDecimal(mantissa, scale);
                var step = new ExactDecimal(stepMantissa, stepScale);
                ExactDecimal floor = ExactDecimal.FloorToStep(value, step);
                ExactDecimal ceiling = ExactDecimal.CeilToStep(value, step);
                Assert.True(floor.IsMultipleOf(step) && ceiling.IsMultipleOf(step));
                Assert.True(floor <= value && value < floor + step);
                Assert.True(ceiling >= value && value > ceiling - step);
                Assert.Equal(value.IsMultipleOf(step), floor == ceiling);
            }, iter: 5_000);

    [Fact]
    public void Division_cuts_towards_zero() =>
        Gen.Select(Gen.Long, Gen.Int[0, 8], Gen.Long[1, long.MaxValue], Gen.Int[0, 8], Gen.Int[0, 8])
            .Sample((a, aScale, b, bScale, scale) =>
            {
                var value = new ExactDecimal(a, aScale);
                var divisor = new ExactDecimal(b, bScale);
                ExactDecimal quotient = ExactDecimal.DivideTowardZero(value, divisor, scale);
                Rational exact = Fraction(value) / Fraction(divisor);
                Assert.Equal(exact.CutTo(scale), Fraction(quotient));
            }, iter: 5_000);

    [Fact]
    public void Rounding_for_display_goes_half_away_from_zero() =>
        Gen.Select(Any, Gen.Int[0, ExactDecimal.MaxScale]).Sample((value, scale) =>
        {
            Assert.Equal(Fraction(value).RoundHalfAwayTo(scale), Fraction(value.RoundHalfUpTo(scale)));
            Assert.Equal(Fraction(value).CutTo(scale), Fraction(value.TruncateTo(scale)));
        }, iter: 10_000);

    [Fact]
    public void Text_survives_the_round_trip() =>
        Any.Where(v => v.DigitCount() <= 38)
            .Sample(value => Assert.Equal(value, ExactDecimal.Parse(value.ToString())), iter: 10_000);

    [Theory]
    [InlineData("0.5", 0, "1")]
    [InlineData("-0.5", 0, "-1")]
    [InlineData("0.49999", 0, "0")]
    [InlineData("1.005", 2, "1.01")]
    public void Halves_round_away_from_zero(string text, int scale, string expected) =>
        Assert.Equal(expected, ExactDecimal.Parse(text).RoundHalfUpTo(scale).ToString());

    [Fact]
    public void The_smallest_price_times_the_largest_size_is_exact()
    {
        ExactDecimal price = ExactDecimal.Parse("0.000000000001");
        ExactDecimal size = ExactDecimal.Parse("99999999999.9999");
        ExactDecimal rate = ExactDecimal.Parse("0.00025");
        Assert.Equal("0.0999999999999999", (price * size).ToString());
        Assert.Equal("0.000024999999999999975", (price * size * rate).ToString());
    }

    [Fact]
    public void Overflow_throws_and_never_rounds()
    {
        ExactDecimal large = new ExactDecimal(Int128.Parse("1" + new string('0', 38)), 0);
        ExactDecimal fine = ExactDecimal.Parse("1e-38");
        Assert.Throws<OverflowException>(() => large * large);
        Assert.Throws<OverflowException>(() => large + large);
        Assert.Throws<OverflowException>(() => large + fine);
        Assert.Throws<OverflowException>(() => fine * fine);
        Assert.Throws<OverflowException>(() => ExactDecimal.DivideTowardZero(large, fine, 10));
        Assert.Equal(1, large.CompareTo(fine));
    }

    [Fact]
    public void Trailing_zeros_do_not_make_a_sum_overflow()
    {
        var one = new ExactDecimal(Int128.Parse("1" + new string('0', 38)), 38);
        Assert.Equal("101", (one + ExactDecimal.FromInt64(100)).ToString());
        Assert.Equal("-99", (one - ExactDecimal.FromInt64(100)).ToString());
        Assert.Equal("2", (one + one).ToString());
        Assert.Equal("-2", (-one - one).ToString());
    }

    [Fact]
    public void Broken_preconditions_stop()
    {
        Assert.Throws<CheckFailedException>(() => new ExactDecimal(1, 39));
        Assert.Throws<CheckFailedException>(() => new ExactDecimal(1, -1));
        Assert.Throws<CheckFailedException>(
            () => ExactDecimal.FloorToStep(ExactDecimal.One, ExactDecimal.Zero));
        Assert.Throws<CheckFailedException>(
            () => ExactDecimal.FloorToStep(-ExactDecimal.One, ExactDecimal.One));
        Assert.Throws<CheckFailedException>(
            () => ExactDecimal.DivideTowardZero(ExactDecimal.One, ExactDecimal.Zero, 2));
        Assert.Throws<FormatException>(() => ExactDecimal.Parse("1,5"));
    }

    [Fact]
    public void The_nearest_double_is_near() =>
        Small.Sample(value =>
        {
            double expected = (double)value.Mantissa / Math.Pow(10, value.Scale);
            Assert.True(Math.Abs(value.ToDouble() - expected) <= Math.Abs(expected) * 1e-15);
        });

    [Fact]
    public void Arithmetic_allocates_nothing()
    {
        ExactDecimal price = ExactDecimal.Parse("0.07746");
        ExactDecimal size = ExactDecimal.Parse("12345.6789");
        ExactDecimal step = ExactDecimal.Parse("0.0001");
        AllocationMeter.AssertNone(() =>
        {
            ExactDecimal funds = (price * size) + price - size;
            _ = ExactDecimal.FloorToStep(price * size, step);
            _ = ExactDecimal.DivideTowardZero(funds, size, 8);
            _ = funds.Normalized().CompareTo(size);
        });
    }

    private static Gen<Int128> Wide() => Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 127])
        .Select((high, low, shift) => new Int128(high, low) >> shift);

    /// <summary>
    /// Refused only where the operands, brought to common decimals, or the result need over 127 bits.
    /// </summary>
    private static void AssertExactOrRefused(
        Func<ExactDecimal> operation, Rational expected, bool operandsFit, int decimals)
    {
        ExactDecimal result;
        try
        {
            result = operation();
        }
        catch (OverflowException)
        {
            Assert.False(operandsFit && Fits(expected, decimals), "refused although everything fits");
            return;
        }
        Assert.Equal(expected, Fraction(result));
    }

    private static bool Fits(Rational value, int decimals) =>
        BigInteger.Abs(value.Numerator * BigInteger.Pow(10, decimals) / value.Denominator)
            < BigInteger.One << 127;

    private static Rational Fraction(ExactDecimal value) =>
        new((BigInteger)value.Mantissa, BigInteger.Pow(10, value.Scale));
}
