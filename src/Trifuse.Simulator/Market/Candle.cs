using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Market;

/// <summary>What traded in one stretch of time, in the integer units of its symbol.</summary>
/// <param name="StartSec">Unix seconds.</param>
/// <param name="Open">Price of the first trade.</param>
/// <param name="Close">Price of the last trade.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Volume">Sum of sizes.</param>
/// <param name="Turnover">Sum of price x size, with the decimal places of both.</param>
/// <param name="Trades">Number of trades; 0 for the flat candle of a start price.</param>
public readonly record struct Candle(
    long StartSec, long Open, long Close, long High, long Low, Int128 Volume, Int128 Turnover, int Trades)
{
    /// <summary>A candle in which nothing traded.</summary>
    public static Candle Flat(long startSec, long price) =>
        new(startSec, price, price, price, price, 0, 0, 0);

    /// <summary>This candle with one more trade.</summary>
    public Candle With(long price, long size) => this with
    {
        Open = Trades == 0 ? price : Open,
        Close = price,
        High = Trades == 0 ? price : Math.Max(High, price),
        Low = Trades == 0 ? price : Math.Min(Low, price),
        Volume = Volume + size,
        Turnover = Turnover + ((Int128)price * size),
        Trades = Trades + 1,
    };

    public Dec VolumeIn(SymbolRules rules) => Dec.FromUnits(Volume, rules.SizeScale);

    public Dec TurnoverIn(SymbolRules rules) =>
        Dec.FromUnits(Turnover, rules.PriceScale + rules.SizeScale);
}
