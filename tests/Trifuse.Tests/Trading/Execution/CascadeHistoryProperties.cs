using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>
/// A true history of three orders is told in order, and again shuffled, repeated, delayed and with losses
/// that only questions make up for. Both tellings must end in the same account.
/// </summary>
public class CascadeHistoryProperties
{
    [Fact]
    public void However_a_history_is_told_the_account_is_the_same() =>
        Gen.ULong.Sample(
            seed =>
            {
                CascadeReport told = new History(seed).TellInOrder();
                CascadeReport garbled = new History(seed).TellGarbled();
                Assert.Equal(told.Outcome, garbled.Outcome);
                Assert.Equal(told.Reason, garbled.Reason);
                Assert.Equal(told.StepCount, garbled.StepCount);
                Assert.Equal((told.Cost, told.Profit), (garbled.Cost, garbled.Profit));
                for (int i = 0; i < told.StepCount; i++)
                {
                    Assert.Equal(told.Steps[i].Size, garbled.Steps[i].Size);
                    Assert.Equal(told.Steps[i].Funds, garbled.Steps[i].Funds);
                    Assert.Equal(told.Steps[i].Output, garbled.Steps[i].Output);
                }
                Assert.Equal(Amounts(told.Net, told.NetCount), Amounts(garbled.Net, garbled.NetCount));
                Assert.Equal(Amounts(told.Dust, told.DustCount), Amounts(garbled.Dust, garbled.DustCount));
                Assert.Equal(Amounts(told.Held, told.HeldCount), Amounts(garbled.Held, garbled.HeldCount));
            },
            iter: 3_000);

    [Fact]
    public void Net_changes_are_exactly_what_matches_and_fees_moved() =>
        Gen.ULong.Sample(
            seed =>
            {
                var history = new History(seed);
                CascadeReport report = history.TellGarbled();
                var net = new Dictionary<CurrencyId, ExactDecimal>();
                Add(net, report.Legs[0].From, ExactDecimal.Zero);
                foreach (TrueOrder order in history.Orders)
                {
                    ReportLeg leg = report.Legs[order.Request.ClientId.Step];
                    foreach (OrderEvent match in order.Matches)
                    {
                        ExactDecimal funds = match.MatchPrice * match.MatchSize;
                        ExactDecimal fee = funds * ExactDecimal.Parse("0.001");
                        bool isBuy = leg.Side == Side.Buy;
                        Add(net, leg.From, isBuy ? -(funds + fee) : -match.MatchSize);
                        Add(net, leg.To, isBuy ? match.MatchSize : funds - fee);
                    }
                }
                Assert.Equal(net.Count, report.NetCount);
                for (int i = 0; i < report.NetCount; i++)
                {
                    Assert.Equal(net[report.Net[i].Currency], report.Net[i].Amount);
                }
            },
            iter: 1_000);

    [Fact]
    public void What_was_missed_is_split_without_a_rest() =>
        Gen.ULong.Sample(
            seed =>
            {
                var history = new History(seed);
                CascadeReport report = history.TellInOrder();
                CascadeAttribution.Split(ref report, history.World.Signal, history.World.Rules);
                Attribution parts = report.Attribution;
                ExactDecimal sum = parts.Moved + parts.Depth + parts.Rounding + parts.Fee + parts.Dust
                    + parts.Unwind;
                Assert.Equal(report.PredictedProfit - report.Profit, sum);
                AssertDepth(report, parts);
            },
            iter: 3_000);

    // Depth is what is left of the difference; here it is worked out from the orders.
    private static void AssertDepth(in CascadeReport report, in Attribution parts)
    {
        if (!report.Cost.IsPositive)
        {
            Assert.Equal(parts.Total, parts.Moved);
            return;
        }
        double second = report.Legs[2].PredictedOutput.ToDouble() / report.Legs[2].PredictedAmount.ToDouble();
        double first = second * report.Legs[1].PredictedOutput.ToDouble()
            / report.Legs[1].PredictedAmount.ToDouble();
        double[] worths = [1, first, second, 1];
        double gains = 0;
        for (int i = 0; i < report.StepCount; i++)
        {
            gains += (worths[i + 1] * report.Steps[i].Output.ToDouble())
                - (worths[i] * report.Steps[i].Cost.ToDouble());
        }
        double expected = first * report.Legs[0].PredictedOutput.ToDouble();
        expected -= report.PredictedCost.ToDouble();
        expected -= gains + parts.Moved.ToDouble() + parts.Fee.ToDouble();
        Assert.Equal(expected, parts.Depth.ToDouble(), 8);
    }

