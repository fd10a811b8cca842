using System.Numerics;

namespace Trifuse.Tests.Core;

/// <summary>A reduced fraction: the slow and certain arithmetic that the fast one is compared with.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    public Rational(BigInteger numerator, BigInteger denominator)
    {
        BigInteger divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    /// <summary>
    /// The fewest decimals that write the value exactly; the denominator has no factors but 2 and 5.
    /// </summary>
    public int DecimalPlaces
    {
        get
        {
            int places = 0;
            BigInteger power = BigInteger.One;
            while (power % Denominator != 0)
            {
                power *= 10;
                places++;
            }
            return places;
        }
    }

    public static Rational operator +(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) =>
        a + new Rational(-b.Numerator, b.Denominator);

    public static Rational operator *(Rational a, Rational b) =>
        new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => a * new Rational(b.Denominator, b.Numerator);

    public int CompareTo(Rational other) =>
        (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public Rational CutTo(int scale)
    {
        BigInteger power = BigInteger.Pow(10, scale);
        return new Rational(Numerator * power / Denominator, power);
    }

    public Rational RoundHalfAwayTo(int scale)
    {
        var half = new Rational(Numerator.Sign, 2 * BigInteger.Pow(10, scale));
        return (this + half).CutTo(scale);
    }
}
