using System.Globalization;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Turns a request into a ticket or a rejection (KuCoin protocol section 5.6), without touching anything.
/// </summary>
public sealed class OrderValidation(
    IReadOnlyDictionary<string, SymbolState> symbols, Quirks quirks)
{
    private const int ClientOidMaxLength = 40;
    private const int TagsMaxLength = 20;

    public static Rejection Parameter(string message) => new("400100", message);

    /// <summary>Null when the ticket is good.</summary>
    public Rejection? Check(
        Account account, OrderRequest request, string fallbackClientOid, long nowMs, bool withBalance,
        out OrderTicket? ticket)
    {
        ticket = null;
        Rejection? refusal = CheckFrame(request, nowMs, out SymbolState? symbol);
        if (refusal is not null || symbol is null)
        {
            return refusal;
        }

        bool isBuy = string.Equals(request.Side, "buy", StringComparison.Ordinal);
        var draft = new OrderTicket
        {
            Symbol = symbol,
            ClientOid = string.IsNullOrEmpty(request.ClientOid) ? fallbackClientOid : request.ClientOid,
            Side = isBuy ? OrderSide.Buy : OrderSide.Sell,
            Type = string.Equals(request.Type, "market", StringComparison.Ordinal)
                ? OrderType.Market : OrderType.Limit,
            TimeInForce = TimeInForceOf(request.TimeInForce),
            PostOnly = request.PostOnly,
            Hidden = request.Hidden,
            Iceberg = request.Iceberg,
            CancelAfterSeconds = SecondsOf(request.CancelAfter),
            Stp = string.IsNullOrEmpty(request.Stp) ? null : request.Stp,
            Remark = request.Remark,
            Tags = request.Tags,
        };
        refusal = draft.Type == OrderType.Market
            ? CheckMarket(request, draft, out ticket)
            : CheckLimit(request, draft, out ticket);
        return refusal ?? (withBalance ? CheckBalance(account, ticket!) : null);
    }

    /// <summary>
    /// What the order would hold: quote with the predicted taker fee for buys, base for sells.
    /// </summary>
    public static Dec HoldOf(Account account, OrderTicket ticket)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        if (!ticket.IsBuy)
        {
            return rules.SizeOf(ticket.Size);
        }

        Dec withFee = Dec.One + account.Fees.TakerOf(rules);
        if (ticket.ByFunds)
        {
            return ticket.Funds * withFee;
        }

        if (ticket.Type == OrderType.Limit)
        {
            return rules.FundsOf(ticket.Price, ticket.Size) * withFee;
        }

        // A market buy by size freezes what it may cost up to the price band, or all there is.
        Dec worst = rules.FundsOf(ReferenceAsk(ticket.Symbol), ticket.Size)
            * (Dec.One + rules.PriceLimitRate) * withFee;
        return Dec.Min(worst, account.Ledger.Of(rules.Quote).Available);
    }

    public Rejection NoBalance() =>
        new(quirks.NewRefusalCodes ? "102421" : "200004", quirks.BalanceText);

    private static long ReferenceAsk(SymbolState symbol) =>
        symbol.Book.Asks.Count > 0 ? symbol.Book.BestAsk.Price : symbol.LastPrice;

    private static TimeInForce TimeInForceOf(string? text) => text switch
    {
        "IOC" => TimeInForce.Ioc,
        "FOK" => TimeInForce.Fok,
        "GTT" => TimeInForce.Gtt,
        _ => TimeInForce.Gtc,
    };

    private static long SecondsOf(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            ? seconds
            : -1;

    private static bool IsClientOid(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && c != '-')
            {
                return false;
            }
        }

        return text.Length <= ClientOidMaxLength;
    }

    private static bool IsRemark(string? text, int maxLength) =>
        text is null || (text.Length <= maxLength && System.Text.Ascii.IsValid(text));

    private static bool WindowMissed(OrderRequest request, long nowMs) =>
        long.TryParse(request.AllowMaxTimeWindow, CultureInfo.InvariantCulture, out long window)
        && long.TryParse(request.ClientTimestamp, CultureInfo.InvariantCulture, out long stamp)
        && unchecked(stamp + window) < nowMs;

    private Rejection? CheckFrame(OrderRequest request, long nowMs, out SymbolState? symbol)
    {
        symbol = null;
        if (string.IsNullOrEmpty(request.Symbol))
        {
            return Parameter("symbol should not be empty");
        }

        if (!symbols.TryGetValue(request.Symbol, out symbol))
        {
            return new Rejection("900001", "symbol not exists");
        }

        if (symbol.Status == TradingStatus.Closed)
        {
            return new Rejection("400600", "validation.createOrder.symbolNotAvailable");
        }

        if (request.Side is not ("buy" or "sell"))
        {
            return Parameter("side should be buy or sell");
        }

        if (request.Type is not ("limit" or "market" or null))
        {
            return Parameter("type should be limit or market");
        }

        if (request.TimeInForce is not (null or "" or "GTC" or "GTT" or "IOC" or "FOK"))
        {
            return Parameter("timeInForce should be GTC, GTT, IOC or FOK");
        }

        if (request.Stp is not (null or "" or "CN" or "CO" or "CB" or "DC"))
        {
            return Parameter("stp should be CN, CO, CB or DC");
        }

        if (request.ClientOid is not null && !IsClientOid(request.ClientOid))
        {
            return Parameter("clientOid should be at most 40 letters, digits, _ or -");
        }

        if (!IsRemark(request.Remark, request.RemarkMaxLength) || !IsRemark(request.Tags, TagsMaxLength))
        {
            return Parameter("remark should be at most " + request.RemarkMaxLength
                + " ASCII characters, tags at most 20");
        }

        return WindowMissed(request, nowMs) ? Parameter("allowMaxTimeWindow exceeded") : null;
    }

    private static Rejection? CheckMarket(OrderRequest request, OrderTicket draft, out OrderTicket? ticket)
    {
        ticket = null;
        bool bySize = !string.IsNullOrEmpty(request.Size);
        bool byFunds = !string.IsNullOrEmpty(request.Funds);
        if (bySize == byFunds)
        {
            return Parameter("A market order needs either size or funds.");
        }

        SymbolRules rules = draft.Symbol.Rules;
        if (bySize)
        {
            Rejection? refusal = CheckSize(request.Size!, rules, out long size);
            if (refusal is not null)
            {
                return refusal;
            }

            ticket = draft with { Size = size };
            long reference = draft.IsBuy ? ReferenceAsk(draft.Symbol) : draft.Symbol.LastPrice;
            return reference > 0 ? CheckValue(rules.FundsOf(reference, size), rules) : null;
        }

        if (!Dec.TryParse(request.Funds, out Dec funds) || funds.Sign <= 0)
        {
            return Parameter("Funds invalid.");
        }

        if (!funds.IsMultipleOf(rules.QuoteIncrement))
        {
            return Parameter("Funds increment invalid.");
        }

        if (funds < rules.QuoteMinSize)
        {
            return new Rejection("600100", "Funds below the minimum requirement.");
        }

        if (funds > rules.QuoteMaxSize)
        {
            return Parameter("Funds above the maximum requirement.");
        }

        if (!draft.IsBuy)
        {
            return CheckSellByFunds(draft, funds, out ticket);
        }

        ticket = draft with { Funds = funds };
        return CheckValue(funds, rules);
    }

    /// <summary>A sell by funds is turned into the size that the best bid would need for them.</summary>
    private static Rejection? CheckSellByFunds(OrderTicket draft, Dec funds, out OrderTicket? ticket)
    {
        ticket = null;
        SymbolRules rules = draft.Symbol.Rules;
        if (draft.Symbol.Book.Bids.Count == 0)
        {
            return Parameter("The quantity is invalid.");
        }

        long size = Dec.FloorQuotient(funds, rules.PriceOf(draft.Symbol.Book.BestBid.Price), rules.SizeScale);
        size = rules.FloorToIncrement(size);
        if (rules.SizeOf(size) < rules.BaseMinSize)
        {
            return Parameter("The quantity is below the minimum requirement.");
        }

        ticket = draft with { Size = size };
        return null;
    }

    private static Rejection? CheckLimit(OrderRequest request, OrderTicket draft, out OrderTicket? ticket)
    {
        ticket = null;
        SymbolRules rules = draft.Symbol.Rules;
        if (!Dec.TryParse(request.Price, out Dec price) || price.Sign <= 0)
        {
            return Parameter("Price invalid.");
        }

        if (!price.IsMultipleOf(rules.PriceIncrement)
            || !price.TryToUnits(rules.PriceScale, out long priceUnits))
        {
            return Parameter("Price increment invalid.");
        }

        Rejection? refusal = CheckSize(request.Size ?? string.Empty, rules, out long size);
        if (refusal is not null)
        {
            return refusal;
        }

        ticket = draft with { Price = priceUnits, Size = size };
        return CheckValue(price * rules.SizeOf(size), rules);
    }

    private static Rejection? CheckSize(string text, SymbolRules rules, out long units)
    {
        units = 0;
        if (!Dec.TryParse(text, out Dec size) || size.Sign <= 0)
        {
            return new Rejection("300000", "Order size invalid.");
        }

        if (!size.IsMultipleOf(rules.BaseIncrement))
        {
            return Parameter("Order size increment invalid.");
        }

        if (size < rules.BaseMinSize)
        {
            return Parameter("Order size below the minimum requirement.");
        }

        return size > rules.BaseMaxSize || !size.TryToUnits(rules.SizeScale, out units)
            ? Parameter("Order size above the maximum requirement.")
            : null;
    }

    private static Rejection? CheckValue(Dec value, SymbolRules rules) =>
        value < rules.MinFunds
            ? new Rejection("600101",
                "The order funds should more then " + rules.MinFunds + " " + rules.Quote + ".")
            : null;

    private Rejection? CheckBalance(Account account, OrderTicket ticket)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        Dec needed = HoldOf(account, ticket);
        if (ticket is { IsBuy: true, Type: OrderType.Market, ByFunds: false })
        {
            needed =
                rules.FundsOf(ReferenceAsk(ticket.Symbol), ticket.Size) * (Dec.One + account.Fees.TakerOf(rules));
        }

        Dec available = account.Ledger.Of(ticket.IsBuy ? rules.Quote : rules.Base).Available;
        return needed > available || (needed.IsZero && ticket.IsBuy)
            ? NoBalance()
            : null;
    }
}
