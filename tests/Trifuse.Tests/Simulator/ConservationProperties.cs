using System.Globalization;
using CsCheck;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

public sealed class ConservationProperties
{
    private static readonly Dictionary<string, string> Start = new(StringComparer.Ordinal)
    {
        ["USDT"] = "10000",
        ["BTC"] = "1",
        ["ETH"] = "10",
    };

    private static readonly string[] Codes = ["BTC-USDT", "ETH-BTC", "ETH-USDT"];
    private static readonly string[] Times = ["GTC", "IOC", "FOK"];

    private static readonly Gen<Act> GenAct =
        from what in Gen.Int[0, 9]
        from symbol in Gen.Int[0, 2].Select(i => Codes[i])
        from isBuy in Gen.Bool
        from price in Gen.Int[1, 400]
        from size in Gen.Int[1, 5_000]
        from tif in Gen.Int[0, 2].Select(i => Times[i])
        select new Act(what, symbol, isBuy, price, size, tif);

    [Fact]
    public void Random_order_flow_conserves_every_currency()
    {
        GenAct.Array[1, 60].Sample(acts =>
        {
            foreach (int tier in new[] { 0, 12 })
            {
                var market = new Market(tier);
                foreach (Act act in acts)
                {
                    Do(market, act);
                    Check(market);
                }
            }
        }, iter: 200);
    }

    private static void Do(Market market, Act act)
    {
        SymbolState symbol = market.Exchange.FindSymbol(act.Symbol)!;
        string tick = symbol.Rules.PriceIncrement.ToString();
        Dec price = Dec.Parse(tick) * Dec.FromUnits(act.Price * 50, 0);
        Dec size = symbol.Rules.BaseMinSize * Dec.FromUnits(act.Size, 0);
        string side = act.IsBuy ? "buy" : "sell";
        switch (act.What)
        {
            case 0 or 1 or 2:
                bool isAsk = act.IsBuy;
                Dec step =
                    Dec.Parse(tick) * Dec.FromUnits(isAsk ? act.Size : -Math.Min(act.Size, act.Price), 0);
                market.Side(act.Symbol, isAsk, price.ToString(), size.ToString(),
                    (price + step).ToString(), size.ToString());
                break;
            case 3 or 4:
                TryPlace(market, Market.Request(symbol: act.Symbol, side: "buy", type: "market",
                    funds: act.Size.ToString(CultureInfo.InvariantCulture)));
                break;
            case 5:
                TryPlace(market,
                    Market.Request(symbol: act.Symbol, side: side, type: "market", size: size.ToString()));
                break;
            case 9:
                Order? first = market.Exchange.Active(market.Account, symbol).FirstOrDefault();
                _ = first is not null && market.Exchange.Cancel(first);
                break;
            default:
                TryPlace(market, Market.Request(symbol: act.Symbol, side: side, type: "limit",
                    price: price.ToString(), size: size.ToString(), timeInForce: act.TimeInForce));
                break;
        }
    }

    private static void TryPlace(Market market, OrderRequest request)
    {
        if (market.Exchange.Check(market.Account, request, withBalance: true, out OrderTicket? ticket) is null)
        {
            market.Exchange.Match(market.Exchange.Accept(market.Account, ticket!));
        }
    }

    private static void Check(Market market)
    {
        Exchange exchange = market.Exchange;
        foreach ((string currency, string start) in Start)
        {
            Balance balance = market.Account.Ledger.Of(currency);
            Dec flow = market.Account.Totals.MarketFlow.GetValueOrDefault(currency);
            Dec fees = market.Account.Totals.FeesPaid.GetValueOrDefault(currency);
            Assert.Equal(start, (balance.Total + flow + fees).ToString());
            Assert.True(balance.Available.Sign >= 0 && balance.Hold.Sign >= 0);

            Dec held = Dec.Zero;
            foreach (Order order in exchange.Active(market.Account).Where(o => o.HoldCurrency == currency))
            {
                held += order.Held;
            }

            Assert.Equal(held.ToString(), balance.Hold.ToString());

            // Each push continues the one before: their sum is the balance.
            Dec told = market.Balances.Where(b => b.After.Currency == currency)
                .Aggregate(Dec.Parse(start), (sum, b) => sum + b.AvailableChange + b.HoldChange);
            Assert.Equal(balance.Total.ToString(), told.ToString());
        }

        foreach (Order order in market.Orders.Select(e => e.Order).Distinct())
        {
            Dec matched = market.Orders.Where(e => e.Order == order && e.Fill is not null)
                .Aggregate(Dec.Zero, (sum, e) => sum + e.Fill!.Size);
            Assert.Equal(order.FilledSize.ToString(), matched.ToString());
        }
    }

    private sealed record Act(int What, string Symbol, bool IsBuy, int Price, int Size, string TimeInForce);
}
