using CsCheck;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Tests.Simulator;

/// <summary>
/// The matcher against a naive one: the same trades, in the same order, with the same rests.
/// </summary>
public sealed class PriorityProperties
{
    private const long Tick = 1;
    private const long Middle = 200_000;
    private const long SizeStep = 10_000_000;

    private static readonly string?[] Preventions = [null, null, "CN", "CO", "CB", "DC"];
    private static readonly string[] Times = ["GTC", "GTC", "GTC", "IOC", "FOK"];

    private static readonly Gen<Act> GenAct =
        from kind in Gen.Int[0, 11]
        from owner in Gen.Int[0, 2]
        from isBuy in Gen.Bool
        from price in Gen.Int[-3, 3]
        from size in Gen.Int[1, 40]
        from part in Gen.Int[1, 20]
        from stp in Gen.Int[0, Preventions.Length - 1]
        from time in Gen.Int[0, Times.Length - 1]
        select new Act(
            kind, owner, isBuy, Middle + (price * Tick), size, part, Preventions[stp], Times[time]);

    [Fact]
    public void Orders_meet_as_in_a_naive_matcher()
    {
        GenAct.Array[1, 80].Sample(acts =>
        {
            var run = new Run();
            foreach (Act act in acts)
            {
                run.Do(act);
                run.Check();
            }
        }, iter: 300);
    }

    [Fact]
    public void The_naive_matcher_notices_a_wrong_order_of_makers()
    {
        var run = new Run();
        run.Do(new Act(2, 0, false, Middle, 5, 1, null, "GTC"));
        run.Do(new Act(2, 1, false, Middle, 5, 1, null, "GTC"));
        run.Reference.Cancel(0);
        run.Do(new Act(2, 2, true, Middle, 5, 1, null, "GTC"));
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(run.Check);
    }

    private sealed record Act(
        int Kind, int Owner, bool IsBuy, long Price, int Size, int Part, string? Stp, string Time)
    {
        public bool IsCancel => Kind == 0;

        public bool IsQuote => Kind is 7 or 8;

        public bool IsHidden => Kind == 9;

        public bool IsIceberg => Kind is 10 or 11 && Part * 20 >= Size && Part <= Size;

        public bool IsPostOnly => Kind == 1 && Time == "GTC";
    }

    private sealed class Run
    {
        private readonly Market _market = new();
        private readonly List<(Order Order, ReferenceOrder Reference)> _pairs = [];
        private readonly Account[] _accounts;
        private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

        public Run()
        {
            _accounts = [_market.Account, _market.Bob, _market.Carol];
        }

        public ReferenceMatcher Reference { get; } = new();

        public void Do(Act act)
        {
            if (act.IsCancel && _pairs.Count > 0)
            {
                int number = act.Size % _pairs.Count;
                _ = _market.Exchange.Cancel(_pairs[number].Order);
                Reference.Cancel(number);
                return;
            }

            SymbolState symbol = _market.Exchange.FindSymbol("BTC-USDT")!;
            if (act.IsQuote)
            {
                long quoted = act.Part == 1 ? 0 : act.Size * SizeStep / 1_000;
                _market.Exchange.SetLevel(symbol.Index, !act.IsBuy, act.Price, quoted);
                Reference.Quote(act.IsBuy, act.Price, quoted);
                return;
            }

            OrderRequest request = Market.Limit(act.IsBuy ? "buy" : "sell",
                symbol.Rules.PriceOf(act.Price).ToString(),
                symbol.Rules.SizeOf(act.Size * SizeStep / 1_000).ToString()) with
            {
                Stp = act.Stp,
                TimeInForce = act.Time,
                PostOnly = act.IsPostOnly,
                Hidden = act.IsHidden,
                Iceberg = act.IsIceberg,
                VisibleSize = act.IsIceberg
                    ? symbol.Rules.SizeOf(act.Part * SizeStep / 1_000).ToString()
                    : null,
            };
            Account account = _accounts[act.Owner];
            Rejection? refusal =
                _market.Exchange.Check(account, request, withBalance: true, out OrderTicket? ticket);
            if (refusal is not null)
            {
                return;
            }

            Order order = _market.Exchange.Accept(account, ticket!);
            var reference = new ReferenceOrder
            {
                Number = _pairs.Count,
                Owner = act.Owner,
                IsBuy = act.IsBuy,
                Price = act.Price,
                Size = ticket!.Size,
                Shows = ticket.Hidden ? 0 : ticket.Iceberg ? ticket.VisibleSize : ticket.Size,
                Stp = ticket.Stp,
                Time = act.Time,
                PostOnly = act.IsPostOnly,
            };
            _numbers.Add(order.Id, _pairs.Count);
            _pairs.Add((order, reference));
            _market.Exchange.Match(order);
            Reference.Enter(reference);
        }

        public void Check()
        {
            Assert.Equal(Joined(Reference.Trades), Joined(_market.Trades.Select(t =>
                (NumberOf(t.TakerOrderId), NumberOf(t.MakerOrderId), t.Price, t.Size))));
            foreach ((Order order, ReferenceOrder reference) in _pairs)
            {
                Assert.Equal(reference.Filled, order.Filled);
                Assert.Equal(Reference.Resting.Contains(reference), order.Resting);
                Assert.Equal(order.Resting, order.Active);
                Assert.Equal(order.Resting ? reference.Left : 0, order.Open);
            }

            Book book = _market.Exchange.FindSymbol("BTC-USDT")!.Book;
            for (long price = Middle - 3; price <= Middle + 3; price++)
            {
                Assert.Equal(Reference.Visible(false, price), SizeAt(book.Asks, price));
                Assert.Equal(Reference.Visible(true, price), SizeAt(book.Bids, price));
            }

            BookChecks.Check(book);
        }

        /// <summary>The house's chunks at a price are one, wherever they are cut.</summary>
        private static List<(int Taker, int Maker, long Price, long Size)> Joined(
            IEnumerable<(int Taker, int Maker, long Price, long Size)> trades)
        {
            var joined = new List<(int Taker, int Maker, long Price, long Size)>();
            foreach ((int taker, int maker, long price, long size) in trades)
            {
                bool same = maker == ReferenceMatcher.House && joined.Count > 0
                    && (joined[^1].Taker, joined[^1].Maker, joined[^1].Price) == (taker, maker, price);
                long before = same ? joined[^1].Size : 0;
                if (same)
                {
                    joined.RemoveAt(joined.Count - 1);
                }

                joined.Add((taker, maker, price, before + size));
            }

            return joined;
        }

        private int NumberOf(string orderId) => _numbers.GetValueOrDefault(orderId, ReferenceMatcher.House);

        private static long SizeAt(IReadOnlyList<Level> side, long price) =>
            side.Where(l => l.Price == price).Sum(l => l.Size);
    }
}
