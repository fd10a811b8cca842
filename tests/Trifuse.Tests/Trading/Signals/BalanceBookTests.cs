using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

public class BalanceBookTests
{
    private static readonly CurrencyId Usdt = new(0);
    private static readonly CurrencyId Coin = new(1);
    private static readonly CurrencyId Usdc = new(2);

    private static readonly Triangle FromUsdt = new(
        0,
        new TriangleLeg(new SymbolId(0), Side.Buy, Usdt, Coin),
        new TriangleLeg(new SymbolId(1), Side.Sell, Coin, Usdc),
        new TriangleLeg(new SymbolId(2), Side.Sell, Usdc, Usdt));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_push_that_holds_our_own_order_is_not_counted_twice(bool isPushFirst)
    {
        BalanceBook book = New(100);
        Assert.True(book.TryReserve(1, FromUsdt, D(30)));
        Assert.Equal(D(70), book.Free(Usdt));
        if (isPushFirst)
        {
            book.OnBalance(Push(Usdt, 70, "a1"));
            Assert.Equal(D(40), book.Free(Usdt));
            book.OnLegOrder(1, 0, Id("a1"));
        }
        else
        {
            book.OnLegOrder(1, 0, Id("a1"));
            Assert.Equal(D(70), book.Free(Usdt));
            book.OnBalance(Push(Usdt, 70, "a1"));
        }
        Assert.Equal(D(70), book.Free(Usdt));
    }

    [Fact]
    public void Another_orders_push_leaves_the_reservation()
    {
        BalanceBook book = New(100);
        book.TryReserve(1, FromUsdt, D(30));
        book.OnLegOrder(1, 0, Id("a1"));
        book.OnBalance(Push(Usdt, 90, "zz"));
        Assert.Equal(D(60), book.Free(Usdt));
    }

    [Fact]
    public void A_late_push_keeps_the_reservation_beyond_the_end()
    {
        BalanceBook book = New(100);
        book.TryReserve(1, FromUsdt, D(30));
        book.OnLegOrder(1, 0, Id("a1"));
        book.Release(new CascadeRelease { Cascade = 1 });
        Assert.Equal(D(70), book.Free(Usdt));
        Assert.Equal(1, book.PendingCount);
        book.OnBalance(Push(Usdt, 71, "a1"));
        Assert.Equal(D(71), book.Free(Usdt));
        Assert.Equal(0, book.PendingCount);
    }

    [Fact]
    public void An_order_that_was_never_placed_frees_its_reservation_at_the_end()
    {
        BalanceBook book = New(100);
        book.TryReserve(1, FromUsdt, D(30));
        book.Release(new CascadeRelease { Cascade = 1 });
        Assert.Equal(D(100), book.Free(Usdt));
    }

    [Fact]
    public void A_currency_passed_through_is_not_free_until_the_next_legs_hold_is_seen()
    {
        BalanceBook book = New(100);
        book.Reset(Usdc, D(50));
        book.TryReserve(1, FromUsdt, D(30));
        Assert.Equal(D(0), book.Free(Usdc));
        book.OnBalance(Push(Usdc, 80, "a2"));
        Assert.Equal(D(0), book.Free(Usdc));
        book.OnLegOrder(1, 2, Id("a3"));
        book.OnBalance(Push(Usdc, 51, "a3"));
        Assert.Equal(D(51), book.Free(Usdc));
    }

    [Fact]
    public void A_currency_that_unwinding_passes_through_is_not_free_until_its_hold_is_seen()
    {
        CurrencyId third = new(3);
        BalanceBook book = New(100);
        book.Reset(third, D(40));
        book.TryReserve(1, FromUsdt, D(30));
        book.OnBalance(Push(Usdt, 70, "a1"));
        book.OnLegOrder(1, 0, Id("a1"));
        Assert.Equal(D(40), book.Free(third));
        ExitPlan plan = new() { StepCount = 2 };
        plan.Steps[0].From = Coin;
        plan.Steps[1].From = third;
        book.OnUnwindPlanned(1, plan);
        book.OnUnwindPlanned(1, plan);
        Assert.Equal(D(0), book.Free(third));
        book.OnUnwindOrder(1, Coin, Id("a4"));
        book.OnBalance(Push(third, 65, "a4"));
        Assert.Equal(D(0), book.Free(third));

        // The second order is on its way when the cascade ends: its push decides.
        book.OnUnwindOrder(1, third, Id("a5"));
        book.OnUnwindOrder(1, third, Id("a5"));
        book.Release(new CascadeRelease { Cascade = 1 });
        Assert.Equal(D(0), book.Free(third));
        book.OnBalance(Push(Coin, 0, "a4"));
        book.OnBalance(Push(third, 40, "a5"));
        Assert.Equal(D(40), book.Free(third));
        Assert.Equal(0, book.PendingCount);
    }

