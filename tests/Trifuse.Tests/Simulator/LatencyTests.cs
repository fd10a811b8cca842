using Trifuse.Simulator;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

public sealed class LatencyTests
{
    [Fact]
    public void Draws_have_the_median_and_the_tail_that_were_asked_for()
    {
        var delay = new Delay(8, 40);
        var rng = new Rng(7, stream: 1);
        double[] draws =
            [.. Enumerable.Range(0, 20_000).Select(_ => delay.Draw(rng).TotalMilliseconds).Order()];
        Assert.InRange(draws[10_000], 7.5, 8.5);
        Assert.InRange(draws[19_800], 34, 46);
    }

    [Fact]
    public void No_delay_draws_nothing_and_takes_no_time()
    {
        var rng = new Rng(7, stream: 1);
        Assert.Equal(TimeSpan.Zero, Delay.None.Draw(rng));
        Assert.Equal(new Rng(7, stream: 1).NextUInt64(), rng.NextUInt64());
    }

    [Fact]
    public void The_same_seed_draws_the_same_delays()
    {
        var delay = new Delay(1.5, 4);
        Assert.Equal(Draws(delay), Draws(delay));
    }

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 100_000)]
    [InlineData(double.NaN, 1)]
    public void Delays_that_make_no_sense_are_refused(double median, double p99)
    {
        var model = new LatencyModel { Match = new Delay(median, p99) };
        Assert.Contains("match", Assert.Throws<SimulatorStartException>(model.Validate).Message);
    }

    private static TimeSpan[] Draws(Delay delay)
    {
        var rng = new Rng(3, stream: 2);
        return [.. Enumerable.Range(0, 50).Select(_ => delay.Draw(rng))];
    }
}
