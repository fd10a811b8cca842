using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>
/// What the private stream would say about an order that met the given levels: received, one match for each
/// level, and the end as KuCoin words it: a buy by funds always ends in canceled, an order by size in filled
/// when whole (KuCoin protocol section 5.2). The amounts are those of <see cref="BookWalk"/>.
/// </summary>
public static class PaperFills
{
    /// <summary>Events of one order at most: received, a match for each level, the end.</summary>
    public const int MaxEvents = Signal.MaxLevels + 2;

    /// <summary>
    /// Writes the events and returns how many. Levels: asks for a buy, bids for a sell, best first, as the
    /// fill model chooses them; those beyond <see cref="Signal.MaxLevels"/> are not met. Beyond the price
    /// band (priceLimitRate, a share of the best price, 0 for none) nothing fills (KuCoin protocol section
    /// 5.4).
    /// The number must be another one for each order of a run: it makes the order and trade ids.
    /// </summary>
    public static int Fill(
        in OrderRequest request,
        in TradeRules rules,
        ReadOnlySpan<PriceLevel> levels,
        ExactDecimal priceLimitRate,
        long number,
        long exchangeNs,
        Span<OrderEvent> events)
    {
        Check.That(events.Length >= MaxEvents && number >= 0);
        ReadOnlySpan<PriceLevel> met = request.IsLimited
            ? Reached(levels, in request, priceLimitRate)
            : Visible(levels, request.Side, priceLimitRate);
        WalkResult walk = request switch
        {
            { IsLimited: true } => BookWalk.Sell(met, request.Size, rules.FeeRate),
            { Side: Side.Buy } => BookWalk.Buy(met, request.Amount, rules.FeeRate, rules.BuyUnit),
            _ => BookWalk.Sell(met, request.Amount, rules.FeeRate),
        };
        OrderEvent template = Template(request, number, exchangeNs);
        int count = 0;
        events[count++] = template;
        ExactDecimal left = walk.Size;
        ExactDecimal filled = ExactDecimal.Zero;
        for (int i = 0; i < walk.LevelsUsed; i++)
        {
            // Every level but the last was taken whole, so the total tells what each one gave.
            ExactDecimal size = ExactDecimal.Min(met[i].Size, left);
            if (!size.IsPositive)
            {
                continue;
            }
            left -= size;
            filled += size;
            ref OrderEvent match = ref events[count];
            match = template;
            match.Kind = OrderEventKind.Match;
            match.TradeId = new TradeId(((UInt128)(ulong)number << 16) | (uint)count);
            match.MatchPrice = met[i].Price;
            match.MatchSize = size;
            match.FilledSize = filled;
            match.HasFilledSize = true;
            match.IsTakerFee = true;
            count++;
        }
        Check.That(left.IsZero && filled == walk.Size);
        bool isWhole = (request.Side == Side.Sell || request.IsLimited) && walk.IsComplete;
        ref OrderEvent end = ref events[count++];
        end = template;
        end.Kind = isWhole ? OrderEventKind.Filled : OrderEventKind.Canceled;
        end.FilledSize = filled;
        end.HasFilledSize = true;
        return count;
    }

    /// <summary>The fill against the levels that the signal carries for this leg.</summary>
    public static int FillFromSignal(
        in OrderRequest request,
        in TradeRules rules,
        in SignalLeg leg,
        ExactDecimal priceLimitRate,
        long number,
        long exchangeNs,
        Span<OrderEvent> events)
    {
        Check.That(request.Symbol == leg.Symbol && request.Side == leg.Side);
        ReadOnlySpan<PriceLevel> levels = leg.Levels;
        return Fill(request, rules, levels[..leg.LevelCount], priceLimitRate, number, exchangeNs, events);
    }

    /// <summary>The made-up order id of a paper order: "paper" and its number.</summary>
    public static OrderId PaperOrderId(long number)
    {
        var text = new Core.Text.Utf8Writer(stackalloc byte[32]);
        text.Append("paper"u8);
        text.Append(number);
        Check.That(OrderId.TryCreate(text.Written, out OrderId id));
        return id;
    }

    private static OrderEvent Template(in OrderRequest request, long number, long exchangeNs)
    {
        OrderEvent template = default;
        template.Kind = OrderEventKind.Received;
        template.Side = request.Side;
        template.IsOurs = true;
        template.Symbol = request.Symbol;
        template.ClientId = request.ClientId;
        template.OrderId = PaperOrderId(number);
        template.ExchangeNs = exchangeNs;
        return template;
    }

    // An order with a limit that would trade beyond the price band is cancelled whole.
    private static ReadOnlySpan<PriceLevel> Reached(
        ReadOnlySpan<PriceLevel> levels, in OrderRequest request, ExactDecimal priceLimitRate)
    {
        int count = Math.Min(levels.Length, Signal.MaxLevels);
        ExactDecimal left = request.Size;
        int reached = 0;
        while (reached < count && left.IsPositive
            && IsWithin(request.Side, levels[reached].Price, request.LimitPrice))
        {
            left -= levels[reached++].Size;
        }
        int banded = Visible(levels, request.Side, priceLimitRate).Length;
        return reached <= banded ? levels[..reached] : default;
    }

    private static bool IsWithin(Side side, ExactDecimal price, ExactDecimal limit) =>
        side == Side.Buy ? price <= limit : price >= limit;

    private static ReadOnlySpan<PriceLevel> Visible(
        ReadOnlySpan<PriceLevel> levels, Side side, ExactDecimal priceLimitRate)
    {
        int count = Math.Min(levels.Length, Signal.MaxLevels);
        if (count == 0 || !priceLimitRate.IsPositive)
        {
            return levels[..count];
        }
        ExactDecimal share = side == Side.Buy
            ? ExactDecimal.One + priceLimitRate
            : ExactDecimal.One - priceLimitRate;
        ExactDecimal limit = levels[0].Price * share;
        int within = 0;
        while (within < count
            && (side == Side.Buy ? levels[within].Price <= limit : levels[within].Price >= limit))
        {
            within++;
        }
        return levels[..within];
    }
}