    [Fact]
    public void A_way_back_that_was_not_gone_frees_its_currencies_at_the_end()
    {
        BalanceBook book = New(100);
        book.Reset(Usdc, D(50));
        book.TryReserve(1, FromUsdt, D(30));
        ExitPlan plan = new() { StepCount = 1 };
        plan.Steps[0].From = Usdc;
        for (uint i = 0; i < 20; i++)
        {
            book.OnUnwindPlanned(1, plan);
        }
        Assert.Equal(D(0), book.Free(Usdc));
        book.Release(new CascadeRelease { Cascade = 1 });
        Assert.Equal(D(50), book.Free(Usdc));
    }

    [Fact]
    public void A_reset_forgets_pushes_that_never_came()
    {
        BalanceBook book = New(100);
        book.TryReserve(1, FromUsdt, D(30));
        book.OnLegOrder(1, 0, Id("a1"));
        book.Release(new CascadeRelease { Cascade = 1 });
        book.Reset(Usdt, D(99));
        Assert.Equal(D(99), book.Free(Usdt));
    }

    [Fact]
    public void Pushes_of_other_accounts_and_older_pushes_are_left_out()
    {
        BalanceBook book = New(100);
        BalanceEvent other = Push(Usdt, 7, "a1");
        other.IsTradeAccount = false;
        book.OnBalance(other);
        Assert.Equal(D(100), book.Free(Usdt));
        BalanceEvent young = Push(Usdt, 50, "b1");
        young.ExchangeMs = 20;
        book.OnBalance(young);
        young.ExchangeMs = 19;
        young.Available = D(90);
        book.OnBalance(young);
        Assert.Equal(D(50), book.Free(Usdt));
    }

    [Fact]
    public void An_older_push_of_our_own_order_ends_the_wait_for_it()
    {
        BalanceBook book = New(100);
        Assert.True(book.TryReserve(1, FromUsdt, D(30)));
        book.OnLegOrder(1, 0, Id("a1"));
        book.OnBalance(Push(Usdt, 60, "other") with { ExchangeMs = 20 });
        Assert.Equal(D(30), book.Free(Usdt));
        book.OnBalance(Push(Usdt, 70, "a1") with { ExchangeMs = 19 });
        Assert.Equal(D(60), book.Free(Usdt));
    }

    [Fact]
    public void Virtual_balances_move_by_results_alone()
    {
        var book = new BalanceBook(3, 4, isVirtual: true);
        book.Reset(Usdt, D(100));
        book.TryReserve(1, FromUsdt, D(30));
        book.OnBalance(Push(Usdt, 5, "a1"));
        Assert.Equal(D(70), book.Free(Usdt));
        var release = new CascadeRelease { Cascade = 1 };
        release.Add(Usdt, D(-29));
        release.Add(Usdt, D(31));
        release.Add(Coin, D(1));
        book.Release(release);
        Assert.Equal(D(102), book.Free(Usdt));
        Assert.Equal(D(1), book.Free(Coin));
    }

    [Fact]
    public void Nothing_is_ever_over_committed_whatever_the_order_of_events() =>
        Gen.Int[0, int.MaxValue].Sample(seed => new ExchangeModel((ulong)seed).Play(300), iter: 300);

    private static BalanceBook New(long usdt)
    {
        var book = new BalanceBook(4, 4, isVirtual: false);
        book.Reset(Usdt, D(usdt));
        return book;
    }

    private static ExactDecimal D(long value) => ExactDecimal.FromInt64(value);

    private static OrderId Id(string text)
    {
        Assert.True(OrderId.TryCreate(System.Text.Encoding.ASCII.GetBytes(text), out OrderId id));
        return id;
    }

