using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Tests.Simulator;

/// <summary>Windows and limits of the quotas (KuCoin protocol section 2).</summary>
public sealed class RateLimiterTests
{
    private readonly HandClock _clock = new();
    private readonly RateLimiter _limiter;

    public RateLimiterTests()
    {
        _limiter = new RateLimiter(_clock);
    }

    [Fact]
    public void A_window_starts_with_the_first_request_and_lasts_30_seconds()
    {
        _clock.Advance(TimeSpan.FromSeconds(1_000));
        Assert.Equal(new RateLimiter.Standing(true, 2000, 1500, 30_000), Take(500));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(new RateLimiter.Standing(true, 2000, 0, 20_000), Take(1500));
        Assert.Equal(new RateLimiter.Standing(false, 2000, 0, 20_000), Take(1));
        _clock.Advance(TimeSpan.FromSeconds(19.999));
        Assert.Equal(new RateLimiter.Standing(false, 2000, 0, 1), Take(1));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new RateLimiter.Standing(true, 2000, 1999, 30_000), Take(1));
    }

    [Fact]
    public void A_call_that_does_not_fit_counts_nothing()
    {
        Take(1990);
        Assert.False(Take(15).Allowed);
        Assert.Equal(new RateLimiter.Standing(true, 2000, 0, 30_000), Take(10));
    }

    [Fact]
    public void Owners_and_pools_do_not_disturb_each_other()
    {
        Take(2000);
        Assert.Equal(1999, _limiter.Take(RatePool.Public, "b", 0, 1).Remaining);
        Assert.Equal(3999, _limiter.Take(RatePool.Spot, "a", 0, 1).Remaining);
        Assert.Equal(1999, _limiter.Take(RatePool.Management, "a", 0, 1).Remaining);
    }

    [Fact]
    public void The_newer_pool_has_a_window_of_3_seconds()
    {
        _limiter.Take(RatePool.Unified, "a", 0, 200);
        Assert.False(_limiter.Take(RatePool.Unified, "a", 0, 1).Allowed);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(new RateLimiter.Standing(true, 200, 199, 3_000),
            _limiter.Take(RatePool.Unified, "a", 0, 1));
    }

    [Theory]
    [InlineData(RatePool.Spot, 0, 4000)]
    [InlineData(RatePool.Spot, 3, 10000)]
    [InlineData(RatePool.Spot, 12, 40000)]
    [InlineData(RatePool.Management, 1, 2000)]
    [InlineData(RatePool.Management, 2, 4000)]
    [InlineData(RatePool.Management, 12, 20000)]
    [InlineData(RatePool.Public, 12, 2000)]
    [InlineData(RatePool.Unified, 12, 2000)]
    public void Limits_grow_with_the_level(RatePool pool, int tier, int limit) =>
        Assert.Equal(limit, RateLimiter.LimitOf(pool, tier));

    private RateLimiter.Standing Take(int weight) => _limiter.Take(RatePool.Public, "a", 0, weight);

    private sealed class HandClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
