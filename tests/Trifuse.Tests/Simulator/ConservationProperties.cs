using System.Globalization;
using System.Text.Json;
using CsCheck;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

/// <summary>
/// Random orders of three accounts, and of the house, on three books that share their currencies.
/// </summary>
public sealed class ConservationProperties
{
    private static readonly string[] Codes = ["BTC-USDT", "ETH-BTC", "ETH-USDT"];
    private static readonly string[] Times = ["GTC", "GTC", "GTT", "IOC", "FOK"];
    private static readonly string?[] Preventions = [null, null, "CN", "CO", "CB", "DC"];
    private static readonly string[] Currencies = ["BTC", "ETH", "KCS", "USDT"];

    private static readonly Gen<Act> GenAct =
        from what in Gen.Int[0, 15]
        from who in Gen.Int[0, 2]
        from symbol in Gen.Int[0, 2].Select(i => Codes[i])
        from isBuy in Gen.Bool
        from price in Gen.Int[197, 203]
        from size in Gen.Int[1, 3_000]
        from tif in Gen.Int[0, Times.Length - 1].Select(i => Times[i])
        from stp in Gen.Int[0, Preventions.Length - 1].Select(i => Preventions[i])
        from shape in Gen.Int[0, 4]
        select new Act(what, who, symbol, isBuy, price, size, tif, stp, shape);

    [Fact]
    public void Random_order_flow_conserves_every_currency()
    {
        GenAct.Array[1, 60].Sample(acts =>
        {
            foreach (int tier in new[] { 0, 12 })
            {
                var run = new Run(tier);
                foreach (Act act in acts)
                {
                    run.Do(act);
                    run.Check();
                }

                run.CheckRestart();
            }
        }, iter: 200);
    }

    private sealed record Act(
        int What, int Who, string Symbol, bool IsBuy, int Price, int Size, string TimeInForce, string? Stp,
        int Shape);

    private sealed class Run
    {
        private readonly Market _market;
        private readonly Account[] _accounts;
        private readonly Dictionary<(Account, string), Dec> _start = [];
        private readonly Level2Copy[] _copies;
        private int _heard;

        public Run(int tier)
        {
            _market = new Market(tier);
            _accounts = [_market.Account, _market.Bob, _market.Carol];
            _market.Bob.PaysFeesInKcs = true;
            _copies = [.. _market.Exchange.Symbols.Select(_ => new Level2Copy())];
            _market.Side("KCS-USDT", false, "10", "5");
            foreach (Account account in _accounts)
            {
                foreach (string currency in Currencies)
                {
                    _start.Add((account, currency), account.Ledger.Of(currency).Total);
                }
            }
        }

        public void Do(Act act)
        {
            SymbolState symbol = _market.Exchange.FindSymbol(act.Symbol)!;
            Account account = _accounts[act.Who];
            Dec tick = symbol.Rules.PriceIncrement;
            Dec price = tick * Dec.FromUnits(act.Price * 50, 0);
            Dec size = symbol.Rules.BaseMinSize * Dec.FromUnits(act.Size, 0);
            Order? some = Pick(account, symbol, act.Size);
            switch (act.What)
            {
                case 0 or 1:
                    Dec step = tick * Dec.FromUnits(act.IsBuy ? act.Size : -Math.Min(act.Size, act.Price), 0);
                    _market.Side(act.Symbol, act.IsBuy, price.ToString(), size.ToString(),
                        (price + step).ToString(), size.ToString());
                    break;
                case 2 or 3:
                    Assert.True(price.TryToUnits(symbol.Rules.PriceScale, out long level));
                    Assert.True(size.TryToUnits(symbol.Rules.SizeScale, out long units));
                    Quote(act, symbol.Index, level, units);
                    break;
                case 4:
                    Place(account, Market.Request(symbol: act.Symbol, side: "buy", type: "market",
                        funds: act.Size.ToString(CultureInfo.InvariantCulture)) with
                    { Stp = act.Stp });
                    break;
                case 5:
                    Place(account, Market.Request(symbol: act.Symbol, side: SideOf(act), type: "market",
                        size: size.ToString()) with
                    { Stp = act.Stp });
                    break;
                case 6:
                    _ = some is not null && _market.Exchange.Cancel(some);
                    break;
                case 7:
                    _ = some is not null && _market.Exchange.CancelPart(some, size);
                    break;
                case 8:
                    Alter(some, price, size);
                    break;
                case 9:
                    Spend(act, account, symbol);
                    break;
                default:
                    Place(account, Shape(act, Market.Request(symbol: act.Symbol, side: SideOf(act),
                        type: "limit", price: price.ToString(), size: size.ToString(),
                        timeInForce: act.TimeInForce), size));
                    break;
            }
        }

        public void Check()
        {
            foreach (string currency in Currencies)
            {
                foreach (Account account in _accounts)
                {
                    CheckBalance(account, currency);
                }
            }

            for (; _heard < _market.Changes.Count; _heard++)
            {
                (int symbol, LevelChange change) = _market.Changes[_heard];
                _copies[symbol].Apply(change);
            }

            foreach (SymbolState symbol in _market.Exchange.Symbols)
            {
                BookChecks.Check(symbol.Book);
                _copies[symbol.Index].AssertSame(symbol.Book);
            }

            foreach (IGrouping<Order, OrderEvent> events in _market.Orders.GroupBy(e => e.Order))
            {
                CheckOrder(events.Key, [.. events]);
            }
        }