    private static BalanceEvent Push(CurrencyId currency, long available, string order) => new()
    {
        Currency = currency,
        IsTradeAccount = true,
        Available = D(available),
        OrderId = Id(order),
    };

    /// <summary>
    /// An exchange of two start currencies that pass through each other. Pushes keep their order; everything
    /// else (order ids, ends, when pushes are delivered) comes in any order.
    /// </summary>
    private sealed class ExchangeModel(ulong seed)
    {
        private readonly BalanceBook _book = new(3, 4, isVirtual: false);
        private readonly long[] _available = [1_000, 0, 1_000];
        private readonly Queue<BalanceEvent> _pushes = new();
        private readonly List<Run> _runs = [];
        private Prng _random = new(seed);
        private uint _cascades;
        private int _orders;

        public void Play(int steps)
        {
            _book.Reset(Usdt, D(_available[0]));
            _book.Reset(Usdc, D(_available[2]));
            for (int i = 0; i < steps; i++)
            {
                Step();
            }
        }

        private void Step()
        {
            int at = _runs.Count == 0 ? -1 : (int)_random.NextBelow(_runs.Count);
            switch (_random.NextBelow(4))
            {
                case 0 when _runs.Count < 4:
                    Begin();
                    break;
                case 1 when _pushes.Count > 0:
                    _book.OnBalance(_pushes.Dequeue());
                    break;
                case 2 when at >= 0:
                    Advance(_runs[at]);
                    break;
                case 3 when at >= 0:
                    TellOrEnd(at);
                    break;
                default:
                    break;
            }
        }

        private void Begin()
        {
            Triangle triangle = _random.NextBelow(2) == 0
                ? FromUsdt
                : new Triangle(
                    1,
                    new TriangleLeg(new SymbolId(3), Side.Buy, Usdc, Coin),
                    new TriangleLeg(new SymbolId(4), Side.Sell, Coin, Usdt),
                    new TriangleLeg(new SymbolId(5), Side.Buy, Usdt, Usdc));
            long amount = 1 + _random.NextBelow(600);
            if (_book.TryReserve(_cascades + 1, triangle, D(amount)))
            {
                _runs.Add(new Run(++_cascades, triangle, amount));
            }
        }

        // Places the next order: hold, then settlement, each with its push. The account must never be short.
        private void Advance(Run run)
        {
            if (run.Placed == 3)
            {
                return;
            }
            TriangleLeg leg = run.Triangle.Leg(run.Placed);
            long sent = run.Carried;
            Assert.True(_available[leg.From.Index] >= sent, $"over-committed: cascade {run.Cascade}");
            string id = $"o{++_orders}";
            _available[leg.From.Index] -= sent;
            Queue(leg.From, id);
            // Some of it may come back unspent, and the result may be better or worse than hoped for.
            long back = run.Placed == 0 ? _random.NextBelow((sent / 10) + 1) : 0;
            long got = Math.Max(1, sent - back + _random.NextBelow(9) - 4);
            if (back > 0)
            {
                _available[leg.From.Index] += back;
                Queue(leg.From, id);
            }
            _available[leg.To.Index] += got;
            Queue(leg.To, id);
            run.Orders[run.Placed++] = id;
            run.Carried = got;
        }

        private void TellOrEnd(int at)
        {
            Run run = _runs[at];
            if (run.Told < run.Placed)
            {
                _book.OnLegOrder(run.Cascade, run.Told, Id(run.Orders[run.Told]));
                run.Told++;
            }
            else if (run.Placed == 3)
            {
                _book.Release(new CascadeRelease { Cascade = run.Cascade });
                _runs.RemoveAt(at);
            }
        }

        private void Queue(CurrencyId currency, string id) =>
            _pushes.Enqueue(Push(currency, _available[currency.Index], id));

        private sealed class Run(uint cascade, Triangle triangle, long amount)
        {
            public uint Cascade { get; } = cascade;

            public Triangle Triangle { get; } = triangle;

            public long Carried { get; set; } = amount;

            public int Placed { get; set; }

            public int Told { get; set; }

            public string[] Orders { get; } = new string[3];
        }
    }
}
