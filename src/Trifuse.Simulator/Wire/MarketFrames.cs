using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The public pushes, exactly in the shapes of KuCoin protocol 6.2. Each is valid until the next is built.
/// </summary>
public sealed class MarketFrames
{
    private readonly FrameBuilder _out = new();
    private readonly HashSet<long> _seen = [];
    private readonly List<LevelChange> _rows = [];
    private readonly bool _blanksHidden;

    /// <param name="blanksHidden">Whether what is out of sight shows as rows of price 0.</param>
    public MarketFrames(bool blanksHidden)
    {
        _blanksHidden = blanksHidden;
    }

    public ReadOnlySpan<byte> Level1(SymbolState symbol, long nowMs)
    {
        _out.Start().Raw("{\"topic\":\"/spotMarket/level1:"u8).Plain(symbol.Rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"level1\",\"data\":{\"asks\":"u8);
        Flat(symbol, symbol.Book.BestAsk);
        _out.Raw(",\"bids\":"u8);
        Flat(symbol, symbol.Book.BestBid);
        return _out.Raw(",\"timestamp\":"u8).Number(nowMs).Raw("}}"u8).Frame;
    }

    public ReadOnlySpan<byte> Ticker(SymbolState symbol, long nowMs, bool forAll)
    {
        SymbolRules rules = symbol.Rules;
        _out.Start().Raw("{\"type\":\"message\",\"topic\":\"/market/ticker:"u8)
            .Plain(forAll ? "all" : rules.Symbol).Raw("\",\"subject\":\""u8)
            .Plain(forAll ? rules.Symbol : "trade.ticker").Raw("\",\"data\":{\"sequence\":\""u8)
            .Number(symbol.Book.Sequence).Raw("\",\"price\":"u8).Quoted(symbol.LastPrice, rules.PriceScale)
            .Raw(",\"size\":"u8).Quoted(symbol.LastSize, rules.SizeScale);
        Level ask = symbol.Book.BestAsk;
        Level bid = symbol.Book.BestBid;
        return _out.Raw(",\"bestAsk\":"u8).Quoted(ask.Price, rules.PriceScale)
            .Raw(",\"bestAskSize\":"u8).Quoted(ask.Size, rules.SizeScale)
            .Raw(",\"bestBid\":"u8).Quoted(bid.Price, rules.PriceScale)
            .Raw(",\"bestBidSize\":"u8).Quoted(bid.Size, rules.SizeScale)
            .Raw(",\"time\":"u8).Number(nowMs).Raw("}}"u8).Frame;
    }

    public ReadOnlySpan<byte> Depth(SymbolState symbol, int depth, long nowMs)
    {
        _out.Start().Raw("{\"topic\":\"/spotMarket/level2Depth"u8).Number(depth).Raw(":"u8)
            .Plain(symbol.Rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"level2\",\"data\":{\"asks\":"u8);
        Rows(symbol, symbol.Book.Asks, depth);
        _out.Raw(",\"bids\":"u8);
        Rows(symbol, symbol.Book.Bids, depth);
        return _out.Raw(",\"timestamp\":"u8).Number(nowMs).Raw("}}"u8).Frame;
    }

    /// <summary>
    /// Changes that follow each other; a price that changed more than once stands once, with its last
    /// sequence number.
    /// </summary>
    public ReadOnlySpan<byte> Level2(
        SymbolState symbol, IReadOnlyList<LevelChange> changes, int first, int count, long nowMs)
    {
        _out.Start().Raw("{\"topic\":\"/market/level2:"u8).Plain(symbol.Rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"trade.l2update\",\"data\":{\"changes\":{\"asks\":"u8);
        Changes(symbol, changes, first, count, isAsk: true);
        _out.Raw(",\"bids\":"u8);
        Changes(symbol, changes, first, count, isAsk: false);
        return _out.Raw("},\"sequenceEnd\":"u8).Number(changes[first + count - 1].Sequence)
            .Raw(",\"sequenceStart\":"u8).Number(changes[first].Sequence)
            .Raw(",\"symbol\":\""u8).Plain(symbol.Rules.Symbol)
            .Raw("\",\"time\":"u8).Number(nowMs).Raw("}}"u8).Frame;
    }

