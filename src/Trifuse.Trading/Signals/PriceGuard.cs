using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// The worst acceptable prices of a cascade's orders. Each is the price of the last level that the
/// prediction, or for an unwind order the price of the exit, takes from, plus a slack, rounded to the price
/// increment against a fill: never up for a buy, never down for a sell, but never so far that the level
/// itself is out of reach. Off for market orders (the default value).
/// </summary>
public readonly struct PriceGuard
{
    private const int BpsDecimals = 4;

    private readonly ExactDecimal _slack;

    /// <summary>On, with a slack in basis points of the price, from 0 to below 10^4.</summary>
    public PriceGuard(ExactDecimal slackBps)
    {
        Check.That(!slackBps.IsNegative && slackBps < ExactDecimal.FromInt64(10_000));
        _slack = (slackBps * new ExactDecimal(Int128.One, BpsDecimals)).Normalized();
        IsOn = true;
    }

    /// <summary>True when orders have a limit price.</summary>
    public bool IsOn { get; }

    /// <summary>The limit of an order whose last level has this price.</summary>
    public ExactDecimal LimitFor(Side side, ExactDecimal price, in TradeRules rules)
    {
        if (_slack.IsZero)
        {
            return price;
        }
        return side == Side.Buy
            ? ExactDecimal.Max(
                price,
                ExactDecimal.FloorToStep(price * (ExactDecimal.One + _slack), rules.PriceIncrement))
            : ExactDecimal.Min(
                price,
                ExactDecimal.CeilToStep(price * (ExactDecimal.One - _slack), rules.PriceIncrement));
    }

    /// <summary>
    /// A buy that may take <paramref name="available"/> with its fee: the first level that such an order does
    /// not go beyond gives the limit, the limit the size. False when the visible levels do not hold it.
    /// </summary>
    public bool TryBuy(
        scoped in SizingLeg leg, ExactDecimal available, out ExactDecimal size, out ExactDecimal limit)
    {
        ref readonly TradeRules rules = ref leg.Rules;
        ExactDecimal held = ExactDecimal.Zero;
        foreach (ref readonly PriceLevel level in leg.Levels)
        {
            held += level.Size;
            limit = LimitFor(Side.Buy, level.Price, rules);
            size = BookWalk.SizeForBuy(available, limit, rules.FeeRate, rules.BaseIncrement);
            if (size <= held)
            {
                return true;
            }
        }
        size = ExactDecimal.Zero;
        limit = ExactDecimal.Zero;
        return false;
    }

    /// <summary>The limit that lets the levels fill this size; false when they do not hold it.</summary>
    public bool TryLimit(scoped in SizingLeg leg, ExactDecimal size, out ExactDecimal limit)
    {
        ExactDecimal held = ExactDecimal.Zero;
        foreach (ref readonly PriceLevel level in leg.Levels)
        {
            held += level.Size;
            if (held >= size)
            {
                limit = LimitFor(leg.Side, level.Price, leg.Rules);
                return true;
            }
        }
        limit = ExactDecimal.Zero;
        return false;
    }
}
