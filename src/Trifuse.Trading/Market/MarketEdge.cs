namespace Trifuse.Trading.Market;

/// <summary>A symbol as an edge of the currency graph.</summary>
public readonly record struct MarketEdge(string Symbol, string BaseCurrency, string QuoteCurrency)
{
    /// <summary>
    /// For lists that name no currencies (allTickers): base is what stands before the first dash. Wrong for
    /// renamed coins (BCHSV-USDT trades BSV), so only for statistics, never for trading.
    /// </summary>
    public static bool TryFromCode(string symbol, out MarketEdge edge)
    {
        int dash = symbol.IndexOf('-', StringComparison.Ordinal);
        edge = dash > 0 && dash < symbol.Length - 1
            ? new MarketEdge(symbol, symbol[..dash], symbol[(dash + 1)..])
            : default;
        return edge.Symbol is not null;
    }
}
