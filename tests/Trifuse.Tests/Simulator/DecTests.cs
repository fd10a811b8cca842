using CsCheck;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

public sealed class DecTests
{
    private static readonly Gen<(long Units, int Scale)> GenParts =
        Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Int[0, 12]);

    [Fact]
    public void Sums_and_products_are_exact()
    {
        Gen.Select(GenParts, GenParts).Sample((a, b) =>
        {
            Dec x = Dec.FromUnits(a.Units, a.Scale);
            Dec y = Dec.FromUnits(b.Units, b.Scale);
            decimal dx = a.Units / Power(a.Scale);
            decimal dy = b.Units / Power(b.Scale);
            Assert.Equal(dx + dy, decimal.Parse((x + y).ToString()));
            Assert.Equal(dx - dy, decimal.Parse((x - y).ToString()));
            Assert.Equal(dx.CompareTo(dy), x.CompareTo(y));
            Assert.Equal(dx * dy, decimal.Parse((x * y).ToString()));
        });
    }

    [Fact]
    public void Text_goes_round()
    {
        GenParts.Sample(a =>
        {
            Dec x = Dec.FromUnits(a.Units, a.Scale);
            Assert.Equal(x, Dec.Parse(x.ToString()));
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("1e3")]
    [InlineData("1.2.3")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("99999999999999999999999999999999999999")]
    public void Refuses_what_is_not_a_plain_decimal(string text) => Assert.False(Dec.TryParse(text, out _));

    [Fact]
    public void An_overflow_is_an_error_and_not_a_rounding()
    {
        Dec big = Dec.Parse("1234567890123456789012345");
        Assert.Throws<OverflowException>(() => big * big);
    }

    [Theory]
    [InlineData("10", "3", 8, 333_333_333)]
    [InlineData("0.000001", "20000.1", 8, 0)]
    [InlineData("100", "0.00000001", 8, 1_000_000_000_000_000_000)]
    public void Quotients_are_floored(string top, string bottom, int scale, long expected) =>
        Assert.Equal(expected, Dec.FloorQuotient(Dec.Parse(top), Dec.Parse(bottom), scale));

    private static decimal Power(int scale)
    {
        decimal power = 1;
        for (int i = 0; i < scale; i++)
        {
            power *= 10;
        }

        return power;
    }
}
