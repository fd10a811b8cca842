using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Start;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Worlds;
using Trifuse.Trading.Market;
using Book = Trifuse.Simulator.Matching.Book;

namespace Trifuse.SystemTests.Replay;

/// <summary>The books that a simulated exchange ends in when it has played a capture once.</summary>
internal sealed class CapturedBooks : IMarketSink
{
    private const long LongEnoughUs = 1L << 50;

    private readonly CaptureWorld _world;
    private readonly Book[] _books;

    private CapturedBooks(KcapFile file)
    {
        _world = new CaptureWorld(file, "capture", new RuleBook(1), speed: 1, loop: false);
        _books = [.. _world.Symbols.Select(static _ => new Book(0))];
        _world.Step(LongEnoughUs, this);
    }

    public static KcapFile Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return KcapReader.Read(stream, path);
    }

    /// <summary>
    /// Fails unless each book of the capture is that of the engine after the tape; gives the symbols of them.
    /// Sizes are floored as the exchange's rules say.
    /// </summary>
    public static int MustEqualThoseOf(string tapePath, KcapFile capture)
    {
        var captured = new CapturedBooks(capture);
        Assert.True(
            TapePlayer.TryOpen(tapePath, null, null, out TapePlayer? player, out StartProblem? problem),
            problem?.Message);
        using (player)
        {
            Assert.Null(player!.Play().Problem);
            int compared = 0;
            for (int i = 0; i < player.Universe.SymbolCount; i++)
            {
                compared += captured.Compare(player, new SymbolId(i)) ? 1 : 0;
            }
            Assert.Equal(compared, captured._books.Length);
            return compared;
        }
    }

    public void ReplaceSide(int symbol, bool isAsk, ReadOnlySpan<Level> levels) =>
        _books[symbol].Replace(isAsk, levels);

    public void SetBest(int symbol, bool isAsk, long price, long size) =>
        _books[symbol].SetBest(isAsk, price, size);

    public void SetLevel(int symbol, bool isAsk, long price, long size) =>
        _books[symbol].Set(isAsk, price, size);

    public void SkipSequence(int symbol)
    {
        // No book changes by it.
    }

    public void Trade(int symbol, long price, long size)
    {
        // No book changes by it.
    }

    private bool Compare(TapePlayer player, SymbolId symbol)
    {
        string name = player.Universe.SpecOf(symbol).Name;
        int index = _world.Symbols.ToList().FindIndex(s => s.Symbol == name);
        ReadOnlySpan<PriceLevel> asks = player.Books.Asks(symbol);
        ReadOnlySpan<PriceLevel> bids = player.Books.Bids(symbol);
        if (index < 0)
        {
            Assert.True(asks.IsEmpty && bids.IsEmpty, $"the capture lacks {name}");
            return false;
        }
        SymbolRules rules = _world.Symbols[index];
        Compare(name, asks, _books[index].Asks, rules);
        Compare(name, bids, _books[index].Bids, rules);
        return true;
    }

    private static void Compare(
        string name, ReadOnlySpan<PriceLevel> engine, IReadOnlyList<Level> captured, SymbolRules rules)
    {
        var expected = new List<string>();
        foreach (PriceLevel level in engine)
        {
            long units = (long)Dec.Parse(level.Size.ToString()).FloorToUnits(rules.SizeScale);
            Dec size = rules.SizeOf(rules.FloorToIncrement(units));
            if (!size.IsZero)
            {
                expected.Add($"{name} {level.Price} {ExactDecimal.Parse(size.ToString())}");
            }
        }
        // The engine shows so many levels and no more; a simulated exchange keeps all.
        bool isWhole = engine.Length < Books.VisibleLevels;
        Assert.Equal(
            expected,
            captured.Take(isWhole ? captured.Count : expected.Count).Select(level =>
                $"{name} {ExactDecimal.Parse(rules.PriceOf(level.Price).ToString())}"
                + $" {ExactDecimal.Parse(rules.SizeOf(level.Size).ToString())}"));
    }
}
