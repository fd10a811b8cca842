using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// Finds the best way of a holding back into the start currency on the books as they are: in one order, or
/// in two through any other currency. That covers going back the leg, selling straight, finishing the
/// triangle and passing through a third market; the way with the highest exact proceeds wins, the shorter
/// one on a tie. Depth, fees, increments and minima count. Doubles only leave out ways of two orders whose
/// best prices cannot beat what was found. Pure; nothing allocates after construction.
/// </summary>
public sealed class ExitPricer
{
    // Far above what a dozen roundings of a double can add up to.
    private const double ErrTowardsKeeping = 1 + 1e-9;
    private const int Legs = 3;

    private readonly Universe _universe;
    private readonly int[] _firstOf;
    private readonly SymbolId[] _touching;

    /// <summary>Indexes the universe's symbols by currency.</summary>
    public ExitPricer(Universe universe)
    {
        _universe = universe;
        _firstOf = new int[universe.CurrencyCount + 1];
        for (int i = 0; i < universe.SymbolCount; i++)
        {
            _firstOf[universe.BaseOf(new SymbolId(i)).Index + 1]++;
            _firstOf[universe.QuoteOf(new SymbolId(i)).Index + 1]++;
        }
        for (int i = 0; i < universe.CurrencyCount; i++)
        {
            _firstOf[i + 1] += _firstOf[i];
        }
        _touching = new SymbolId[2 * universe.SymbolCount];
        int[] next = _firstOf[..universe.CurrencyCount];
        for (int i = 0; i < universe.SymbolCount; i++)
        {
            _touching[next[universe.BaseOf(new SymbolId(i)).Index]++] = new SymbolId(i);
            _touching[next[universe.QuoteOf(new SymbolId(i)).Index]++] = new SymbolId(i);
        }
    }

    /// <summary>
    /// Answers the request. The rules by symbol carry the fee rates; only books in state Fresh are used.
    /// </summary>
    public void Price(
        in ExitRequest request, Books books, ReadOnlySpan<TradeRules> rules, out ExitPlan plan)
    {
        Check.That(request.Amount.IsPositive && rules.Length == _universe.SymbolCount);
        plan = default;
        try
        {
            Find(request, books, rules, ref plan);
        }
        catch (OverflowException)
        {
            // The digit budget rules this out for prices and sizes on the increments; else there is no way.
            plan = default;
            plan.Cause = ExitCause.NoMarket;
        }
        plan.Round = request.Round;
    }

    private void Find(
        in ExitRequest request, Books books, ReadOnlySpan<TradeRules> rules, ref ExitPlan plan)
    {
        var market = new Market(_universe, books, rules, request);
        CurrencyId start = _universe.Triangles[request.Triangle].Start;
        bool isTooSmall = false;
        foreach (SymbolId symbol in Touching(request.From))
        {
            if (Other(symbol, request.From) == start)
            {
                isTooSmall |= TryOne(market, symbol, ref plan);
            }
        }
        foreach (SymbolId symbol in Touching(request.From))
        {
            CurrencyId middle = Other(symbol, request.From);
            if (middle != start && IsAllowed(request, middle))
            {
                TryTwo(market, symbol, middle, start, ref plan);
            }
        }
        if (plan.StepCount == 0)
        {
            plan.Cause = isTooSmall ? ExitCause.TooSmall : ExitCause.NoMarket;
        }
        PriceFinish(market, _universe.Triangles[request.Triangle], ref plan);
    }

    /// <summary>The rest of the triangle from where the holding lies on it.</summary>
    private static void PriceFinish(in Market market, in Triangle triangle, ref ExitPlan plan)
    {
        CurrencyId from = market.Request.From;
        if (from != triangle.Second.From && from != triangle.Third.From)
        {
            return;
        }
        ExactDecimal value = market.Request.Amount;
        for (int i = from == triangle.Second.From ? 1 : 2; i < Legs; i++)
        {
            TriangleLeg leg = triangle.Leg(i);
            if (!market.IsOpen(leg.Symbol))
            {
                return;
            }
            bool isSent = market.TryWalk(leg.Symbol, leg.From, value, out ExitStep step, out _);
            value = isSent ? step.Output : ExactDecimal.Zero;
        }
        plan.HasFinish = true;
        plan.FinishValue = value;
    }

    /// <summary>True when the direct order fails by its size alone.</summary>
    private static bool TryOne(in Market market, SymbolId symbol, ref ExitPlan plan)
    {
        if (!market.IsOpen(symbol))
        {
            return false;
        }
        if (!market.TryWalk(
            symbol, market.Request.From, market.Request.Amount, out ExitStep step, out ExactDecimal spent))
        {
            return true;
        }
        if (plan.StepCount == 0 || step.Output > plan.Value)
        {
            plan.StepCount = 1;
            plan.Spent = spent;
            plan.Value = step.Output;
            plan.Steps[0] = step;
        }
        return false;
    }

