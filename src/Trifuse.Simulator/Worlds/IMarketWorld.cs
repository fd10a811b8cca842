using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Worlds;

/// <summary>Takes market data. Symbols are indexes into <see cref="IMarketWorld.Symbols"/>.</summary>
public interface IMarketSink
{
    /// <summary>The whole visible side, best first; what orders took of it is refreshed.</summary>
    void ReplaceSide(int symbol, bool isAsk, ReadOnlySpan<Level> levels);

    /// <summary>The best level of a side; worse levels stay.</summary>
    void SetBest(int symbol, bool isAsk, long price, long size);

    /// <summary>One level's absolute size; 0 deletes.</summary>
    void SetLevel(int symbol, bool isAsk, long price, long size);

    /// <summary>Only the sequence moves (KuCoin's price "0" rows).</summary>
    void SkipSequence(int symbol);

    void Trade(int symbol, long price, long size);
}

/// <summary>
/// A source of market data that moves on its own clock, which only <see cref="Step"/> advances.
/// </summary>
public interface IMarketWorld
{
    /// <summary>Short name, for example synthetic or poloniex-2022.</summary>
    string Name { get; }

    /// <summary>One sentence for people: what this data is, where from, what in it is generated.</summary>
    string Description { get; }

    bool IsSynthetic { get; }

    IReadOnlyList<SymbolRules> Symbols { get; }

    /// <summary>True when nothing more will come.</summary>
    bool Ended { get; }

    /// <summary>
    /// Advances the world to the given time since its start and applies what happens until then.
    /// </summary>
    void Step(long elapsedUs, IMarketSink sink);
}
