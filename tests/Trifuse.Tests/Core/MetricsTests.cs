using System.Text;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Metrics;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;

namespace Trifuse.Tests.Core;

public sealed class MetricsTests
{
    [Fact]
    public void Percentiles_are_at_most_3_2_percent_above_the_true_ones() =>
        Gen.Select(Gen.Long[0, 1L << 39].Array[1, 200], Gen.Double[0, 1]).Sample((values, share) =>
        {
            var histogram = new LatencyHistogram();
            foreach (long value in values)
            {
                histogram.Record(value);
            }
            long[] sorted = values.Order().ToArray();
            int rank = Math.Max(1, (int)Math.Ceiling(share * values.Length));
            long exact = sorted[rank - 1];
            long reported = histogram.PercentileNs(share);
            Assert.InRange(reported, exact, exact + (long)(exact * 0.032));
            Assert.Equal(sorted[^1], histogram.MaxNs);
            Assert.Equal(sorted[^1], histogram.PercentileNs(1));
        }, iter: 2_000);

    [Fact]
    public void Extremes_are_counted()
    {
        var histogram = new LatencyHistogram();
        Assert.Equal(0, histogram.PercentileNs(0.5));
        histogram.Record(-5);
        Assert.Equal(0, histogram.PercentileNs(0.5));
        histogram.Record(long.MaxValue);
        Assert.Equal(2, histogram.Count);
        Assert.Equal(long.MaxValue, histogram.MaxNs);
        histogram.Clear();
        Assert.Equal(0, histogram.Count);
        Assert.Equal(0, histogram.PercentileNs(1));
    }

    [Fact]
    public void Two_histograms_add_up()
    {
        var one = new LatencyHistogram();
        var two = new LatencyHistogram();
        one.Record(10);
        two.Record(30);
        two.Record(20);
        one.Add(two);
        Assert.Equal(3, one.Count);
        Assert.Equal(20, one.PercentileNs(0.5));
        Assert.Equal(30, one.MaxNs);
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        var histogram = new LatencyHistogram();
        AllocationMeter.AssertNone(() =>
        {
            histogram.Record(123_456);
            _ = histogram.PercentileNs(0.99);
        });
    }

    [Fact]
    public void The_generator_gives_the_published_sequence()
    {
        // SplitMix64 with seed 1234567, as published with the reference implementation.
        var prng = new Prng(1234567);
        ulong[] expected =
        [
            6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431,
            16408922859458223821,
        ];
        foreach (ulong value in expected)
        {
            Assert.Equal(value, prng.NextUInt64());
        }
    }

    [Fact]
    public void Numbers_below_a_bound_stay_below_and_reach_every_value()
    {
        var prng = new Prng(42);
        int[] seen = new int[10];
        for (int i = 0; i < 10_000; i++)
        {
            seen[prng.NextBelow(10)]++;
        }
        Assert.All(seen, count => Assert.InRange(count, 800, 1200));
        Gen.Long[1, long.MaxValue].Sample(
            max => Assert.InRange(new Prng((ulong)max).NextBelow(max), 0, max - 1));
        Assert.Throws<CheckFailedException>(() => new Prng(1).NextBelow(0));
    }

    [Fact]
    public void The_writer_writes_what_it_is_given()
    {
        Span<byte> buffer = stackalloc byte[100];
        var writer = new Utf8Writer(buffer);
        writer.Append("a=");
        writer.Append(long.MinValue);
        writer.Append(' ');
        writer.AppendPadded(7, 3);
        writer.Append(' ');
        writer.Append(ExactDecimal.Parse("-0.0750"));
        writer.Append(' ');
        writer.AppendFixed(ExactDecimal.Parse("-149.955"), 2);
        writer.Append(' ');
        writer.AppendMs(82_912_999);
        writer.Append(' ');
        writer.AppendMs(-1_500_000);
        Assert.False(writer.Truncated);
        Assert.Equal(
            "a=-9223372036854775808 007 -0.075 -149.96 82.912 -1.500", Encoding.UTF8.GetString(writer.Written));
    }

    [Fact]
    public void A_full_writer_cuts_off_and_says_so() =>
        Gen.Int[0, 40].Sample(size =>
        {
            const string Whole = "profit=-0.0749|-12345.678";
            var writer = new Utf8Writer(new byte[size]);
            writer.Append("profit="u8);
            writer.Append(ExactDecimal.Parse("-0.0749"));
            writer.Append('|');
            writer.AppendMs(-12_345_678_901);
            Assert.Equal(size < Whole.Length, writer.Truncated);
            Assert.Equal(Whole[..Math.Min(size, Whole.Length)], Encoding.UTF8.GetString(writer.Written));
        });

    [Fact]
    public void Writing_allocates_nothing()
    {
        byte[] buffer = new byte[100];
        ExactDecimal amount = ExactDecimal.Parse("12.5");
        AllocationMeter.AssertNone(() =>
        {
            var writer = new Utf8Writer(buffer);
            writer.Append("profit=");
            writer.Append(amount);
            writer.AppendMs(1_234_567);
            writer.AppendPadded(12, 4);
        });
    }

    [Fact]
    public void A_failed_check_names_the_expression()
    {
        int size = 3;
        var failure = Assert.Throws<CheckFailedException>(() => Trifuse.Core.Check.That(size < 2));
        Assert.Contains("size < 2", failure.Message);
    }
}
