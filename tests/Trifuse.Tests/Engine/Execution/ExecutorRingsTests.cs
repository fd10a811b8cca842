using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Engine.Execution;

public sealed class ExecutorRingsTests
{
    [Fact]
    public void A_full_ring_of_notes_says_once_that_some_were_lost()
    {
        var rings = new ExecutorRings();
        for (int i = 0; i < rings.Fills.Capacity; i++)
        {
            rings.Pass(new FillNote { IngressNs = i });
        }
        Assert.False(rings.TakeLost());

        rings.Pass(new FillNote { IngressNs = -1 });

        Assert.Equal(1, rings.LostNotes);
        Assert.True(rings.TakeLost());
        Assert.False(rings.TakeLost());
        Assert.True(rings.Fills.TryRead(out FillNote oldest));
        Assert.Equal(0, oldest.IngressNs);
    }

    [Fact]
    public void The_capacities_are_those_that_the_table_states()
    {
        var rings = new ExecutorRings();
        Assert.Equal(2, rings.Signals.Capacity);
        Assert.Equal(1024, rings.Fills.Capacity);
        Assert.Equal(4, rings.Exits.Capacity);
        Assert.Equal(64, rings.Returns.Capacity);
        Assert.Equal(16, rings.Reports.Capacity);
    }

    [Fact]
    public void An_answer_about_exits_that_finds_its_ring_full_is_lost_and_stops_nothing()
    {
        var rings = new ExecutorRings();
        var output = new RingOutput([rings], [null], 1, passBalances: false, new HotMetrics(), isDry: false);
        int asked = 2 * rings.Exits.Capacity;
        for (int round = 1; round <= asked; round++)
        {
            output.Exits(0, new ExitPlan { Round = round });
        }
        for (int round = 1; round <= rings.Exits.Capacity; round++)
        {
            Assert.True(rings.Exits.TryPeek(out int place));
            Assert.Equal(round, rings.Exits.Slot(place).Round);
            rings.Exits.EndRead();
        }
        Assert.False(rings.Exits.TryPeek(out _));
    }
}
