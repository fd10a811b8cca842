using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Hot;

namespace Trifuse.Tests.Engine.Hot;

public sealed class ControlRecordTests
{
    [Fact]
    public void A_snapshot_comes_back_from_its_record()
    {
        PriceLevel[] bids = [Level("1.5", "3"), Level("1.25", "0.00000001")];
        PriceLevel[] asks = [Level("1.75", "12345678901234567890.12345678")];

        byte[] record = ControlRecord.EncodeSnapshot(new SymbolId(7), 14_610_502_970, bids, asks);

        Assert.True(ControlRecord.TryDecodeSnapshot(
            record, out SymbolId symbol, out long sequence, out ReadOnlySpan<PriceLevel> readBids,
            out ReadOnlySpan<PriceLevel> readAsks));
        Assert.Equal(7, symbol.Index);
        Assert.Equal(14_610_502_970, sequence);
        Assert.Equal(bids, readBids.ToArray());
        Assert.Equal(asks, readAsks.ToArray());
    }

    [Fact]
    public void A_record_cut_anywhere_is_refused_or_shorter_but_never_read_beyond()
    {
        byte[] record = ControlRecord.EncodeSnapshot(new SymbolId(1), 5, [Level("1", "1")], [Level("2", "1")]);
        for (int length = 0; length < record.Length; length++)
        {
            bool isRead = ControlRecord.TryDecodeSnapshot(
                record.AsSpan(0, length), out _, out _, out ReadOnlySpan<PriceLevel> bids,
                out ReadOnlySpan<PriceLevel> asks);
            Assert.True(!isRead || bids.Length + asks.Length < 2);
        }
    }

    private static PriceLevel Level(string price, string size) =>
        new(ExactDecimal.Parse(price), ExactDecimal.Parse(size));
}
