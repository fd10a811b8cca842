namespace Trifuse.Core.Numbers;

/// <summary>10^0 to 10^38 as integers, 10^0 to 10^22 as exact doubles.</summary>
internal static class PowersOfTen
{
    /// <summary>10^22 is the largest power of ten that a double holds exactly.</summary>
    public const int ExactDoubleMax = 22;

    private static readonly Int128[] WideTable = MakeWide();
    private static readonly Int128[] LimitTable = MakeLimits();
    private static readonly double[] DoubleTable =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    public static Int128 Wide(int exponent) => WideTable[exponent];

    /// <summary>The largest mantissa that can be multiplied by 10^exponent without overflow.</summary>
    public static Int128 Limit(int exponent) => LimitTable[exponent];

    public static double AsDouble(int exponent) => DoubleTable[exponent];

    private static Int128[] MakeWide()
    {
        var table = new Int128[ExactDecimal.MaxScale + 1];
        table[0] = Int128.One;
        for (int i = 1; i < table.Length; i++)
        {
            table[i] = checked(table[i - 1] * 10);
        }
        return table;
    }

    private static Int128[] MakeLimits()
    {
        var table = new Int128[ExactDecimal.MaxScale + 1];
        for (int i = 0; i < table.Length; i++)
        {
            table[i] = Int128.MaxValue / Wide(i);
        }
        return table;
    }
}
