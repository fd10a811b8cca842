using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// The public pushes of the Pro streams (KuCoin protocol section 8). P is the time of the push, M that of the
/// match, both in nanoseconds. Each is valid until the next is built.
/// </summary>
public sealed class ProMarketFrames
{
    private readonly FrameBuilder _out = new();

    public ReadOnlySpan<byte> Ticker(SymbolState symbol, bool lastWasBuy, long nowNs)
    {
        SymbolRules rules = symbol.Rules;
        Level ask = symbol.Book.BestAsk;
        Level bid = symbol.Book.BestBid;
        return _out.Start().Raw("{\"T\":\"ticker.SPOT\",\"P\":"u8).Number(nowNs)
            .Raw(",\"d\":{\"A\":"u8).Quoted(ask.Size, rules.SizeScale)
            .Raw(",\"B\":"u8).Quoted(bid.Size, rules.SizeScale)
            .Raw(",\"E\":"u8).Number(symbol.Book.Sequence).Raw(",\"M\":"u8).Number(nowNs)
            .Raw(",\"S\":\""u8).Plain(lastWasBuy ? "BUY" : "SELL")
            .Raw("\",\"a\":"u8).Quoted(ask.Price, rules.PriceScale)
            .Raw(",\"b\":"u8).Quoted(bid.Price, rules.PriceScale)
            .Raw(",\"l\":"u8).Quoted(symbol.LastPrice, rules.PriceScale)
            .Raw(",\"q\":"u8).Quoted(symbol.LastSize, rules.SizeScale)
            .Raw(",\"s\":\""u8).Plain(rules.Symbol).Raw("\"}}"u8).Frame;
    }

    public ReadOnlySpan<byte> Trade(MarketTrade trade, long nowNs)
    {
        SymbolRules rules = trade.Symbol.Rules;
        return _out.Start().Raw("{\"T\":\"trade.SPOT\",\"P\":"u8).Number(nowNs)
            .Raw(",\"d\":{\"E\":"u8).Number(trade.TradeId).Raw(",\"M\":"u8).Number(trade.TimeNs)
            .Raw(",\"S\":\""u8).Plain(trade.TakerIsBuy ? "buy" : "sell")
            .Raw("\",\"p\":"u8).Quoted(trade.Price, rules.PriceScale)
            .Raw(",\"q\":"u8).Quoted(trade.Size, rules.SizeScale)
            .Raw(",\"s\":\""u8).Plain(rules.Symbol)
            .Raw("\",\"ti\":\""u8).Number(trade.TradeId).Raw("\"}}"u8).Frame;
    }

    public ReadOnlySpan<byte> Snapshot(SymbolState symbol, ProDepth depth, int levels, long nowNs)
    {
        long sequence = symbol.Book.Sequence;
        Head(depth, "snapshot", sequence, sequence, nowNs);
        Rows(symbol, symbol.Book.Asks, levels);
        _out.Raw(",\"b\":"u8);
        Rows(symbol, symbol.Book.Bids, levels);
        return Tail(symbol);
    }

    /// <summary>
    /// Levels that changed between two sequence numbers, both included, with their last sizes.
    /// </summary>
    public ReadOnlySpan<byte> Delta(
        SymbolState symbol, ProDepth depth, ProDelta delta, long nowNs)
    {
        Head(depth, "delta", delta.First, delta.Last, nowNs);
        Rows(symbol, [.. delta.Asks.Select(l => new Level(l.Key, l.Value))], int.MaxValue);
        _out.Raw(",\"b\":"u8);
        Rows(symbol, [.. delta.Bids.Select(l => new Level(l.Key, l.Value))], int.MaxValue);
        return Tail(symbol);
    }

    private void Head(ProDepth depth, string kind, long first, long last, long nowNs) =>
        _out.Start().Raw("{\"T\":\"obu.SPOT\",\"dp\":\""u8).Plain(ProTopic.NameOf(depth))
            .Raw("\",\"t\":\""u8).Plain(kind).Raw("\",\"P\":"u8).Number(nowNs)
            .Raw(",\"d\":{\"C\":"u8).Number(last).Raw(",\"M\":"u8).Number(nowNs)
            .Raw(",\"O\":"u8).Number(first).Raw(",\"a\":"u8);

    private ReadOnlySpan<byte> Tail(SymbolState symbol) =>
        _out.Raw(",\"s\":\""u8).Plain(symbol.Rules.Symbol).Raw("\"}}"u8).Frame;

    private void Rows(SymbolState symbol, IReadOnlyList<Level> side, int levels)
    {
        _out.Raw("["u8);
        for (int i = 0; i < Math.Min(levels, side.Count); i++)
        {
            _out.Raw(i > 0 ? ",["u8 : "["u8).Quoted(side[i].Price, symbol.Rules.PriceScale).Raw(","u8)
                .Quoted(side[i].Size, symbol.Rules.SizeScale).Raw("]"u8);
        }

        _out.Raw("]"u8);
    }
}
