using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.Tests.Trading.Market;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Tests.Trading.Limits;

public sealed class LimitBookTests
{
    private const long DayNs = 86_400_000_000_000;
    private const long Now = (20_000 * DayNs) + 17;

    private static readonly Universe World = Universe.Build(
        [
            MarketFiles.Spec("X-USDT", "X", "USDT"),
            MarketFiles.Spec("X-BTC", "X", "BTC"),
            MarketFiles.Spec("BTC-USDT", "BTC", "USDT"),
        ],
        new UniverseFilter { StartCurrencies = ["USDT", "BTC"] }).Universe!;

    private static readonly LimitOptions Options = new()
    {
        MaxDailyLoss = Amounts(("USDT", "10")),
        MaxCascadeLoss = Amounts(("BTC", "0.5")),
        MaxConsecutiveFailures = 3,
        StopWhenUncertain = true,
    };

    [Fact]
    public void The_days_result_trips_at_the_limit_and_not_before()
    {
        var book = new LimitBook(World, Options);
        book.OnEnded(Ended("USDT", "-6"), Now);
        book.OnEnded(Ended("USDT", "1"), Now + 1);
        book.OnEnded(Ended("USDT", "-4.9999"), Now + 2);
        Assert.False(book.IsTripped);
        book.OnEnded(Ended("USDT", "-0.0001") with { Cascade = 9 }, Now + 3);
        Assert.True(book.IsTrippedBy(BreakerCause.DailyLoss));
        Assert.Equal(
            "the day's result is -10, the largest loss 10 USDT, cascade 9", TextOf(book, BreakerCause.DailyLoss));
    }

    [Fact]
    public void A_new_day_starts_from_nothing_but_what_has_tripped_stays_so()
    {
        var book = new LimitBook(World, Options);
        book.OnEnded(Ended("USDT", "-9"), Now);
        book.OnEnded(Ended("USDT", "-9"), Now + DayNs);
        Assert.False(book.IsTripped);
        book.OnEnded(Ended("USDT", "-1"), Now + DayNs + 1);
        Assert.True(book.IsTripped);
        book.OnEnded(Ended("USDT", "5"), Now + (2 * DayNs));
        Assert.True(book.IsTripped);
        // A clock that was set back does not bring back the results of the day before.
        Assert.Equal(ExactDecimal.Parse("5"), book.ResultOf(Start("USDT")));
        book.OnEnded(Ended("USDT", "5"), Now);
        Assert.Equal(ExactDecimal.Parse("10"), book.ResultOf(Start("USDT")));
    }

    [Fact]
    public void Each_start_currency_has_its_own_limits()
    {
        var book = new LimitBook(World, Options);
        book.OnEnded(Ended("BTC", "-0.49"), Now);
        book.OnEnded(Ended("BTC", "-0.49"), Now);
        book.OnEnded(Ended("USDT", "-9.99"), Now);
        Assert.False(book.IsTripped);
        book.OnEnded(Ended("BTC", "-0.5"), Now);
        Assert.True(book.IsTrippedBy(BreakerCause.CascadeLoss));
        Assert.False(book.IsTrippedBy(BreakerCause.DailyLoss));
        Assert.Equal(
            "a cascade's result is -0.5, the largest loss 0.5 BTC, cascade 1",
            TextOf(book, BreakerCause.CascadeLoss));
    }

    [Fact]
    public void Failures_count_in_a_row_and_what_was_stopped_on_purpose_is_none()
    {
        var book = new LimitBook(World, Options);
        CascadeResult failed = Ended("USDT", "0") with { IsFailed = true };
        CascadeResult stopped = Ended("USDT", "0");
        CascadeResult filled = Ended("USDT", "0") with { IsFilled = true };
        foreach (CascadeResult result in (CascadeResult[])[failed, failed, filled, failed, stopped, failed])
        {
            book.OnEnded(in result, Now);
        }
        Assert.False(book.IsTripped);
        book.OnEnded(in failed, Now);
        Assert.True(book.IsTrippedBy(BreakerCause.Failures));
        Assert.Equal("3 cascades in a row have failed, cascade 1", TextOf(book, BreakerCause.Failures));
    }

