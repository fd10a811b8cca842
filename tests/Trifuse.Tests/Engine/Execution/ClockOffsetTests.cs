using Trifuse.Engine.Execution;
using Trifuse.Net.Linux;

namespace Trifuse.Tests.Engine.Execution;

public sealed class ClockOffsetTests
{
    private static long LocalMs => RealtimeClock.NowNs() / 1_000_000;

    [Fact]
    public void Starts_with_the_offset_that_start_up_measured()
    {
        Assert.Equal(-1_234, new ClockOffset(-1_234).Ms);
    }

    [Fact]
    public void Believes_the_quickest_of_the_last_replies()
    {
        var clock = new ClockOffset(0);
        clock.Note(LocalMs + 5_000, roundTripNs: 1_000_000);
        // A slow reply measures badly: it must not replace the quick one.
        clock.Note(LocalMs + 9_000, roundTripNs: 800_000_000);
        Assert.InRange(clock.Ms, 4_900, 5_100);
    }

    [Fact]
    public void Forgets_a_quick_reply_after_eight_others()
    {
        var clock = new ClockOffset(0);
        clock.Note(LocalMs + 5_000, roundTripNs: 1_000_000);
        for (int i = 0; i < 8; i++)
        {
            clock.Note(LocalMs + 7_000, roundTripNs: 2_000_000);
        }
        Assert.InRange(clock.Ms, 6_900, 7_100);
    }

    [Fact]
    public void Follows_a_clock_that_was_set_after_two_replies_that_contradict_the_estimate()
    {
        var clock = new ClockOffset(0);
        clock.Note(LocalMs + 10, roundTripNs: 1_000_000);
        clock.Note(LocalMs + 3_000, roundTripNs: 5_000_000);
        Assert.InRange(clock.Ms, -90, 110);
        clock.Note(LocalMs + 3_000, roundTripNs: 5_000_000);
        Assert.InRange(clock.Ms, 2_900, 3_100);
    }

    [Fact]
    public void Adds_the_offset_to_the_time_of_requests()
    {
        var clock = new ClockOffset(60_000);
        Assert.InRange(clock.ServerNowMs - LocalMs, 59_900, 60_100);
    }
}
