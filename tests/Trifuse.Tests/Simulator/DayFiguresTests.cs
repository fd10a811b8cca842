using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

public class DayFiguresTests
{
    // 2026-11-25 13:30:00 UTC.
    private const long Start = 1_795_613_400;

    private readonly SymbolState _symbol = new Market().Exchange.FindSymbol("ETH-USDT")!;
    private readonly MarketHistory _history = new(3);

    [Fact]
    public void Nothing_traded_leaves_the_start_price()
    {
        _history.Candles.Start(_symbol.Index, 150_000, Start);
        PriceSpan day = _history.Figures.Day(_symbol, (Start + 5) * 1_000);
        Assert.Equal(
            ["1500", "1500", "1500", "1500", "1500", "0", "0", "0", "0"],
            Texts(day));
    }

    [Fact]
    public void Figures_hold_what_traded_since_and_the_price_before()
    {
        _history.Candles.Start(_symbol.Index, 150_000, Start);
        Trade(10, "1510", "0.5");
        Trade(70, "1490", "0.25");
        Trade(200, "1498.5", "0.25");
        Assert.Equal(
            ["1500", "1498.5", "1510", "1490", "1502.125", "1", "1502.125", "-1.5", "-0.001"],
            Texts(_history.Figures.Hour(_symbol, (Start + 210) * 1_000)));
    }

    [Fact]
    public void A_stretch_opens_with_the_last_price_before_it()
    {
        _history.Candles.Start(_symbol.Index, 150_000, Start);
        Trade(0, "1510", "1");
        Trade(7_200, "1520", "2");
        long now = (Start + 7_300) * 1_000;
        Assert.Equal(
            ["1510", "1520", "1520", "1520", "1520", "2", "3040", "10", "0.0066"],
            Texts(_history.Figures.Hour(_symbol, now)));
        Assert.Equal("3", _history.Figures.FourHours(_symbol, now).Volume.ToString());
        Assert.Equal("0", _history.Figures.Day(_symbol, now + 86_400_000).Volume.ToString());
        Assert.Equal("1520", _history.Figures.Day(_symbol, now + 86_400_000).Open.ToString());
    }

    private static string[] Texts(PriceSpan span) =>
    [
        span.Open.ToString(), span.Last.ToString(), span.High.ToString(), span.Low.ToString(),
        span.Average.ToString(), span.Volume.ToString(), span.Turnover.ToString(),
        span.ChangePrice.ToString(), span.ChangeRate.ToString(),
    ];

    private void Trade(long atSec, string price, string size)
    {
        Assert.True(Dec.Parse(price).TryToUnits(_symbol.Rules.PriceScale, out long priceUnits));
        Assert.True(Dec.Parse(size).TryToUnits(_symbol.Rules.SizeScale, out long sizeUnits));
        long timeNs = (Start + atSec) * 1_000_000_000;
        _history.Add(_symbol.Index, new TapeEntry(1, priceUnits, sizeUnits, true, timeNs));
    }
}