    /// <summary>
    /// A trade, from the taker's side; its sequence is the trade's id, and its time a text in nanoseconds.
    /// </summary>
    public ReadOnlySpan<byte> Match(MarketTrade trade)
    {
        SymbolRules rules = trade.Symbol.Rules;
        return _out.Start().Raw("{\"topic\":\"/market/match:"u8).Plain(rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"trade.l3match\",\"data\":{\"makerOrderId\":\""u8)
            .Plain(trade.MakerOrderId).Raw("\",\"price\":"u8).Quoted(trade.Price, rules.PriceScale)
            .Raw(",\"sequence\":\""u8).Number(trade.TradeId)
            .Raw("\",\"side\":\""u8).Plain(trade.TakerIsBuy ? "buy" : "sell")
            .Raw("\",\"size\":"u8).Quoted(trade.Size, rules.SizeScale)
            .Raw(",\"symbol\":\""u8).Plain(rules.Symbol)
            .Raw("\",\"takerOrderId\":\""u8).Plain(trade.TakerOrderId)
            .Raw("\",\"time\":\""u8).Number(trade.TimeNs).Raw("\",\"tradeId\":\""u8).Number(trade.TradeId)
            .Raw("\",\"type\":\"match\"}}"u8).Frame;
    }

    /// <summary>The candle of the latest trade: added when that trade opened it, else updated.</summary>
    public ReadOnlySpan<byte> Candles(SymbolState symbol, CandleType type, in Candle candle, long timeNs)
    {
        SymbolRules rules = symbol.Rules;
        return _out.Start().Raw("{\"topic\":\"/market/candles:"u8).Plain(rules.Symbol).Raw("_"u8)
            .Plain(type.Name).Raw("\",\"type\":\"message\",\"subject\":\"trade.candles."u8)
            .Plain(candle.Trades > 1 ? "update" : "add").Raw("\",\"data\":{\"symbol\":\""u8)
            .Plain(rules.Symbol).Raw("\",\"candles\":[\""u8).Number(candle.StartSec).Raw("\","u8)
            .Quoted(candle.Open, rules.PriceScale).Raw(","u8).Quoted(candle.Close, rules.PriceScale)
            .Raw(","u8).Quoted(candle.High, rules.PriceScale)
            .Raw(","u8).Quoted(candle.Low, rules.PriceScale)
            .Raw(","u8).Quoted(candle.VolumeIn(rules)).Raw(","u8).Quoted(candle.TurnoverIn(rules))
            .Raw("],\"time\":"u8).Number(timeNs).Raw("}}"u8).Frame;
    }

    private void Flat(SymbolState symbol, Level level)
    {
        _out.Raw("["u8);
        if (level.Size > 0)
        {
            _out.Quoted(level.Price, symbol.Rules.PriceScale).Raw(","u8)
                .Quoted(level.Size, symbol.Rules.SizeScale);
        }

        _out.Raw("]"u8);
    }

    private void Rows(SymbolState symbol, IReadOnlyList<Level> side, int depth)
    {
        _out.Raw("["u8);
        for (int i = 0; i < Math.Min(depth, side.Count); i++)
        {
            if (i > 0)
            {
                _out.Raw(","u8);
            }

            Flat(symbol, side[i]);
        }

        _out.Raw("]"u8);
    }

    private void Changes(
        SymbolState symbol, IReadOnlyList<LevelChange> changes, int first, int count, bool isAsk)
    {
        _seen.Clear();
        _rows.Clear();
        for (int i = first + count - 1; i >= first; i--)
        {
            LevelChange change = changes[i];
            bool isShown = change.IsAsk == isAsk && (change.Price != 0 || _blanksHidden);
            if (isShown && _seen.Add(change.Price))
            {
                _rows.Add(change);
            }
        }

        _out.Raw("["u8);
        for (int i = _rows.Count - 1; i >= 0; i--)
        {
            _out.Raw("["u8).Quoted(_rows[i].Price, symbol.Rules.PriceScale).Raw(","u8)
                .Quoted(_rows[i].Size, symbol.Rules.SizeScale)
                .Raw(",\""u8).Number(_rows[i].Sequence).Raw(i > 0 ? "\"],"u8 : "\"]"u8);
        }

        _out.Raw("]"u8);
    }
}
