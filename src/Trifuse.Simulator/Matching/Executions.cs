using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Makes trades of what the matcher finds: one trade id for both sides, a fill for each side that is a
/// user's, fees by side, and the public's print. The house has no account; its orders have ids of the moment.
/// </summary>
public sealed class Executions
{
    private readonly IExchangeObserver _observer;
    private readonly IdSource _ids;
    private readonly OrderLife _life;
    private readonly KcsFees _kcs;
    private readonly bool _showsKcs;

    public Executions(
        IExchangeObserver observer, IdSource ids, OrderLife life, KcsFees kcs, Quirks quirks)
    {
        _observer = observer;
        _ids = ids;
        _life = life;
        _kcs = kcs;
        _showsKcs = quirks.ShowsKcsFees;
    }

    public long FillsMade { get; private set; }

    /// <summary>A trade of two users, or of one with the house (null); the maker's price.</summary>
    public void Trade(SymbolState symbol, Order? taker, Order? maker, long price, long size, bool takerIsBuy)
    {
        long tradeId = ++_ids.TradeId;
        string takerId = taker?.Id ?? _ids.NewHexId();
        string makerId = maker?.Id ?? _ids.NewHexId();
        long nowMs = _ids.NowMs();
        if (taker is not null)
        {
            Fill(taker, makerId, tradeId, isTaker: true, price, size, nowMs);
        }

        if (maker is not null)
        {
            Fill(maker, takerId, tradeId, isTaker: false, price, size, nowMs);
        }

        Print(symbol, price, size, takerIsBuy, tradeId, makerId, takerId, nowMs);
    }

    private void Fill(
        Order order, string counterId, long tradeId, bool isTaker, long price, long size, long nowMs)
    {
        SymbolRules rules = order.Rules;
        Dec rate = isTaker ? order.Rates.Taker : order.Rates.Maker;
        Dec funds = rules.FundsOf(price, size);
        Dec fee = funds * rate;
        bool inKcs = _kcs.TryPrice(order, fee, rate, isTaker, out Dec kcs);
        var fill = new FillRecord
        {
            Id = ++_ids.FillId,
            TradeId = tradeId,
            Order = order,
            CounterOrderId = counterId,
            IsTaker = isTaker,
            Price = rules.PriceOf(price),
            Size = rules.SizeOf(size),
            Funds = funds,
            QuoteFee = fee,
            KcsFee = inKcs ? kcs : Dec.Zero,
            ShowsKcs = _showsKcs,
            FeeRate = rate,
            TimeMs = nowMs,
        };
        order.Filled += size;
        order.DealFunds += funds;
        order.QuoteFee += inKcs && _showsKcs ? Dec.Zero : fee;
        order.KcsFee += inKcs && _showsKcs ? kcs : Dec.Zero;
        FillsMade++;
        _life.Matched(order, fill);
    }

    private void Print(
        SymbolState symbol, long price, long size, bool takerIsBuy, long tradeId, string makerId,
        string takerId, long nowMs)
    {
        symbol.LastPrice = price;
        symbol.LastSize = size;
        symbol.LastTradeMs = nowMs;
        _observer.Traded(new MarketTrade
        {
            Symbol = symbol,
            TradeId = tradeId,
            Price = price,
            Size = size,
            TakerIsBuy = takerIsBuy,
            MakerOrderId = makerId,
            TakerOrderId = takerId,
            TimeNs = nowMs * 1_000_000,
        });
    }
}
