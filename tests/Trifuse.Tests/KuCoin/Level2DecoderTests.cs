using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.KuCoin.Rest;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>/market/level2 with its snapshot.</summary>
public class Level2DecoderTests
{
    private readonly MarketBench _bench = new();

    [Fact]
    public void Decodes_the_sample_by_the_template()
    {
        byte[] payload = KuCoinFixtures.Bytes("ws_pub_level2");
        Assert.True(_bench.Template(payload.AsSpan().TrimEnd("\n"u8)));
        Assert.Equal(
            "changes BTC-USDT 14701689783-14701689783 bids asks 67993.3 x 1.21427407 #14701689783 at "
                + "1729816425625",
            _bench.Read(payload));
    }

    [Fact]
    public void Decodes_several_changes_of_both_sides() => Assert.Equal(
        "changes BTC-USDT 14103844-14103847 bids 18891.9 x 0.15688 #14103847 "
        + "asks 18906 x 0.00331 #14103845 18907.3 x 0.58751503 #14103844 at 1663747970273",
        _bench.Read(
            """{"type":"message","topic":"/market/level2:BTC-USDT","subject":"trade.l2update","data":"""
                + """{"changes":{"asks":[["18906","0.00331","14103845"],"""
                + """["18907.3","0.58751503","14103844"]],"bids":[["18891.9","0.15688","14103847"]]}"""
                + ""","sequenceEnd":14103847,"sequenceStart":14103844,"symbol":"BTC-USDT","time":"""
                + """1663747970273}}"""));

    [Fact]
    public void Follows_sixty_recorded_changes_without_a_gap_through_the_snapshot()
    {
        var symbols = new SymbolTable(["BCHSV-USDT"]);
        var decoder = new MarketDecoder(symbols);
        Reply<SnapshotReply> snapshot = SnapshotReply.Parse(
            200, KuCoinFixtures.Bytes("live2021_rest_level2_snapshot"));
        Assert.True(snapshot.IsGood, snapshot.Cause);
        var book = new SequenceBook(snapshot.Value);
        int messages = 0;
        foreach (byte[] frame in KuCoinFixtures.Elements("live2021_ws_level2_sequence"))
        {
            Assert.Equal(DecodeResult.Message, decoder.Decode(frame, ref book));
            messages++;
        }
        Assert.Equal(60, messages);
        Assert.Equal(0, book.Gaps);
        Assert.Equal(1613277183874, book.FirstSequence);
        Assert.Equal(1613277183933, book.LastSequence);
        // The snapshot holds the first 19 changes; the other 41 follow without a hole.
        Assert.Equal(1613277183892, snapshot.Value.Sequence);
        Assert.Equal(41, book.Applied);
        Assert.True(book.PlaceholdersSeen > 0);
        Assert.True(book.BestBid < book.BestAsk);
    }

    [Fact]
    public void Takes_1024_changes_a_side_and_not_one_more()
    {
        Assert.Equal(DecodeResult.Message, _bench.Decode(Frame(MarketDecoder.MaxChanges)));
        Assert.Equal(DecodeResult.Malformed, _bench.Decode(Frame(MarketDecoder.MaxChanges + 1)));
    }

    [Theory]
    [InlineData("\"sequenceStart\":2,\"sequenceEnd\":1")]
    [InlineData("\"sequenceStart\":-1,\"sequenceEnd\":1")]
    [InlineData("\"sequenceEnd\":1")]
    [InlineData("\"sequenceStart\":1")]
    [InlineData("\"sequenceStart\":1,\"sequenceEnd\":99999999999999999999")]
    public void Calls_impossible_sequences_malformed(string sequences) => Assert.Equal(
        DecodeResult.Malformed,
        _bench.Decode(
            """{"type":"message","topic":"/market/level2:BTC-USDT","data":{"changes":{"asks":[],"bids":[]},"""
            + sequences + "}}"));

    private static string Frame(int changes)
    {
        string rows = string.Join(',', Enumerable.Range(1, changes).Select(i => $"[\"{i}\",\"1\",\"{i}\"]"));
        return """{"topic":"/market/level2:BTC-USDT","type":"message","subject":"trade.l2update","data":"""
            + """{"changes":{"asks":["""
            + rows + "],\"bids\":[]},\"sequenceEnd\":2000,\"sequenceStart\":1,\"symbol\":\"BTC-USDT\","
            + "\"time\":1}}";
    }

    /// <summary>
    /// The merge rule of KuCoin protocol section 6.3, just enough of it to use decoder and snapshot together.
    /// </summary>
    private struct SequenceBook(SnapshotReply snapshot) : IMarketHandler
    {
        private readonly SortedDictionary<ExactDecimal, ExactDecimal> _bids = ToBook(snapshot.Bids);
        private readonly SortedDictionary<ExactDecimal, ExactDecimal> _asks = ToBook(snapshot.Asks);
        private readonly long _snapshotSequence = snapshot.Sequence;

        public long FirstSequence { get; private set; }

        public long LastSequence { get; private set; }

        public int Gaps { get; private set; }

        public int Applied { get; private set; }

        public int PlaceholdersSeen { get; private set; }

        public readonly ExactDecimal BestBid => _bids.Keys.Last();

        public readonly ExactDecimal BestAsk => _asks.Keys.First();

        public readonly void OnTop(
            SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence) =>
            Assert.Fail("Not a level2 message.");

        public readonly void OnDepth(
            SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs) =>
            Assert.Fail("Not a level2 message.");

        public void OnChanges(
            SymbolId symbol,
            long sequenceStart,
            long sequenceEnd,
            ReadOnlySpan<LevelChange> bids,
            ReadOnlySpan<LevelChange> asks,
            long exchangeMs)
        {
            FirstSequence = FirstSequence == 0 ? sequenceStart : FirstSequence;
            Gaps += LastSequence != 0 && sequenceStart != LastSequence + 1 ? 1 : 0;
            LastSequence = sequenceEnd;
            if (sequenceEnd > _snapshotSequence)
            {
                Applied++;
                Apply(_bids, bids);
                Apply(_asks, asks);
            }
        }

        private static SortedDictionary<ExactDecimal, ExactDecimal> ToBook(
            IReadOnlyList<PriceLevel> levels) =>
            new(levels.ToDictionary(level => level.Price, level => level.Size));

        private void Apply(
            SortedDictionary<ExactDecimal, ExactDecimal> side, ReadOnlySpan<LevelChange> changes)
        {
            foreach (LevelChange change in changes)
            {
                if (change.Price.IsZero)
                {
                    PlaceholdersSeen++;
                }
                else if (change.Size.IsZero)
                {
                    side.Remove(change.Price);
                }
                else
                {
                    side[change.Price] = change.Size;
                }
            }
        }
    }
}
