namespace Trifuse.Simulator.Market;

/// <summary>One trade as the market sees it, in the integer units of its symbol.</summary>
public readonly record struct TapeEntry(
    long TradeId, long Price, long Size, bool TakerBuys, long TimeNs);

/// <summary>
/// The latest trades of every symbol, since the start. Not thread-safe: used under the exchange's gate.
/// </summary>
public sealed class TradeTape(int symbols)
{
    /// <summary>Trades kept of one symbol (KuCoin protocol section 3: about 100 rows).</summary>
    public const int KeptMax = 100;

    private readonly List<TapeEntry>?[] _entries = new List<TapeEntry>?[symbols];

    public void Add(int symbol, in TapeEntry entry)
    {
        List<TapeEntry> list = _entries[symbol] ??= [];
        if (list.Count >= 2 * KeptMax)
        {
            list.RemoveRange(0, KeptMax);
        }

        list.Add(entry);
    }

    /// <summary>The latest trades, oldest first, at most <see cref="KeptMax"/>.</summary>
    public IReadOnlyList<TapeEntry> Recent(int symbol)
    {
        List<TapeEntry>? list = _entries[symbol];
        int count = Math.Min(list?.Count ?? 0, KeptMax);
        return list is null ? [] : list.GetRange(list.Count - count, count);
    }
}
