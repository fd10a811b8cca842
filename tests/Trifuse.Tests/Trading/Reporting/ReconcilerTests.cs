using System.Text;
using CsCheck;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Core;
using Trifuse.Trading.Reporting;

namespace Trifuse.Tests.Trading.Reporting;

public class ReconcilerTests
{
    private static readonly CurrencyId Usdt = new(0);
    private static readonly CurrencyId Btc = new(1);

    private readonly Reconciler _account = new(2);

    public ReconcilerTests() => _account.Begin([D("100"), D("2")]);

    [Fact]
    public void What_cascades_report_is_expected()
    {
        _account.OnChange(Usdt, D("-1.5"));
        _account.OnChange(Usdt, D("1.75"));
        _account.OnChange(Btc, D("0.001"));
        Assert.Equal(0, _account.Compare([D("100.25"), D("2.001")], out _));
    }

    [Fact]
    public void What_pushes_say_of_own_orders_does_not_count_whichever_is_heard_first()
    {
        _account.OnPush(Push(Usdt, "-5", "5", "own1"));
        _account.OnPush(Push(Usdt, "0", "-5", "own1"));
        _account.OnPush(Push(Btc, "0.1", "0", "own1"));
        _account.OnOwnOrder(Id("own1"));
        _account.OnPush(Push(Btc, "0.1", "0", "own1"));
        // Nothing was reported, so nothing may have moved.
        Assert.Equal(0, _account.Compare([D("100"), D("2")], out _));
        Assert.Equal(4, _account.PushCount);
    }

    [Fact]
    public void The_operators_own_trades_and_transfers_are_explained()
    {
        _account.OnPush(Push(Usdt, "-10.01", "10.01", "other"));
        _account.OnPush(Push(Usdt, "0", "-10.01", "other"));
        _account.OnPush(Push(Btc, "0.0005", "0", "other"));
        _account.OnPush(Push(Usdt, "50", "0", ""));
        Assert.Equal(0, _account.Compare([D("139.99"), D("2.0005")], out _));
        Assert.Equal(D("139.99"), _account.Expected(Usdt));
        // Once taken in, they stay so.
        Assert.Equal(0, _account.Compare([D("139.99"), D("2.0005")], out _));
    }

    [Fact]
    public void One_unit_of_the_last_digit_is_a_difference_and_can_be_known_again()
    {
        Assert.Equal(1, _account.Compare([D("100"), D("2.00000001")], out bool isAsBefore));
        Assert.False(isAsBefore);
        Assert.Equal(1, _account.Compare([D("100"), D("2.00000001")], out isAsBefore));
        Assert.True(isAsBefore);
        Assert.Equal(D("0.00000001"), _account.DifferenceOf(Btc));
        _account.Begin([D("100"), D("2.00000001")]);
        Assert.Equal(0, _account.Compare([D("100"), D("2.00000001")], out _));
    }

    [Fact]
    public void A_currency_left_out_is_not_compared()
    {
        _account.LeaveOut(Btc);
        Assert.Equal(0, _account.Compare([D("100"), D("1")], out _));
    }

    [Fact]
    public void A_gap_is_remembered_until_the_next_baseline()
    {
        _account.OnGap();
        Assert.True(_account.HasGap);
        _account.Begin([D("1"), D("1")]);
        Assert.False(_account.HasGap);
    }

    [Fact]
    public void However_own_and_others_orders_mix_the_account_comes_out() =>
        Gen.ULong.Sample(
            seed =>
            {
                var chance = new Prng(seed);
                var account = new Reconciler(1);
                account.Begin([D("1000")]);
                ExactDecimal total = D("1000");
                for (int i = 0; i < 300; i++)
                {
                    OrderId id = Id($"order{i}");
                    bool isOwn = chance.NextBelow(3) > 0;
                    bool isKnownFirst = chance.NextBelow(2) == 0;
                    ExactDecimal change = new((Int128)chance.NextBelow(1_000_000) - 500_000, 8);
                    if (isOwn && isKnownFirst)
                    {
                        account.OnOwnOrder(id);
                    }
                    BalanceEvent push = Push(Usdt, change.ToString(), "0", $"order{i}");
                    account.OnPush(push);
                    if (isOwn && chance.NextBelow(4) == 0)
                    {
                        account.OnPush(push);
                    }
                    if (isOwn)
                    {
                        account.OnChange(Usdt, change);
                        account.OnOwnOrder(id);
                    }
                    total += change;
                    Assert.Equal(0, chance.NextBelow(20) == 0 ? account.Compare([total], out _) : 0);
                }
                Assert.Equal(0, account.Compare([total], out _));
            },
            iter: 300);

    [Fact]
    public void It_allocates_nothing()
    {
        BalanceEvent push = Push(Usdt, "0", "1", "other");
        OrderId own = Id("own");
        ExactDecimal[] totals = [D("100"), D("2")];
        AllocationMeter.AssertNone(() =>
        {
            _account.OnPush(push);
            _account.OnOwnOrder(own);
            _account.OnChange(Btc, ExactDecimal.One);
            _account.Compare(totals, out _);
            _account.Begin(totals);
        });
    }

    private static ExactDecimal D(string text) => ExactDecimal.Parse(text);

    private static OrderId Id(string text)
    {
        Assert.True(OrderId.TryCreate(Encoding.ASCII.GetBytes(text), out OrderId id));
        return id;
    }

    private static BalanceEvent Push(
        CurrencyId currency, string available, string hold, string order) => new()
        {
            Currency = currency,
            IsTradeAccount = true,
            AvailableChange = D(available),
            HoldChange = D(hold),
            OrderId = order.Length == 0 ? default : Id(order),
        };
}
