using System.Globalization;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Core;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

/// <summary>The best way back, against every way walked in another arithmetic.</summary>
public class ExitPricerTests
{
    private const decimal Fee = 0.001m;

    private static readonly string[] Names =
    [
        "A-USDT", "A-B", "B-USDT", "A-C", "C-USDT", "B-C", "C-D", "D-USDT", "A-D",
    ];

    [Fact]
    public void The_way_that_gives_most_is_found() =>
        Gen.ULong.Sample(
            seed =>
            {
                var market = new RandomMarket(seed);
                ExitPlan plan = market.Ask(market.Holding);
                decimal best = market.BestByHand(market.Holding, market.Amount);
                Assert.Equal(best, ToDecimal(plan.Value));
                Assert.Equal(best > 0, plan.StepCount > 0);
                Assert.Equal(best > 0, plan.Cause == ExitCause.None);
                if (plan.StepCount > 0)
                {
                    Assert.Equal(market.Holding, market.Universe.CurrencyName(plan.Steps[0].From));
                    Assert.Equal("USDT", market.Universe.CurrencyName(plan.Steps[plan.StepCount - 1].To));
                    Assert.True(plan.Spent <= market.AmountExact);
                }
            },
            iter: 3_000);

    [Fact]
    public void Going_on_round_the_triangle_is_priced_beside_the_best_way() =>
        Gen.ULong.Sample(
            seed =>
            {
                var market = new RandomMarket(seed);
                ExitPlan plan = market.Ask(market.Holding);
                decimal? finish = market.FinishByHand(market.Holding, market.Amount);
                Assert.Equal(finish is not null, plan.HasFinish);
                Assert.Equal(finish ?? 0, ToDecimal(plan.FinishValue));
                Assert.True(plan.FinishValue <= plan.Value);
            },
            iter: 3_000);

    [Fact]
    public void A_holding_beside_the_triangle_has_no_way_to_go_on()
    {
        var market = new RandomMarket(5);
        market.QuoteAll();
        Assert.True(market.Ask("B").HasFinish);
        Assert.False(market.Ask("C").HasFinish);
        Assert.False(market.Ask("B", avoid: market.SymbolOf("B-USDT")).HasFinish);
    }

    [Fact]
    public void A_holding_below_all_minima_is_too_small_and_one_without_books_has_no_market()
    {
        var market = new RandomMarket(3);
        market.QuoteAll();
        market.AmountExact = ExactDecimal.Parse("0.001");
        Assert.Equal(ExitCause.TooSmall, market.Ask("A").Cause);
        Assert.Equal(ExitCause.NoMarket, new RandomMarket(3, isEmpty: true).Ask("A").Cause);
    }

    [Fact]
    public void A_symbol_that_was_refused_and_currencies_beyond_the_one_allowed_are_left_out()
    {
        var market = new RandomMarket(5);
        market.QuoteAll();
        ExitPlan straight = market.Ask("A");
        ExitPlan other = market.Ask("A", avoid: straight.Steps[0].Symbol);
        Assert.NotEqual(straight.Steps[0].Symbol, other.Steps[0].Symbol);
        market.Third = market.CurrencyOf("C");
        for (int i = 0; i < 40; i++)
        {
            market.QuoteAll();
            ExitPlan plan = market.Ask("A", avoid: market.SymbolOf("A-USDT"));
            Assert.NotEqual(market.CurrencyOf("D"), plan.Steps[0].To);
        }
    }

    [Fact]
    public void Pricing_allocates_nothing()
    {
        var market = new RandomMarket(11);
        market.QuoteAll();
        AllocationMeter.AssertNone(() => market.Ask("A"));
    }

    private static decimal ToDecimal(ExactDecimal value) =>
        decimal.Parse(value.ToString(), CultureInfo.InvariantCulture);

    /// <summary>USDT, A, B, C and D with random books of up to three levels.</summary>
    private sealed class RandomMarket
    {
        private readonly Books _books;
        private readonly TradeRules[] _rules;
        private readonly ExitPricer _pricer;
        private readonly int _triangle;
        private Prng _chance;

        public RandomMarket(ulong seed, bool isEmpty = false)
        {
            _chance = new Prng(seed);
            Universe = Universe.Build(
                [.. Names.Select(n => MakeSpec(n))],
                new UniverseFilter { StartCurrencies = ["USDT"] }).Universe!;
            var feeds = new FeedKind[Universe.SymbolCount];
            Array.Fill(feeds, FeedKind.Depth);
            _books = new Books(feeds);
            _rules = new TradeRules[Universe.SymbolCount];
            for (int i = 0; i < _rules.Length; i++)
            {
                _rules[i] = new TradeRules(Universe.SpecOf(new SymbolId(i)), BuyCut.BaseIncrement);
            }
            _pricer = new ExitPricer(Universe);
            for (int i = 0; i < Universe.TriangleCount; i++)
            {
                bool isIt = Universe.Triangles[i].First.To == CurrencyOf("A")
                    && Universe.Triangles[i].Second.To == CurrencyOf("B");
                _triangle = isIt ? i : _triangle;
            }
            for (int i = 0; i < Universe.SymbolCount && !isEmpty; i++)
            {
                if (_chance.NextBelow(5) > 0)
                {
                    Quote(i);
                }
            }
            Holding = _chance.NextBelow(2) == 0 ? "A" : "B";
            AmountExact = new ExactDecimal(1 + _chance.NextBelow(500_000), 3);
        }

        public Universe Universe { get; }

        public string Holding { get; }

        public ExactDecimal AmountExact { get; set; }

        public CurrencyId Third { get; set; } = CurrencyId.None;

        public decimal Amount => ToDecimal(AmountExact);

