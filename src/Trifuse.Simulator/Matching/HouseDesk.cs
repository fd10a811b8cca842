using System.Runtime.InteropServices;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Brings the world's quotes into the books. What crosses users' resting orders trades with them, at their
/// prices; what crosses the house's own older quotes replaces them: the book is never crossed. While a symbol
/// is halted, what would cross a user's order is left out.
/// </summary>
public sealed class HouseDesk(OrderLife life, Executions executions)
{
    private readonly List<Level> _left = [];

    public void ReplaceSide(SymbolState symbol, bool isAsk, ReadOnlySpan<Level> levels)
    {
        Book book = symbol.Book;
        bool uncrossed = levels.Length == 0 || !Crosses(book, isAsk, BestOf(levels));
        if (uncrossed)
        {
            book.Replace(isAsk, levels);
            return;
        }

        _left.Clear();
        foreach (Level level in levels)
        {
            long left = level.Size > 0 ? Clear(symbol, isAsk, level) : 0;
            if (left > 0)
            {
                _left.Add(level with { Size = left });
            }
        }

        book.Replace(isAsk, CollectionsMarshal.AsSpan(_left));
    }

    public void SetBest(SymbolState symbol, bool isAsk, long price, long size) =>
        symbol.Book.SetBest(isAsk, price, Clear(symbol, isAsk, new Level(price, size)));

    public void SetLevel(SymbolState symbol, bool isAsk, long price, long size) =>
        symbol.Book.Set(isAsk, price, Clear(symbol, isAsk, new Level(price, size)));

    /// <summary>
    /// A trade that the world reports; its side is that of the best price it met. A user's order at a better
    /// price than that would have been met first, and is.
    /// </summary>
    public void Trade(SymbolState symbol, long price, long size)
    {
        Book book = symbol.Book;
        bool atAsk = book.Asks.Count > 0 && price >= book.BestAsk.Price;
        bool atBid = book.Bids.Count > 0 && price <= book.BestBid.Price;
        bool takerIsBuy = atAsk || (!atBid && price >= symbol.LastPrice);
        long left = size;
        while (left > 0 && symbol.Status == TradingStatus.Open && book.TryBest(takerIsBuy, out long best)
            && (takerIsBuy ? best < price : best > price)
            && book.First(takerIsBuy) is { Maker: not null } offer)
        {
            left -= Take(symbol, takerIsBuy, offer, left);
        }

        if (left > 0)
        {
            executions.Trade(symbol, null, null, price, left, takerIsBuy);
        }
    }

    private static long BestOf(ReadOnlySpan<Level> levels)
    {
        foreach (Level level in levels)
        {
            if (level.Size > 0)
            {
                return level.Price;
            }
        }

        return levels[0].Price;
    }

    private static bool Crosses(Book book, bool isAsk, long price) =>
        book.TryBest(!isAsk, out long best) && (isAsk ? best >= price : best <= price);

    /// <summary>
    /// Clears the way for a new level of the house: trades with the users' orders that it reaches, best
    /// first, and takes back the house's quotes there. What is left of the level is returned.
    /// </summary>
    private long Clear(SymbolState symbol, bool isAsk, Level level)
    {
        Book book = symbol.Book;
        long left = level.Size;
        while (left > 0 && Crosses(book, isAsk, level.Price))
        {
            Offer offer = book.First(!isAsk);
            if (offer.Maker is null)
            {
                book.Set(!isAsk, offer.Price, 0);
                continue;
            }

            if (symbol.Status != TradingStatus.Open)
            {
                return 0;
            }

            left -= Take(symbol, !isAsk, offer, left);
        }

        return left;
    }

    /// <summary>The house takes from a user's order; what it took.</summary>
    private long Take(SymbolState symbol, bool fromAsks, Offer offer, long most)
    {
        Order maker = offer.Maker!;
        long size = Math.Min(most, offer.Size);
        executions.Trade(symbol, null, maker, offer.Price, size, takerIsBuy: fromAsks);
        symbol.Book.Take(fromAsks, size);
        if (maker.Open == 0)
        {
            life.End(maker, "filled");
        }

        return size;
    }
}
