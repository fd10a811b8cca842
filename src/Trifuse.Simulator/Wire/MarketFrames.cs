using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>The public pushes, exactly in the shapes of KuCoin protocol 6.2.</summary>
public sealed class MarketFrames
{
    private readonly FrameBuilder _out = new();

    public byte[] Level1(SymbolState symbol, long nowMs)
    {
        _out.Start().Raw("{\"topic\":\"/spotMarket/level1:"u8).Plain(symbol.Rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"level1\",\"data\":{\"asks\":"u8);
        Flat(symbol, symbol.Book.BestAsk);
        _out.Raw(",\"bids\":"u8);
        Flat(symbol, symbol.Book.BestBid);
        return _out.Raw(",\"timestamp\":"u8).Number(nowMs).Raw("}}"u8).ToArray();
    }

    public byte[] Ticker(SymbolState symbol, long nowMs, bool forAll)
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
            .Raw(",\"time\":"u8).Number(nowMs).Raw("}}"u8).ToArray();
    }

    public byte[] Depth(SymbolState symbol, int depth, long nowMs)
    {
        _out.Start().Raw("{\"topic\":\"/spotMarket/level2Depth"u8).Number(depth).Raw(":"u8)
            .Plain(symbol.Rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"level2\",\"data\":{\"asks\":"u8);
        Rows(symbol, symbol.Book.Asks, depth);
        _out.Raw(",\"bids\":"u8);
        Rows(symbol, symbol.Book.Bids, depth);
        return _out.Raw(",\"timestamp\":"u8).Number(nowMs).Raw("}}"u8).ToArray();
    }

    public byte[] Level2(SymbolState symbol, long nowMs)
    {
        IReadOnlyList<LevelChange> changes = symbol.Book.Changes;
        _out.Start().Raw("{\"topic\":\"/market/level2:"u8).Plain(symbol.Rules.Symbol)
            .Raw("\",\"type\":\"message\",\"subject\":\"trade.l2update\",\"data\":{\"changes\":{\"asks\":"u8);
        Changes(symbol, changes, isAsk: true);
        _out.Raw(",\"bids\":"u8);
        Changes(symbol, changes, isAsk: false);
        return _out.Raw("},\"sequenceEnd\":"u8).Number(changes[^1].Sequence)
            .Raw(",\"sequenceStart\":"u8).Number(changes[0].Sequence)
            .Raw(",\"symbol\":\""u8).Plain(symbol.Rules.Symbol)
            .Raw("\",\"time\":"u8).Number(nowMs).Raw("}}"u8).ToArray();
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

    private void Changes(SymbolState symbol, IReadOnlyList<LevelChange> changes, bool isAsk)
    {
        _out.Raw("["u8);
        bool first = true;
        foreach (LevelChange change in changes)
        {
            if (change.IsAsk != isAsk)
            {
                continue;
            }

            _out.Raw(first ? "["u8 : ",["u8).Quoted(change.Price, symbol.Rules.PriceScale).Raw(","u8)
                .Quoted(change.Size,
                    symbol.Rules.SizeScale).Raw(",\""u8).Number(change.Sequence).Raw("\"]"u8);
            first = false;
        }

        _out.Raw("]"u8);
    }
}