    private static void Add(
        Dictionary<CurrencyId, ExactDecimal> net, CurrencyId currency, ExactDecimal change) =>
        net[currency] = net.GetValueOrDefault(currency) + change;

    private static string[] Amounts(ReportAmounts amounts, int count)
    {
        string[] texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            texts[i] = $"{amounts[i].Amount} of {amounts[i].Currency.Index}";
        }
        return texts;
    }

    private sealed record TrueOrder(OrderRequest Request, List<OrderEvent> Matches, OrderEvent Terminal)
    {
        public OrderState State()
        {
            OrderState state = new()
            {
                Exists = true,
                FeeIsQuote = true,
                OrderId = CascadeWorld.OrderIdOf(Request.ClientId),
            };
            foreach (OrderEvent match in Matches)
            {
                state.DealSize += match.MatchSize;
                state.DealFunds += match.MatchPrice * match.MatchSize;
            }
            state.Fee = state.DealFunds * ExactDecimal.Parse("0.001");
            return state;
        }
    }

    private sealed class History(ulong seed)
    {
        // Half of the answers are of no use; a limit would now and then end a telling without the truth.
        // Every second cascade looks between two legs whether going on pays.
        private readonly CascadeWorld _world = new(new CascadeOptions
        {
            QueryLimit = 1_000,
            OnFade = seed % 2 == 0 ? CancelPolicy.Hold : CancelPolicy.Finish,
        });
        private Prng _chance = new(seed ^ 0xABCDEF);

        public CascadeWorld World => _world;

        public List<TrueOrder> Orders { get; } = [];

        public CascadeReport TellInOrder()
        {
            _world.Start();
            while (_world.Run.State != CascadeState.Finished)
            {
                if (_world.Run.NextAction.Kind == CascadeActionKind.PriceExits)
                {
                    AnswerFinish();
                    continue;
                }
                TrueOrder order = MakeOrder(_world.Place());
                _world.Accept(order.Request);
                foreach (OrderEvent match in order.Matches)
                {
                    _world.Send(match);
                }
                _world.Send(order.Terminal);
            }
            return _world.Take();
        }

        public CascadeReport TellGarbled()
        {
            _world.Start();
            while (_world.Run.State != CascadeState.Finished)
            {
                switch (_world.Run.NextAction.Kind)
                {
                    case CascadeActionKind.Place:
                        TellOrder(MakeOrder(_world.Place()));
                        break;
                    case CascadeActionKind.Query:
                        Answer();
                        break;
                    case CascadeActionKind.Fills:
                        AnswerFills();
                        break;
                    case CascadeActionKind.PriceExits:
                        TellAgain();
                        AnswerFinish();
                        break;
                    default:
                        _world.AdvanceToDeadline();
                        break;
                }
            }
            CascadeReport report = _world.Take();
            TellAgain();
            Assert.Equal(CascadeState.Idle, _world.Run.State);
            return report;
        }

        private void TellOrder(TrueOrder order)
        {
            bool isReplyLost = Chance(4);
            ClientOrderId id = order.Request.ClientId;
            List<Action> facts = [];
            facts.Add(isReplyLost
                ? () => _world.Run.OnUnknown(id, UnknownCause.ConnectionLost, _world.NowNs)
                : () => _world.Accept(order.Request));
            foreach (OrderEvent e in order.Matches.Append(order.Terminal))
            {
                int copies = Chance(6) ? 0 : Chance(5) ? 2 : 1;
                for (int i = 0; i < copies; i++)
                {
                    facts.Add(() => _world.Send(e));
                }
            }
            for (int i = facts.Count - 1; i > 0; i--)
            {
                int other = (int)_chance.NextBelow(i + 1);
                (facts[i], facts[other]) = (facts[other], facts[i]);
            }
            foreach (Action fact in facts)
            {
                fact();
                if (Chance(8))
                {
                    TellAgain();
                }
            }
        }

        /// <summary>Old news: events of orders that are settled.</summary>
        private void TellAgain()
        {
            foreach (TrueOrder old in Orders.Take(Orders.Count - 1))
            {
                _world.Send(old.Terminal);
            }
        }

        private void Answer()
        {
            OrderRequest asked = _world.Grant(CascadeActionKind.Query);
            TrueOrder order = Orders[asked.ClientId.Step];
            switch (_chance.NextBelow(4))
            {
                case 0:
                    _world.Run.OnQueryFailed(asked.ClientId, _world.NowNs);
                    break;
                case 1:
                    OrderState open = order.State();
                    open.IsActive = true;
                    _world.Run.OnOrderState(asked.ClientId, open, _world.NowNs);
                    if (_world.Run.NextAction.Kind == CascadeActionKind.Cancel)
                    {
                        _world.Grant(CascadeActionKind.Cancel);
                        _world.Run.OnCancelReply(asked.ClientId, _world.NowNs);
                    }
                    break;
                default:
                    _world.Run.OnOrderState(asked.ClientId, order.State(), _world.NowNs);
                    break;
            }
        }

        /// <summary>As the orders, the answer depends on seed and leg alone.</summary>
        private void AnswerFinish()
        {
            ExitRequest wish = _world.Run.NextAction.Exit;
            _world.Grant(CascadeActionKind.PriceExits);
            var chance = new Prng(seed ^ (ulong)(100 + Orders[^1].Request.ClientId.Step));
            ExitPlan plan = new()
            {
                Round = wish.Round,
                HasFinish = chance.NextBelow(4) > 0,
                FinishValue = new ExactDecimal(490 + chance.NextBelow(20), 2),
            };
            _world.Run.OnExits(plan, _world.NowNs);
        }

        private void AnswerFills()
        {
            OrderRequest asked = _world.Grant(CascadeActionKind.Fills);
            if (Chance(4))
            {
                _world.Run.OnQueryFailed(asked.ClientId, _world.NowNs);
                return;
            }
            IEnumerable<OrderFill> fills = Orders[asked.ClientId.Step].Matches
                .Where(_ => !Chance(5))
                .Select(static m => new OrderFill(
                    m.TradeId, m.MatchPrice, m.MatchSize, m.MatchPrice * m.MatchSize,
                    m.MatchPrice * m.MatchSize * ExactDecimal.Parse("0.001"), FeeIsQuote: true));
            _world.Run.OnFills(asked.ClientId, [.. fills.Reverse()], 0, _world.NowNs);
        }

        private TrueOrder MakeOrder(in OrderRequest request)
        {
            // The truth depends on seed and leg alone, so that both tellings tell of the same orders.
            var chance = new Prng(seed ^ request.ClientId.Step);
            ExactDecimal price = ExactDecimal.Parse(
                request.ClientId.Step switch { 0 => "0.0774", 1 => "0.07783", _ => "0.999" });
            ExactDecimal step = ExactDecimal.Parse(request.ClientId.Step == 2 ? "0.0001" : "0.01");
            ExactDecimal left = request.Side == Side.Buy
                ? ExactDecimal.FloorToStep(
                    ExactDecimal.DivideTowardZero(request.Amount, ExactDecimal.Parse("0.08"), 8), step)
                : request.Amount;
            List<OrderEvent> matches = [];
            ExactDecimal filled = ExactDecimal.Zero;
            int count = (int)chance.NextBelow(6);
            for (int i = 0; i < count && left.IsPositive; i++)
            {
                bool isLast = i == count - 1 && chance.NextBelow(3) > 0;
                ExactDecimal share = new(1 + chance.NextBelow(99), 2);
                ExactDecimal size = isLast ? left : ExactDecimal.FloorToStep(left * share, step);
                if (size.IsPositive)
                {
                    ExactDecimal matchPrice = price + new ExactDecimal(chance.NextBelow(10), 5);
                    matches.Add(_world.Match(request, matchPrice.ToString(), size.ToString()));
                    left -= size;
                    filled += size;
                }
            }
            OrderEventKind end = request.Side == Side.Sell && left.IsZero
                ? OrderEventKind.Filled
                : OrderEventKind.Canceled;
            var order = new TrueOrder(request, matches, _world.Terminal(request, end, filled.ToString()));
            Orders.Add(order);
            return order;
        }

        private bool Chance(int oneIn) => _chance.NextBelow(oneIn) == 0;
    }
}
