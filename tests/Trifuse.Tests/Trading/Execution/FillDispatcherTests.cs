using CsCheck;
using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Trading.Execution;

public class FillDispatcherTests
{
    [Fact]
    public void Behaves_like_a_dictionary() =>
        Gen.Select(Gen.UInt[0, 40], Gen.Int[0, 2]).List[0, 300].Sample(steps =>
        {
            var dispatcher = new FillDispatcher(run: 7, maxCascades: 8);
            var model = new Dictionary<uint, int>();
            foreach ((uint cascade, int what) in steps)
            {
                // Numbers 16 apart share a home, so that runs of entries form and shift.
                uint key = (cascade % 8 * 16) + (cascade / 8);
                if (what == 0 && !model.ContainsKey(key))
                {
                    bool fits = model.Count < 8;
                    Assert.Equal(fits, dispatcher.TryRegister(key, (int)cascade));
                    if (fits)
                    {
                        model.Add(key, (int)cascade);
                    }
                }
                else if (what == 1)
                {
                    Assert.Equal(model.Remove(key), dispatcher.Release(key));
                }
                bool isKnown = model.TryGetValue(key, out int expected);
                Assert.Equal(isKnown, dispatcher.TryFind(Event(7, key), out int slot));
                Assert.Equal(isKnown ? expected : -1, slot);
                Assert.Equal(model.Count, dispatcher.Count);
            }
            foreach ((uint key, int slot) in model)
            {
                Assert.True(dispatcher.TryFind(Event(7, key), out int found) && found == slot);
            }
        });

    [Fact]
    public void Every_step_and_attempt_of_a_cascade_leads_to_its_slot()
    {
        var dispatcher = new FillDispatcher(run: 7, maxCascades: 4);
        Assert.True(dispatcher.TryRegister(3, 2));
        OrderEvent late = Event(7, 3);
        late.ClientId = new ClientOrderId(7, 3, 5, 9);
        Assert.True(dispatcher.TryFind(late, out int slot) && slot == 2);
    }

    [Fact]
    public void Events_that_are_no_concern_of_ours_are_counted_by_cause()
    {
        var dispatcher = new FillDispatcher(run: 7, maxCascades: 4);
        OrderEvent foreign = Event(7, 1);
        foreign.IsOurs = false;
        Assert.False(dispatcher.TryFind(foreign, out _));
        Assert.False(dispatcher.TryFind(Event(6, 1), out _));
        Assert.False(dispatcher.TryFind(Event(7, 1), out _));
        Assert.Equal((1L, 1L, 1L), (dispatcher.ForeignCount, dispatcher.OtherRunCount, dispatcher.LateCount));
    }

    private static OrderEvent Event(uint run, uint cascade) => new()
    {
        IsOurs = true,
        ClientId = new ClientOrderId(run, cascade, 0, 0),
    };
}