    [Fact]
    public void A_cascade_that_cannot_say_what_it_holds_trips_where_that_is_asked_for()
    {
        CascadeResult uncertain = Ended("USDT", "0") with { IsUncertain = true };
        var book = new LimitBook(World, Options);
        book.OnEnded(in uncertain, Now);
        Assert.True(book.IsTrippedBy(BreakerCause.Uncertain));
        var lax = new LimitBook(World, Options with { StopWhenUncertain = false });
        lax.OnEnded(in uncertain, Now);
        Assert.False(lax.IsTripped);
    }

    [Fact]
    public void Resuming_clears_everything_and_lets_the_day_begin_anew_only_where_it_had_tripped()
    {
        var book = new LimitBook(World, Options);
        book.OnEnded(Ended("USDT", "-9"), Now);
        Assert.True(book.Trip(new BreakerNote { Cause = BreakerCause.Kill }));
        book.Resume();
        Assert.False(book.IsTripped);
        Assert.Equal(ExactDecimal.Parse("-9"), book.ResultOf(Start("USDT")));
        book.OnEnded(Ended("USDT", "-1"), Now);
        Assert.True(book.IsTrippedBy(BreakerCause.DailyLoss));
        book.Resume();
        Assert.Equal(ExactDecimal.Zero, book.ResultOf(Start("USDT")));
    }

    [Fact]
    public void A_breaker_keeps_its_first_note_and_several_can_be_tripped()
    {
        var book = new LimitBook(World, Options);
        Assert.True(book.Trip(new BreakerNote { Cause = BreakerCause.Drift, Cascade = 4 }));
        Assert.False(book.Trip(new BreakerNote { Cause = BreakerCause.Drift, Cascade = 5 }));
        Assert.True(book.Trip(new BreakerNote { Cause = BreakerCause.Drain }));
        Assert.False(book.Trip(new BreakerNote()));
        Assert.Equal(4u, book.NoteOf(BreakerCause.Drift).Cascade);
        Assert.True(book.IsTrippedBy(BreakerCause.Drift) && book.IsTrippedBy(BreakerCause.Drain));
    }

    [Fact]
    public void What_is_restored_is_what_was_kept()
    {
        var first = new LimitBook(World, Options);
        first.OnEnded(Ended("USDT", "-9") with { IsFailed = true }, Now);
        first.OnEnded(Ended("BTC", "-0.7") with { IsFailed = true }, Now);
        var second = new LimitBook(World, Options);
        long before = second.Version;
        second.Restore(in first.State);
        Assert.True(second.Version > before);
        Assert.True(second.IsTrippedBy(BreakerCause.CascadeLoss));
        Assert.False(second.IsTrippedBy(BreakerCause.DailyLoss));
        second.OnEnded(Ended("USDT", "-1") with { IsFailed = true }, Now);
        Assert.True(second.IsTrippedBy(BreakerCause.DailyLoss));
        Assert.True(second.IsTrippedBy(BreakerCause.Failures));
    }

    internal static Dictionary<string, ExactDecimal> Amounts(params (string Code, string Amount)[] amounts) =>
        amounts.ToDictionary(a => a.Code, a => ExactDecimal.Parse(a.Amount), StringComparer.Ordinal);

    private static CascadeResult Ended(string start, string profit) => new()
    {
        Cascade = 1,
        Start = Start(start),
        Profit = ExactDecimal.Parse(profit),
    };

    private static CurrencyId Start(string code)
    {
        Assert.True(World.TryFindCurrency(System.Text.Encoding.ASCII.GetBytes(code), out CurrencyId start));
        return start;
    }

    private static string TextOf(LimitBook book, BreakerCause cause)
    {
        var writer = new Utf8Writer(stackalloc byte[BreakerNote.MaxText]);
        book.NoteOf(cause).Write(ref writer, World);
        Assert.False(writer.Truncated);
        return System.Text.Encoding.UTF8.GetString(writer.Written);
    }
}
