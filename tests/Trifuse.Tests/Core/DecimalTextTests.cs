using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using Trifuse.Core.Numbers;

namespace Trifuse.Tests.Core;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("1.5", "1.5")]
    [InlineData("-0.07740", "-0.0774")]
    [InlineData("+3", "3")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("1e-12", "0.000000000001")]
    [InlineData("1.20E+3", "1200")]
    [InlineData("100e-2", "1")]
    [InlineData("0e9999", "0")]
    [InlineData("000000000000000000000000000000000000000000000001", "1")]
    [InlineData("1.0000000000000000000000000000000000000000000000000000", "1")]
    [InlineData("123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678")]
    [InlineData("99999999999999999999999999999999999999", "99999999999999999999999999999999999999")]
    [InlineData("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001")]
    public void Reads_and_writes(string text, string expected)
    {
        Assert.True(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out ExactDecimal value));
        Assert.Equal(expected, value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1.2.3")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("0x10")]
    [InlineData("1e39")]
    [InlineData("1e-39")]
    [InlineData("999999999999999999999999999999999999999")]
    [InlineData("1234567890123456789x")]
    [InlineData("1.23456789012345678901234567890123456789")]
    public void Refuses_what_is_no_number_of_38_digits(string text) =>
        Assert.False(DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void Never_throws_whatever_the_bytes() =>
        Gen.OneOf(Gen.Byte.Array[0, 60], Gen.Char["0123456789.eE+-"].Select(c => (byte)c).Array[0, 60])
            .Sample(bytes => { _ = DecimalText.TryParse(bytes, out _); }, iter: 50_000);

    [Fact]
    public void Accepts_exactly_the_numbers_that_the_oracle_accepts() =>
        Gen.Char["00123456789.eE+-"].Array[1, 50].Sample(characters =>
        {
            string text = new(characters);
            bool accepted = DecimalText.TryParse(Encoding.UTF8.GetBytes(text), out ExactDecimal value);
            if (accepted)
            {
                (BigInteger mantissa, int exponent) = Split(text);
                BigInteger mine = (BigInteger)value.Mantissa;
                int down = Math.Max(0, -exponent);
                Assert.Equal(
                    mantissa * BigInteger.Pow(10, Math.Max(0, exponent) + value.Scale),
                    mine * BigInteger.Pow(10, down));
            }
        }, iter: 50_000);

    [Theory]
    [InlineData("1.005", 2, "1.01")]
    [InlineData("-149.955", 2, "-149.96")]
    [InlineData("34.4", 2, "34.40")]
    [InlineData("0", 3, "0.000")]
    [InlineData("7", 0, "7")]
    [InlineData("-0.001", 2, "0.00")]
    public void Fixed_decimals_are_padded_and_rounded(string text, int decimals, string expected) =>
        Assert.Equal(expected, ExactDecimal.Parse(text).ToString(decimals));

    [Fact]
    public void The_longest_texts_fit_the_stated_length()
    {
        var longest = new ExactDecimal(Int128.MinValue, 38);
        Assert.Equal("-1.70141183460469231731687303715884105728", longest.ToString());
        var wide = new ExactDecimal(Int128.MinValue, 0);
        Assert.True(wide.ToString().Length <= DecimalText.MaxLength);
        Assert.Equal(Int128.MinValue.ToString(CultureInfo.InvariantCulture), wide.ToString());
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        byte[] buffer = new byte[DecimalText.MaxLength];
        AllocationMeter.AssertNone(() =>
        {
            Assert.True(DecimalText.TryParse("0.07746000"u8, out ExactDecimal value));
            Assert.True(DecimalText.TryParse("123456789012345678901234.5678e-3"u8, out ExactDecimal wide));
            _ = DecimalText.Format(value, buffer) + DecimalText.FormatFixed(wide, 2, buffer);
        });
    }

    private static (BigInteger Mantissa, int Exponent) Split(string text)
    {
        string[] parts = text.Split('e', 'E');
        int exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        string number = parts[0];
        int point = number.IndexOf('.');
        if (point >= 0)
        {
            exponent -= number.Length - point - 1;
            number = number.Remove(point, 1);
        }
        var mantissa = BigInteger.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (mantissa, exponent);
    }
}
