using Trifuse.Core.Domain;
using Trifuse.Trading.Limits;

namespace Trifuse.Tests.Trading.Limits;

public sealed class SymbolSwitchesTests
{
    private static readonly SymbolId One = new(1);

    [Fact]
    public void Each_cause_is_lifted_by_itself()
    {
        var switches = new SymbolSwitches(3);
        Assert.True(switches.TurnOff(One, SymbolOffCause.FeeDrift));
        Assert.False(switches.TurnOff(One, SymbolOffCause.FeeDrift));
        Assert.True(switches.TurnOff(One, SymbolOffCause.Halted));
        Assert.Equal(1, switches.OffCount);
        Assert.Equal(SymbolOffCause.FeeDrift | SymbolOffCause.Halted, switches.CauseOf(One, 0));
        Assert.True(switches.TurnOn(One, SymbolOffCause.Halted));
        Assert.Equal(SymbolOffCause.FeeDrift, switches.CauseOf(One, 0));
        Assert.Equal(SymbolOffCause.None, switches.CauseOf(new SymbolId(2), 0));
        Assert.True(switches.TurnOn(One, SymbolOffCause.FeeDrift));
        Assert.Equal(0, switches.OffCount);
    }

    [Fact]
    public void A_cool_down_ends_by_itself_and_is_never_shortened()
    {
        var switches = new SymbolSwitches(3);
        switches.CoolDown(One, 100);
        switches.CoolDown(One, 50);
        Assert.Equal(SymbolOffCause.CoolDown, switches.CauseOf(One, 99));
        Assert.Equal(SymbolOffCause.None, switches.CauseOf(One, 100));
        Assert.Equal(0, switches.OffCount);
    }

    [Fact]
    public void Resuming_lifts_what_the_engine_has_found_and_leaves_what_is_halted()
    {
        var switches = new SymbolSwitches(3);
        switches.TurnOff(One, SymbolOffCause.Halted);
        switches.TurnOff(One, SymbolOffCause.BookAudit);
        switches.CoolDown(new SymbolId(0), 100);
        switches.LiftAll();
        Assert.Equal(SymbolOffCause.Halted, switches.CauseOf(One, 1));
        Assert.Equal(SymbolOffCause.None, switches.CauseOf(new SymbolId(0), 1));
    }

    [Fact]
    public void Changes_are_taken_in_their_order_and_the_oldest_are_lost_when_nobody_takes_them()
    {
        var switches = new SymbolSwitches(200);
        switches.TurnOff(One, SymbolOffCause.FeeDrift);
        switches.CoolDown(One, 7);
        Assert.True(switches.TryTakeChange(out SymbolChange change));
        Assert.True(change is { IsOff: true, Cause: SymbolOffCause.FeeDrift });
        Assert.True(switches.TryTakeChange(out change));
        Assert.Equal(7, change.UntilNs);
        Assert.False(switches.TryTakeChange(out _));
        for (int i = 0; i < 100; i++)
        {
            switches.TurnOff(new SymbolId(i), SymbolOffCause.BookAudit);
        }
        Assert.True(switches.TryTakeChange(out change));
        Assert.Equal(36, change.Symbol.Index);
        for (int i = 37; i < 100; i++)
        {
            Assert.True(switches.TryTakeChange(out change));
            Assert.Equal(i, change.Symbol.Index);
        }
        Assert.False(switches.TryTakeChange(out _));
    }
}