        /// <summary>What is written down and taken back is all there is.</summary>
        public void CheckRestart()
        {
            ExchangeState state = _market.Exchange.Export();
            var again = new Market(_market.Account.FeeTier);
            Assert.Empty(again.Exchange.Import(state));
            Assert.Equal(Text(state), Text(again.Exchange.Export()));
            foreach (SymbolState symbol in again.Exchange.Symbols)
            {
                BookChecks.Check(symbol.Book);
            }
        }

        private static string Text(ExchangeState state) =>
            JsonSerializer.Serialize(state with { Symbols = [], SavedMs = 0 });

        private static string SideOf(Act act) => act.IsBuy ? "buy" : "sell";

        private static OrderRequest Shape(Act act, OrderRequest request, Dec size) => request with
        {
            Stp = act.Stp,
            CancelAfter = "60",
            PostOnly = act.Shape == 1,
            Hidden = act.Shape == 2,
            Iceberg = act.Shape is 3 or 4,
            VisibleSize = (size * Dec.Parse(act.Size % 4 == 0 ? "0.25" : "1")).ToString(),
        };

        /// <summary>
        /// Received first, one end, and what was filled, cut and cancelled makes up the whole.
        /// </summary>
        private static void CheckOrder(Order order, OrderEvent[] events)
        {
            Dec matched = events.Where(e => e.Fill is not null)
                .Aggregate(Dec.Zero, (s, e) => s + e.Fill!.Size);
            Assert.Equal(order.FilledSize.ToString(), matched.ToString());
            Assert.Equal("received", events[0].Type);
            Assert.Equal(order.Active ? 0 : 1, events.Count(e => e.Type is "filled" or "canceled"));
            Assert.True(order.Active || events[^1].Status == "done");
            Assert.True(events.Count(e => e.Type == "open") <= 1);
            if (!order.Ticket.ByFunds && events.Length > 1)
            {
                OrderEvent last = events[^1];
                Dec whole = last.FilledSize + last.RemainSize + last.CanceledSize;
                Assert.Equal(order.Size.ToString(), whole.ToString());
            }
        }

        private Order? Pick(Account account, SymbolState symbol, int number)
        {
            Order[] open = [.. _market.Exchange.Active(account, symbol)];
            return open.Length == 0 ? null : open[number % open.Length];
        }

        private void Quote(Act act, int symbol, long price, long size)
        {
            if (act.Shape == 0)
            {
                _market.Exchange.SetBest(symbol, act.IsBuy, price, size);
            }
            else if (act.Shape == 2)
            {
                _market.Exchange.Trade(symbol, price, size);
            }
            else
            {
                _market.Exchange.SetLevel(symbol, act.IsBuy, price, act.Shape == 1 ? 0 : size);
            }
        }

        private void Alter(Order? order, Dec price, Dec size)
        {
            if (order is not null
                && _market.Exchange.Alter(order, price.ToString(), size.ToString(), out Order? next) is null
                && next is not null)
            {
                _market.Exchange.Match(next);
            }
        }

        /// <summary>Time passes, trading is halted or goes on, or all orders are cancelled.</summary>
        private void Spend(Act act, Account account, SymbolState symbol)
        {
            _market.Exchange.SetStatus(
                symbol, act.Shape == 4 ? TradingStatus.CancelOnly : TradingStatus.Open);
            _market.Clock.NowMs += act.Size * 10;
            _market.Exchange.ExpireDue(_market.Clock.NowMs);
            if (act.Shape == 0)
            {
                _ = _market.Exchange.CancelAll(account);
                Assert.Empty(_market.Exchange.Active(account));
            }
        }

        private void Place(Account account, OrderRequest request)
        {
            if (_market.Exchange.Check(account, request, withBalance: true, out OrderTicket? ticket) is null)
            {
                _market.Exchange.Match(_market.Exchange.Accept(account, ticket!));
            }
        }

        private void CheckBalance(Account account, string currency)
        {
            Balance balance = account.Ledger.Of(currency);
            Dec flow = account.Totals.MarketFlow.GetValueOrDefault(currency);
            Dec fees = account.Totals.FeesPaid.GetValueOrDefault(currency);
            Dec start = _start[(account, currency)];
            Assert.Equal(start.ToString(), (balance.Total + flow + fees).ToString());
            Assert.True(balance.Available.Sign >= 0 && balance.Hold.Sign >= 0);

            Dec held = _market.Exchange.Active(account).Where(o => o.HoldCurrency == currency)
                .Aggregate(Dec.Zero, (sum, o) => sum + o.Held);
            Assert.Equal(held.ToString(), balance.Hold.ToString());

            // Each push continues the one before, and so does each line of the ledger.
            Dec told = _market.Balances.Where(b => b.Account == account && b.After.Currency == currency)
                .Aggregate(start, (sum, b) => sum + b.AvailableChange + b.HoldChange);
            Assert.Equal(balance.Total.ToString(), told.ToString());
            Dec noted = account.Journal.NewestFirst.Where(e => e.Currency == currency)
                .Aggregate(start, (sum, e) => e.IsIn ? sum + e.Amount : sum - e.Amount);
            Assert.Equal(balance.Total.ToString(), noted.ToString());
        }
    }
}