        public void QuoteAll()
        {
            for (int i = 0; i < Universe.SymbolCount; i++)
            {
                Quote(i);
            }
        }

        public SymbolId SymbolOf(string name)
        {
            for (int i = 0; i < Universe.SymbolCount; i++)
            {
                if (Universe.SpecOf(new SymbolId(i)).Name == name)
                {
                    return new SymbolId(i);
                }
            }
            return SymbolId.None;
        }

        public CurrencyId CurrencyOf(string code)
        {
            for (int i = 0; i < Universe.CurrencyCount; i++)
            {
                if (Universe.CurrencyName(new CurrencyId(i)) == code)
                {
                    return new CurrencyId(i);
                }
            }
            return CurrencyId.None;
        }

        public ExitPlan Ask(string from, SymbolId? avoid = null)
        {
            var request = new ExitRequest
            {
                Round = 1,
                Triangle = _triangle,
                From = CurrencyOf(from),
                Amount = AmountExact,
                Third = Third,
            };
            if (avoid is { } symbol)
            {
                request.Avoid(symbol);
            }
            _pricer.Price(request, _books, _rules, out ExitPlan plan);
            return plan;
        }

        public decimal BestByHand(string from, decimal amount)
        {
            decimal best = 0;
            foreach (string first in Names)
            {
                if (!TryWalk(first, from, amount, out string middle, out decimal got))
                {
                    continue;
                }
                if (middle == "USDT")
                {
                    best = Math.Max(best, got);
                    continue;
                }
                foreach (string second in Names)
                {
                    if (TryWalk(second, middle, got, out string end, out decimal last) && end == "USDT")
                    {
                        best = Math.Max(best, last);
                    }
                }
            }
            return best;
        }

        /// <summary>Null when a book of the rest of the way, A-B and B-USDT, cannot be traded on.</summary>
        public decimal? FinishByHand(string from, decimal amount)
        {
            string[] rest = from == "A" ? ["A-B", "B-USDT"] : ["B-USDT"];
            if (rest.Any(name => _books.StateOf(SymbolOf(name)) != BookState.Fresh))
            {
                return null;
            }
            foreach (string name in rest)
            {
                amount = TryWalk(name, name.Split('-')[0], amount, out _, out decimal got) ? got : 0;
            }
            return amount;
        }

        private bool TryWalk(string name, string from, decimal available, out string to, out decimal output)
        {
            string[] pair = name.Split('-');
            to = pair[0] == from ? pair[1] : pair[0];
            output = 0;
            SymbolId symbol = SymbolOf(name);
            if (!pair.Contains(from, StringComparer.Ordinal) || symbol == SymbolId.None
                || _books.StateOf(symbol) != BookState.Fresh)
            {
                return false;
            }
            decimal size = Math.Floor(available * 100) / 100;
            decimal funds = Math.Floor(available / (1 + Fee) * 10_000) / 10_000;
            return pair[0] == from
                ? TrySell(_books.Bids(symbol), size, out output)
                : TryBuy(_books.Asks(symbol), funds, out output);
        }

        private static bool TrySell(ReadOnlySpan<PriceLevel> bids, decimal size, out decimal output)
        {
            output = 0;
            if (bids.Length == 0 || size < 0.1m || size * ToDecimal(bids[0].Price) < 0.1m)
            {
                return false;
            }
            foreach (PriceLevel level in bids)
            {
                decimal take = Math.Min(size, ToDecimal(level.Size));
                output += take * ToDecimal(level.Price) * (1 - Fee);
                size -= take;
            }
            return output > 0;
        }

        private static bool TryBuy(ReadOnlySpan<PriceLevel> asks, decimal funds, out decimal output)
        {
            output = 0;
            if (funds < 0.1m)
            {
                return false;
            }
            foreach (PriceLevel level in asks)
            {
                decimal price = ToDecimal(level.Price);
                decimal size = ToDecimal(level.Size);
                bool isLast = price * size > funds;
                decimal take = isLast ? Math.Floor(funds / price * 100) / 100 : size;
                output += take;
                funds -= take * price;
                if (isLast)
                {
                    break;
                }
            }
            return output > 0;
        }

        private void Quote(int symbol)
        {
            long cents = 80 + _chance.NextBelow(40);
            int levels = 1 + (int)_chance.NextBelow(3);
            var bids = new PriceLevel[levels];
            var asks = new PriceLevel[levels];
            for (int i = 0; i < levels; i++)
            {
                bids[i] = new PriceLevel(new ExactDecimal(cents - i, 2), Size());
                asks[i] = new PriceLevel(new ExactDecimal(cents + 1 + i, 2), Size());
            }
            _books.ApplyDepth(new SymbolId(symbol), bids, asks, 0, 0, 1);
        }

        private ExactDecimal Size() => new(1 + _chance.NextBelow(60_000), 2);

        private static SymbolSpec MakeSpec(string name) => new()
        {
            Name = name,
            BaseCurrency = name.Split('-')[0],
            QuoteCurrency = name.Split('-')[1],
            FeeCurrency = name.Split('-')[1],
            BaseIncrement = ExactDecimal.Parse("0.01"),
            QuoteIncrement = ExactDecimal.Parse("0.0001"),
            PriceIncrement = ExactDecimal.Parse("0.01"),
            BaseMinSize = ExactDecimal.Parse("0.1"),
            BaseMaxSize = ExactDecimal.Parse("1000000"),
            QuoteMinSize = ExactDecimal.Parse("0.1"),
            QuoteMaxSize = ExactDecimal.Parse("1000000"),
            MinFunds = ExactDecimal.Parse("0.1"),
            TakerFeeRate = ExactDecimal.Parse("0.001"),
        };
    }
}
