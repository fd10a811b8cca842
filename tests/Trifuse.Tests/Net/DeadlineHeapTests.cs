using CsCheck;
using Trifuse.Net.Loop;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class DeadlineHeapTests
{
    [Fact]
    public void Behaves_like_a_sorted_list_under_any_use()
    {
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Long[0, 50]).List[0, 200].Sample(steps =>
        {
            var heap = new DeadlineHeap(10);
            var model = new Dictionary<int, long>();
            foreach ((int kind, int timer, long timeNs) in steps)
            {
                if (kind <= 1)
                {
                    heap.Set(timer, timeNs);
                    model[timer] = timeNs;
                }
                else if (kind == 2)
                {
                    Assert.Equal(model.Remove(timer), heap.Cancel(timer));
                }
                else
                {
                    PopAll(heap, model, timeNs);
                }
                Assert.Equal(model.Count, heap.Count);
                Assert.Equal(model.Count == 0 ? long.MaxValue : model.Values.Min(), heap.NextDeadlineNs);
                Assert.Equal(model.ContainsKey(timer), heap.IsSet(timer));
            }
        });
    }

    private static void PopAll(DeadlineHeap heap, Dictionary<int, long> model, long nowNs)
    {
        long lastNs = long.MinValue;
        while (heap.TryPopDue(nowNs, out int due))
        {
            Assert.True(model.Remove(due, out long deadlineNs));
            Assert.True(deadlineNs <= nowNs);
            Assert.True(deadlineNs >= lastNs);
            lastNs = deadlineNs;
        }
        Assert.All(model.Values, deadlineNs => Assert.True(deadlineNs > nowNs));
    }

    [Fact]
    public void Tells_how_long_a_loop_may_sleep()
    {
        var heap = new DeadlineHeap(2);
        Assert.Equal(-1, heap.TimeoutNs(100));
        heap.Set(0, 150);
        Assert.Equal(50, heap.TimeoutNs(100));
        Assert.Equal(0, heap.TimeoutNs(200));
    }

    [Fact]
    public void Allocates_nothing_after_construction()
    {
        var heap = new DeadlineHeap(64);
        void Run()
        {
            for (int i = 0; i < 1000; i++)
            {
                heap.Set(i % 64, i * 7919 % 1000);
                heap.Cancel(i * 31 % 64);
                heap.TryPopDue(i % 500, out _);
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
    }
}
