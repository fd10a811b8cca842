using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class EventLoopTests
{
    private const long SecondNs = 1_000_000_000;

    [Fact]
    public void Calls_the_handler_of_a_ready_descriptor_until_it_is_drained()
    {
        using var loop = new EventLoop();
        using var source = new EventFd();
        var handler = new Recorder();
        loop.Add(source.Descriptor, handler);
        Assert.Equal(0, loop.Poll(0));
        source.Signal();
        Assert.Equal(1, loop.Poll(-1));
        Assert.Equal(1, loop.Poll(-1));
        Assert.Equal([ReadyEvents.Readable, ReadyEvents.Readable], handler.Seen);
        Assert.True(loop.LastReadyNs <= MonotonicClock.NowNs());
        source.Drain();
        Assert.Equal(0, loop.Poll(0));
    }

    [Fact]
    public void Tells_of_output_only_while_it_is_wanted()
    {
        using var loop = new EventLoop();
        using var source = new EventFd();
        var handler = new Recorder();
        loop.Add(source.Descriptor, handler);
        loop.SetWriteInterest(source.Descriptor, true);
        Assert.Equal(1, loop.Poll(-1));
        loop.SetWriteInterest(source.Descriptor, false);
        Assert.Equal(0, loop.Poll(0));
        Assert.Equal([ReadyEvents.Writable], handler.Seen);
    }

    [Fact]
    public void Drops_the_event_of_a_descriptor_removed_by_an_earlier_handler()
    {
        using var loop = new EventLoop();
        using var first = new EventFd();
        using var second = new EventFd();
        int calls = 0;
        void RemoveOther(int other)
        {
            calls++;
            loop.Remove(other);
        }
        loop.Add(first.Descriptor, new Callback(() => RemoveOther(second.Descriptor)));
        loop.Add(second.Descriptor, new Callback(() => RemoveOther(first.Descriptor)));
        first.Signal();
        second.Signal();
        Assert.Equal(1, loop.Poll(-1));
        Assert.Equal(1, calls);
        Assert.Equal(1, loop.DescriptorCount);
    }

    [Fact]
    public void Drops_a_stale_event_even_if_the_descriptor_is_watched_again()
    {
        using var loop = new EventLoop();
        using var first = new EventFd();
        using var second = new EventFd();
        var replaced = new Recorder();
        void Replace(int own, int other)
        {
            loop.Remove(own);
            loop.Remove(other);
            loop.Add(other, replaced);
        }
        loop.Add(first.Descriptor, new Callback(() => Replace(first.Descriptor, second.Descriptor)));
        loop.Add(second.Descriptor, new Callback(() => Replace(second.Descriptor, first.Descriptor)));
        first.Signal();
        second.Signal();
        Assert.Equal(1, loop.Poll(-1));
        Assert.Empty(replaced.Seen);
        Assert.Equal(1, loop.Poll(-1));
        Assert.Single(replaced.Seen);
    }

    [Fact]
    public void Removing_twice_or_what_was_never_added_is_false()
    {
        using var loop = new EventLoop();
        using var source = new EventFd();
        loop.Add(source.Descriptor, new Recorder());
        Assert.Throws<InvalidOperationException>(() => loop.Add(source.Descriptor, new Recorder()));
        Assert.True(loop.Remove(source.Descriptor));
        Assert.False(loop.Remove(source.Descriptor));
        Assert.False(loop.Remove(-1));
        Assert.False(loop.Remove(100_000));
        loop.SetWriteInterest(-1, true);
        source.Signal();
        Assert.Equal(0, loop.Poll(0));
    }

    [Fact]
    public void Sleeps_at_least_as_long_as_asked()
    {
        using var loop = new EventLoop();
        foreach (long timeoutNs in (long[])[1, 300_000, 1_700_000])
        {
            long beforeNs = MonotonicClock.NowNs();
            Assert.Equal(0, loop.Poll(timeoutNs));
            Assert.True(MonotonicClock.NowNs() - beforeNs >= timeoutNs);
        }
    }

    [Fact]
    public void A_wake_before_the_wait_makes_it_return()
    {
        using var loop = new EventLoop();
        loop.Wake();
        loop.Wake();
        Assert.Equal(0, loop.Poll(-1));
        Assert.Equal(0, loop.Poll(0));
    }

    [Fact]
    public void A_producer_pays_for_a_wake_only_if_the_consumer_sleeps()
    {
        using var loop = new EventLoop();
        Assert.False(loop.Waker.WakeIfSleeping());
        loop.Waker.Arm();
        Assert.True(loop.Waker.WakeIfSleeping());
        Assert.False(loop.Waker.WakeIfSleeping());
        Assert.Equal(0, loop.Poll(-1));
        loop.Waker.Arm();
        loop.Waker.Disarm();
        Assert.False(loop.Waker.WakeIfSleeping());
    }

    [Fact]
    public void No_wake_up_is_lost_between_two_threads()
    {
        const int Count = 100_000;
        using var loop = new EventLoop();
        long published = 0;
        long wakes = 0;
        var producer = new Thread(() =>
        {
            for (int i = 1; i <= Count; i++)
            {
                Volatile.Write(ref published, i);
                wakes += loop.Waker.WakeIfSleeping() ? 1 : 0;
                // Uneven gaps let the consumer fall asleep at ever other moments.
                Thread.SpinWait(i % 64);
            }
        });
        producer.Start();
        long seen = 0;
        long deadlineNs = Deadline.FromNowNs();
        while (seen < Count)
        {
            seen = Volatile.Read(ref published);
            loop.Waker.Arm();
            if (Volatile.Read(ref published) != seen)
            {
                loop.Waker.Disarm();
                continue;
            }
            if (seen == Count)
            {
                break;
            }
            loop.Poll(10 * SecondNs);
            Assert.True(MonotonicClock.NowNs() < deadlineNs, $"A wake-up was lost after {seen}.");
        }
        producer.Join();
        Assert.Equal(Count, seen);
        Assert.True(wakes <= Count);
    }

    [Fact]
    public void Polling_allocates_nothing()
    {
        using var loop = new EventLoop();
        using var source = new EventFd();
        var handler = new Callback(() => source.Drain());
        loop.Add(source.Descriptor, handler);
        void Run()
        {
            for (int i = 0; i < 200; i++)
            {
                source.Signal();
                loop.Poll(-1);
                loop.SetWriteInterest(source.Descriptor, true);
                loop.SetWriteInterest(source.Descriptor, false);
                loop.Waker.Arm();
                loop.Waker.WakeIfSleeping();
                loop.Poll(1000);
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
    }

    private sealed class Recorder : IReadyHandler
    {
        internal List<ReadyEvents> Seen { get; } = [];

        public void OnReady(ReadyEvents events, long nowNs) => Seen.Add(events);
    }

    private sealed class Callback(Action action) : IReadyHandler
    {
        public void OnReady(ReadyEvents events, long nowNs) => action();
    }
}
