using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Tests.Simulator;

/// <summary>Keeps the books that a world describes, and a hash of everything it says.</summary>
internal sealed class RecordingSink(int symbols) : IMarketSink
{
    public Book[] Books { get; } = [.. Enumerable.Range(0, symbols).Select(_ => new Book(0))];

    public ulong Hash { get; private set; } = 1;

    public long Updates { get; private set; }

    public int[] UpdatesBySymbol { get; } = new int[symbols];

    public void ReplaceSide(int symbol, bool isAsk, ReadOnlySpan<Level> levels)
    {
        foreach (Level level in levels)
        {
            Mix(symbol, isAsk, level.Price, level.Size);
        }

        Books[symbol].Replace(isAsk, levels);
        Count(symbol);
    }

    public void SetBest(int symbol, bool isAsk, long price, long size)
    {
        Mix(symbol, isAsk, price, size);
        Books[symbol].SetBest(isAsk, price, size);
        Count(symbol);
    }

    public void SetLevel(int symbol, bool isAsk, long price, long size)
    {
        Mix(symbol, isAsk, price, size);
        Books[symbol].Set(isAsk, price, size);
        Count(symbol);
    }

    public void SkipSequence(int symbol) => Mix(symbol, true, 0, 0);

    public void Trade(int symbol, long price, long size) => Mix(symbol, false, price, size);

    private void Count(int symbol)
    {
        Updates += Books[symbol].Changes.Count > 0 ? 1 : 0;
        UpdatesBySymbol[symbol] += Books[symbol].Changes.Count > 0 ? 1 : 0;
        Books[symbol].ClearChanges();
    }

    private void Mix(int symbol, bool isAsk, long price, long size)
    {
        foreach (long part in new[] { symbol, isAsk ? 1 : 2, price, size })
        {
            Hash = unchecked((Hash ^ (ulong)part) * 1_099_511_628_211);
        }
    }
}
