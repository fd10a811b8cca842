using Trifuse.Core.Domain;
using Trifuse.Trading.Execution;
using static Trifuse.Tests.Trading.Execution.CascadeWorld;

namespace Trifuse.Tests.Trading.Execution;

public class FillAccumulatorTests
{
    [Fact]
    public void Sums_each_trade_once()
    {
        var fills = new FillAccumulator();
        Assert.True(fills.Add(Match(1, "2", "3")));
        Assert.False(fills.Add(Match(1, "2", "3")));
        Assert.True(fills.Add(Match(2, "2.5", "1")));
        Assert.Equal((2, 1), (fills.MatchCount, fills.DuplicateCount));
        Assert.Equal((D("4"), D("8.5")), (fills.Size, fills.Funds));
        Assert.False(fills.IsClosed);
    }

    [Fact]
    public void Closes_when_the_sum_equals_the_terminal_size_in_either_order()
    {
        var fills = new FillAccumulator();
        fills.Add(Terminal("4", hasSize: true));
        fills.Add(Match(1, "2", "3"));
        Assert.False(fills.IsClosed);
        fills.Add(Match(2, "2", "1"));
        Assert.True(fills.IsClosed);
        fills.Reset();
        Assert.False(fills.HasAny);
        fills.Add(Terminal("0", hasSize: true));
        Assert.True(fills.IsClosed);
    }

    [Fact]
    public void A_terminal_event_without_a_size_needs_the_truth()
    {
        var fills = new FillAccumulator();
        fills.Add(Match(1, "2", "3"));
        fills.Add(Terminal("0", hasSize: false));
        Assert.True(fills.NeedsTruth && !fills.IsClosed);
    }

    [Fact]
    public void More_matched_than_filled_needs_the_truth()
    {
        var fills = new FillAccumulator();
        fills.Add(Match(1, "2", "3"));
        fills.Add(Terminal("2", hasSize: true));
        Assert.True(fills.NeedsTruth && !fills.IsClosed);
    }

    [Fact]
    public void More_matches_than_the_table_holds_need_the_truth()
    {
        var fills = new FillAccumulator();
        for (int i = 0; i < FillAccumulator.MaxMatches; i++)
        {
            fills.Add(Match(i, "1", "1"));
        }
        Assert.False(fills.NeedsTruth);
        fills.Add(Match(1_000, "1", "1"));
        fills.Add(Terminal("256", hasSize: true));
        Assert.True(fills.NeedsTruth && !fills.IsClosed);
    }

    [Fact]
    public void A_stale_terminal_event_does_not_lower_the_size()
    {
        var fills = new FillAccumulator();
        fills.Add(Terminal("4", hasSize: true));
        fills.Add(Terminal("3", hasSize: true));
        fills.Add(Match(1, "1", "4"));
        Assert.True(fills.IsClosed);
    }

    private static OrderEvent Match(int trade, string price, string size) => new()
    {
        Kind = OrderEventKind.Match,
        TradeId = new TradeId((UInt128)(uint)trade),
        MatchPrice = D(price),
        MatchSize = D(size),
    };

    private static OrderEvent Terminal(string filled, bool hasSize) => new()
    {
        Kind = OrderEventKind.Canceled,
        FilledSize = D(filled),
        HasFilledSize = hasSize,
    };
}
