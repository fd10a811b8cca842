using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>Passes what the exchange does on to the streams.</summary>
public sealed class Hub : IExchangeObserver
{
    public MarketFeed? Market { get; set; }

    public PrivateFeed? Private { get; set; }

    public ProMarketFeed? Pro { get; set; }

    public void BookChanged(SymbolState symbol)
    {
        Market?.BookChanged(symbol);
        Pro?.BookChanged(symbol);
    }

    public void OrderChanged(OrderEvent change) => Private?.OrderChanged(change);

    public void BalanceChanged(BalanceChange change) => Private?.BalanceChanged(change);

    public void Traded(MarketTrade trade)
    {
        Market?.Traded(trade);
        Pro?.Traded(trade);
    }
}