    private void TryTwo(
        in Market market, SymbolId symbol, CurrencyId middle, CurrencyId start, ref ExitPlan plan)
    {
        CurrencyId from = market.Request.From;
        if (!market.IsOpen(symbol))
        {
            return;
        }
        double best = plan.Value.ToDouble();
        double rate = market.Request.Amount.ToDouble() * market.BestRate(symbol, from) * ErrTowardsKeeping;
        bool isWalked = false;
        ExitStep first = default;
        ExactDecimal spent = default;
        foreach (SymbolId second in Touching(middle))
        {
            if (Other(second, middle) != start || !market.IsOpen(second)
                || rate * market.BestRate(second, middle) <= best)
            {
                continue;
            }
            if (!isWalked)
            {
                isWalked = true;
                if (!market.TryWalk(symbol, from, market.Request.Amount, out first, out spent))
                {
                    return;
                }
            }
            if (market.TryWalk(second, middle, first.Output, out ExitStep last, out _)
                && (plan.StepCount == 0 || last.Output > plan.Value))
            {
                plan.StepCount = 2;
                plan.Spent = spent;
                plan.Value = last.Output;
                plan.Steps[0] = first;
                plan.Steps[1] = last;
                best = last.Output.ToDouble();
            }
        }
    }

    private ReadOnlySpan<SymbolId> Touching(CurrencyId currency)
    {
        int first = _firstOf[currency.Index];
        return _touching.AsSpan(first, _firstOf[currency.Index + 1] - first);
    }

    private CurrencyId Other(SymbolId symbol, CurrencyId currency) =>
        _universe.BaseOf(symbol) == currency ? _universe.QuoteOf(symbol) : _universe.BaseOf(symbol);

    private bool IsAllowed(in ExitRequest request, CurrencyId middle)
    {
        if (request.Third == CurrencyId.None || middle == request.Third)
        {
            return true;
        }
        ref readonly Triangle triangle = ref _universe.Triangles[request.Triangle];
        return middle == triangle.Second.From || middle == triangle.Third.From;
    }

    /// <summary>What one question may look at.</summary>
    private readonly ref struct Market
    {
        private readonly Universe _universe;
        private readonly Books _books;
        private readonly ReadOnlySpan<TradeRules> _rules;

        public Market(
            Universe universe, Books books, ReadOnlySpan<TradeRules> rules, in ExitRequest request)
        {
            _universe = universe;
            _books = books;
            _rules = rules;
            Request = request;
        }

        public ExitRequest Request { get; }

        public bool IsOpen(SymbolId symbol) =>
            _books.StateOf(symbol) == BookState.Fresh && !Request.Avoids(symbol);

        /// <summary>What one unit gives at the best price, before flooring.</summary>
        public double BestRate(SymbolId symbol, CurrencyId from)
        {
            double fee = _rules[symbol.Index].FeeRate.ToDouble();
            if (_universe.BaseOf(symbol) == from)
            {
                return _books.BidPrice(symbol) * (1 - fee);
            }
            double ask = _books.AskPrice(symbol);
            return ask > 0 ? 1 / (ask * (1 + fee)) : 0;
        }

        /// <summary>
        /// Sends what is available through the visible book, cut to the largest order. False when a rule
        /// forbids the order or the side is empty.
        /// </summary>
        public bool TryWalk(
            SymbolId symbol,
            CurrencyId from,
            ExactDecimal available,
            out ExitStep step,
            out ExactDecimal spent)
        {
            step = default;
            spent = default;
            bool isBuy = _universe.BaseOf(symbol) != from;
            ref readonly TradeRules rules = ref _rules[symbol.Index];
            ReadOnlySpan<PriceLevel> levels = _books.TakenBy(symbol, isBuy ? Side.Buy : Side.Sell);
            ExactDecimal amount = isBuy
                ? CutTo(
                    BookWalk.FundsForBuy(available, rules.FeeRate, rules.QuoteIncrement),
                    rules.MaxBuyFunds,
                    rules.QuoteIncrement)
                : CutTo(
                    BookWalk.SizeForSell(available, rules.BaseIncrement), rules.MaxSize, rules.BaseIncrement);
            ExactDecimal smallest = isBuy ? rules.MinBuyFunds : rules.MinSize;
            if (levels.Length == 0 || !amount.IsPositive || amount < smallest
                || (!isBuy && amount * levels[0].Price < rules.MinSellFunds))
            {
                return false;
            }
            WalkResult walk = isBuy
                ? BookWalk.Buy(levels, amount, rules.FeeRate, rules.BuyUnit)
                : BookWalk.Sell(levels, amount, rules.FeeRate);
            step.Symbol = symbol;
            step.Side = isBuy ? Side.Buy : Side.Sell;
            step.From = from;
            step.To = isBuy ? _universe.BaseOf(symbol) : _universe.QuoteOf(symbol);
            step.Amount = amount;
            step.Output = (isBuy ? walk.Size : walk.SellOutput).Normalized();
            step.BestPrice = levels[0].Price;
            step.WorstPrice = levels[Math.Max(0, walk.LevelsUsed - 1)].Price;
            spent = isBuy ? walk.BuyCost : walk.Size;
            return step.Output.IsPositive;
        }

        private static ExactDecimal CutTo(
            ExactDecimal amount, ExactDecimal largest, ExactDecimal increment) =>
            largest.IsPositive && amount > largest ? ExactDecimal.FloorToStep(largest, increment) : amount;
    }
}
