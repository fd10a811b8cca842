using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Market;

/// <summary>What happened to a price within a stretch of time that ends now.</summary>
public sealed record PriceSpan
{
    /// <summary>The price at the beginning; zero if the symbol has no price at all.</summary>
    public required Dec Open { get; init; }

    public required Dec Last { get; init; }

    public required Dec High { get; init; }

    public required Dec Low { get; init; }

    /// <summary>Base currency that changed hands.</summary>
    public required Dec Volume { get; init; }

    /// <summary>Quote currency that changed hands.</summary>
    public required Dec Turnover { get; init; }

    /// <summary>Turnover by volume to 8 decimals, cut; the last price when nothing traded.</summary>
    public required Dec Average { get; init; }

    public Dec ChangePrice => Last - Open;

    /// <summary>Change by opening price to 4 decimals, cut towards zero as the exchange cuts it.</summary>
    public Dec ChangeRate
    {
        get
        {
            if (Open.IsZero)
            {
                return Dec.Zero;
            }

            Dec change = ChangePrice;
            Dec cut = Dec.FromUnits(Dec.FloorQuotient(change.Sign < 0 ? -change : change, Open, 4), 4);
            return change.Sign < 0 ? -cut : cut;
        }
    }
}

/// <summary>
/// Figures over the last hour, four hours and day, taken from the minute candles: a stretch begins on a full
/// minute. Not thread-safe: used under the exchange's gate.
/// </summary>
public sealed class DayFigures(CandleBook candles)
{
    private const long HourSec = 3_600;
    private const long DaySec = 24 * HourSec;

    /// <summary>The last 24 hours (KuCoin protocol section 3: stats, allTickers).</summary>
    public PriceSpan Day(SymbolState symbol, long nowMs) => Over(symbol, DaySec, nowMs);

    public PriceSpan FourHours(SymbolState symbol, long nowMs) => Over(symbol, 4 * HourSec, nowMs);

    public PriceSpan Hour(SymbolState symbol, long nowMs) => Over(symbol, HourSec, nowMs);

    private PriceSpan Over(SymbolState symbol, long seconds, long nowMs)
    {
        SymbolRules rules = symbol.Rules;
        IReadOnlyList<Candle> minutes = candles.Minutes(symbol.Index);
        long beginSec = (nowMs / 1000) - seconds;
        beginSec += (60 - (beginSec % 60)) % 60;
        Candle sum = Candle.Flat(beginSec, 0);
        int i = minutes.Count - 1;
        for (; i >= 0 && minutes[i].StartSec >= beginSec; i--)
        {
            Candle minute = minutes[i];
            sum = sum with
            {
                High = Math.Max(sum.High, minute.High),
                Low = sum.Trades == 0 ? minute.Low : Math.Min(sum.Low, minute.Low),
                Volume = sum.Volume + minute.Volume,
                Turnover = sum.Turnover + minute.Turnover,
                Trades = sum.Trades + minute.Trades,
            };
        }

        long open = i >= 0 ? minutes[i].Close : candles.OpeningOf(symbol.Index);
        long last = minutes.Count > 0 ? minutes[^1].Close : open;
        bool traded = sum.Trades > 0;
        Dec volume = sum.VolumeIn(rules);
        Dec turnover = sum.TurnoverIn(rules);
        return new PriceSpan
        {
            Open = rules.PriceOf(open),
            Last = rules.PriceOf(last),
            High = rules.PriceOf(traded ? sum.High : last),
            Low = rules.PriceOf(traded ? sum.Low : last),
            Volume = volume,
            Turnover = turnover,
            Average = traded ? Dec.FromUnits(Dec.FloorQuotient(turnover, volume, 8), 8) : rules.PriceOf(last),
        };
    }
}
