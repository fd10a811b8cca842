using Trifuse.Simulator.Market;

namespace Trifuse.Tests.Simulator;

public class CandleBookTests
{
    // 2026-11-25 13:30:00 UTC.
    private const long Start = 1_795_613_400;

    [Fact]
    public void A_candle_opens_with_its_first_trade_and_closes_with_its_last()
    {
        var book = new CandleBook(1);
        foreach ((long price, long size) in new[] { (100L, 5L), (103, 1), (98, 2), (101, 4) })
        {
            book.Add(0, price, size, Start + 7);
        }

        var expected = new Candle(Start, 100, 101, 103, 98, 12, 500 + 103 + 196 + 404, 4);
        Assert.Equal(expected, book.Latest(0, Type("1min")));
        Assert.Equal(Start - 1_800, book.Latest(0, Type("1hour"))!.Value.StartSec);
    }

    [Fact]
    public void Candles_come_newest_first_and_without_the_quiet_stretches()
    {
        var book = new CandleBook(1);
        foreach (long at in new[] { 0, 60, 300, 301, 360 })
        {
            book.Add(0, 100, 1, Start + at);
        }

        Assert.Equal(
            [Start + 360, Start + 300, Start + 60, Start],
            book.Between(0, Type("1min"), 0, long.MaxValue, 10).Select(c => c.StartSec));
        Assert.Equal(
            [Start + 300, Start + 60],
            book.Between(0, Type("1min"), Start + 60, Start + 360, 10).Select(c => c.StartSec));
        Assert.Equal([3, 2], book.Between(0, Type("5min"), 0, long.MaxValue, 10).Select(c => c.Trades));
        Assert.Single(book.Between(0, Type("1min"), 0, long.MaxValue, 1));
    }

    [Fact]
    public void A_start_price_is_one_flat_candle_until_something_trades_in_its_time()
    {
        var book = new CandleBook(2);
        Assert.Empty(book.Between(0, Type("1min"), 0, long.MaxValue, 10));
        book.Start(0, 77, Start + 30);
        book.Start(0, 88, Start + 90);
        Assert.Equal([Candle.Flat(Start, 77)], book.Between(0, Type("1min"), 0, long.MaxValue, 10));
        Assert.Null(book.Latest(0, Type("1min")));
        book.Add(0, 79, 1, Start + 61);
        Assert.Equal([79, 77], book.Between(0, Type("1min"), 0, long.MaxValue, 10).Select(c => c.Open));
        Assert.Equal([79], book.Between(0, Type("1hour"), 0, long.MaxValue, 10).Select(c => c.Open));
        Assert.Empty(book.Between(1, Type("1min"), 0, long.MaxValue, 10));
    }

    [Fact]
    public void No_more_than_1500_candles_of_a_length_are_answered_and_little_more_kept()
    {
        var book = new CandleBook(1);
        for (int i = 0; i < 4_000; i++)
        {
            book.Add(0, 100 + i, 1, Start + (60 * i));
        }

        IReadOnlyList<Candle> all = book.Between(0, Type("1min"), 0, long.MaxValue, int.MaxValue);
        Assert.Equal(1_500, all.Count);
        Assert.Equal(Start + (60 * 3_999), all[0].StartSec);
        Assert.InRange(book.Minutes(0).Count, 1_500, 1_750);
    }

    [Theory]
    [InlineData("1min", 1_795_613_459, 1_795_613_400)]
    [InlineData("8hour", 1_795_613_459, 1_795_593_600)]
    [InlineData("1day", 1_795_613_459, 1_795_564_800)]
    [InlineData("1month", 1_795_613_459, 1_793_491_200)]
    public void Every_length_starts_on_its_own_grid(string type, long at, long start) =>
        Assert.Equal(start, Type(type).StartOf(at));

    [Fact]
    public void The_tape_keeps_the_last_100_trades_oldest_first()
    {
        var tape = new TradeTape(2);
        Assert.Empty(tape.Recent(1));
        for (int i = 1; i <= 1_000; i++)
        {
            tape.Add(1, new TapeEntry(i, 100, 1, true, i));
        }

        Assert.Equal(Enumerable.Range(901, 100).Select(i => (long)i), tape.Recent(1).Select(t => t.TradeId));
    }

    private static CandleType Type(string name) => CandleType.Find(name)!;
}
