using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Rings;

namespace Trifuse.Tests.Core;

public sealed class RingTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_value_ring_behaves_like_a_bounded_queue() =>
        Gen.Select(Gen.Int[1, 9], Gen.Bool.Array[0, 200]).Sample((capacity, writes) =>
        {
            var ring = new SpscRing<long>(capacity);
            var model = new Queue<long>();
            long next = 0;
            foreach (bool write in writes)
            {
                if (write)
                {
                    bool fits = model.Count < ring.Capacity;
                    Assert.Equal(fits, ring.TryWrite(next));
                    if (fits)
                    {
                        model.Enqueue(next);
                    }
                    next++;
                }
                else
                {
                    Assert.Equal(model.TryDequeue(out long expected), ring.TryRead(out long actual));
                    Assert.Equal(expected, actual);
                }
                Assert.Equal(model.Count, ring.Count);
            }
        });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(64, 64)]
    public void Capacity_is_rounded_up_to_a_power_of_two(int asked, int given) =>
        Assert.Equal(given, new SpscRing<int>(asked).Capacity);

    [Fact]
    public void A_slot_is_filled_in_place_and_seen_only_when_published()
    {
        var ring = new SpscRing<long>(2);
        Assert.True(ring.TryBeginWrite(out int slot));
        ring.Slot(slot) = 42;
        Assert.False(ring.TryPeek(out _));
        ring.EndWrite();
        Assert.True(ring.TryPeek(out int read));
        Assert.Equal(42, ring.Slot(read));
        ring.EndRead();
        Assert.False(ring.TryRead(out _));
    }

    [Fact]
    public void The_byte_ring_behaves_like_a_queue_of_records() =>
        Gen.Select(Gen.Int[64, 200], Gen.Int[-1, 70].Array[0, 200]).Sample((capacity, actions) =>
        {
            var ring = new SpscByteRing(capacity);
            var model = new Queue<byte[]>();
            byte stamp = 0;
            foreach (int action in actions)
            {
                if (action < 0)
                {
                    AssertReads(ring, model);
                    continue;
                }
                byte[] record = new byte[action];
                Array.Fill(record, unchecked(++stamp));
                bool taken = ring.TryWrite(record.AsSpan(0, action / 2), record.AsSpan(action / 2));
                Assert.True(taken || model.Count > 0 || action > ring.MaxRecordLength, "an empty ring refused");
                if (taken)
                {
                    model.Enqueue(record);
                }
            }
            while (model.Count > 0)
            {
                AssertReads(ring, model);
            }
            Assert.Equal(0, ring.Used);
        });

    [Fact]
    public void A_record_longer_than_the_limit_is_refused()
    {
        var ring = new SpscByteRing(64);
        Assert.False(ring.TryWrite(new byte[ring.MaxRecordLength + 1], default));
        Assert.True(ring.TryWrite(new byte[ring.MaxRecordLength], default));
    }

    [Fact]
    public void Two_threads_pass_every_value_in_order()
    {
        const int Total = 400_000;
        // Large enough that two threads which have to share a busy processor need few turns.
        var ring = new SpscRing<long>(1024);
        long wrong = -1;
        var reader = new Thread(() =>
        {
            long expected = 0;
            var spin = default(SpinWait);
            while (expected < Total && wrong < 0)
            {
                if (!ring.TryRead(out long value))
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                }
                else if (value != expected++)
                {
                    wrong = value;
                }
            }
        });
        reader.Start();
        WriteAll(Total, i => ring.TryWrite(i), reader);
        Assert.True(reader.Join(Deadline), "the reader did not finish");
        Assert.Equal(-1, wrong);
    }

    [Fact]
    public void Two_threads_pass_every_record_whole()
    {
        const int Total = 200_000;
        var ring = new SpscByteRing(32 * 1024);
        int wrong = -1;
        var reader = new Thread(() =>
        {
            int expected = 0;
            var spin = default(SpinWait);
            while (expected < Total && wrong < 0)
            {
                if (!ring.TryPeek(out ReadOnlySpan<byte> record))
                {
                    spin.SpinOnce(sleep1Threshold: -1);
                    continue;
                }
                byte stamp = unchecked((byte)expected);
                if (record.Length != expected % 97 || record.IndexOfAnyExcept(stamp) >= 0)
                {
                    wrong = expected;
                }
                ring.EndRead();
                expected++;
            }
        });
        reader.Start();
        byte[] buffer = new byte[97];
        WriteAll(Total, i =>
        {
            Span<byte> record = buffer.AsSpan(0, (int)(i % 97));
            record.Fill(unchecked((byte)i));
            return ring.TryWrite(record[..(record.Length / 3)], record[(record.Length / 3)..]);
        }, reader);
        Assert.True(reader.Join(Deadline), "the reader did not finish");
        Assert.Equal(-1, wrong);
    }

    [Fact]
    public void Passing_values_allocates_nothing()
    {
        var ring = new SpscRing<long>(8);
        var bytes = new SpscByteRing(256);
        AllocationMeter.AssertNone(() =>
        {
            ring.TryWrite(1);
            ring.TryRead(out _);
            bytes.TryWrite("head"u8, "body"u8);
            bytes.TryPeek(out _);
            bytes.EndRead();
        });
    }

    [Fact]
    public void A_ring_without_room_is_a_bug()
    {
        Assert.Throws<CheckFailedException>(() => new SpscRing<int>(0));
        Assert.Throws<CheckFailedException>(() => new SpscByteRing(10));
    }

    private static void AssertReads(SpscByteRing ring, Queue<byte[]> model)
    {
        bool expected = model.TryDequeue(out byte[]? record);
        Assert.Equal(expected, ring.TryPeek(out ReadOnlySpan<byte> actual));
        Assert.True(actual.SequenceEqual(record));
        if (expected)
        {
            ring.EndRead();
        }
    }

    private static void WriteAll(int total, Func<long, bool> tryWrite, Thread reader)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var spin = default(SpinWait);
        for (long i = 0; i < total;)
        {
            if (tryWrite(i))
            {
                i++;
                continue;
            }
            Assert.True(reader.IsAlive, "the reader stopped early: a value came out wrong");
            Assert.True(clock.Elapsed < Deadline, "the ring stayed full");
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
