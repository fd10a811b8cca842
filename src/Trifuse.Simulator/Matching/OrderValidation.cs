using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Turns a request into a ticket or a rejection (KuCoin protocol section 5.6), without touching anything.
/// </summary>
public sealed class OrderValidation(
    IReadOnlyDictionary<string, SymbolState> symbols, Quirks quirks)
{
    private const int OpenOrdersMax = 2_000;
    private const int OpenOrdersPerSymbolMax = 200;
    private const int IcebergPartsMax = 20;

    private readonly SizeRules _sizes = new(quirks);

    public static Rejection Parameter(string message) => new("400100", message);

    /// <summary>Null when the ticket is good.</summary>
    public Rejection? Check(
        Account account, OrderRequest request, string fallbackClientOid, long nowMs, bool withBalance,
        out OrderTicket? ticket)
    {
        ticket = null;
        if (account.IsFrozen)
        {
            return new Rejection("411100", "User is frozen");
        }

        Rejection? refusal = CheckSymbol(request, out SymbolState? symbol)
            ?? RequestForm.Check(request, nowMs);
        if (refusal is not null || symbol is null)
        {
            return refusal;
        }

        OrderTicket draft = RequestForm.Draft(request, symbol, fallbackClientOid);
        refusal = draft.Type == OrderType.Market
            ? CheckMarket(request, draft, out ticket)
            : CheckLimit(request, draft, out ticket);
        return refusal ?? (withBalance ? CheckBalance(account, ticket!) : null);
    }

    /// <summary>Against what is there already: the clientOid once, and so many open orders.</summary>
    public Rejection? CheckPlace(Account account, OrderTicket ticket)
    {
        if (account.Orders.FindByClientOid(ticket.ClientOid) is not null)
        {
            return new Rejection(quirks.DuplicateOidCode, "The clientOid is duplicated.");
        }

        bool tooMany = account.Orders.OpenCount >= OpenOrdersMax
            || account.Orders.OpenOf(ticket.Symbol) >= OpenOrdersPerSymbolMax;
        string code = quirks.NewRefusalCodes ? "102427" : "200003";
        return tooMany ? new Rejection(code, "Number of orders breached the limit") : null;
    }

    /// <summary>Null when the order may be cancelled.</summary>
    public Rejection? CheckCancel(Order? order)
    {
        if (order is not { Active: true })
        {
            return new Rejection(quirks.UnknownOnCancelCode, quirks.UnknownOnCancelText);
        }

        return order.Ticket.Symbol.Status == TradingStatus.Closed
            ? new Rejection("200002", "Order cancel for this pair suspended")
            : null;
    }

    public Rejection NoBalance() =>
        new(quirks.NewRefusalCodes ? "102421" : "200004", quirks.BalanceText);

    /// <summary>
    /// What the order would hold: quote with the predicted taker fee for buys, base for sells (5.3).
    /// </summary>
    public static Dec HoldOf(Account account, OrderTicket ticket)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        if (!ticket.IsBuy)
        {
            return ticket.ByFunds ? HoldOfSellByFunds(account, ticket) : rules.SizeOf(ticket.Size);
        }

        Dec withFee = Dec.One + account.Fees.HoldRateOf(rules);
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

    private static long ReferenceAsk(SymbolState symbol) =>
        symbol.Book.TryBest(isAsk: true, out long best) ? best : symbol.LastPrice;

    private Rejection? CheckSymbol(OrderRequest request, out SymbolState? symbol)
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

        return symbol.Status switch
        {
            TradingStatus.Closed => new Rejection("400600", "validation.createOrder.symbolNotAvailable"),
            TradingStatus.CancelOnly => new Rejection("200001", "Order creation for this pair suspended"),
            _ => null,
        };
    }

    private Rejection? CheckMarket(OrderRequest request, OrderTicket draft, out OrderTicket? ticket)
    {
        ticket = null;
        bool bySize = !string.IsNullOrEmpty(request.Size);
        bool byFunds = !string.IsNullOrEmpty(request.Funds);
        if (bySize == byFunds)
        {
            return Parameter("A market order needs either size or funds.");
        }

        if (string.Equals(draft.Stp, "DC", StringComparison.Ordinal))
        {
            return Parameter("stp DC is not supported for market orders");
        }

        SymbolRules rules = draft.Symbol.Rules;
        Rejection? refusal;
        if (bySize)
        {
            refusal = _sizes.CheckSize(request.Size!, rules, out long size);
            ticket = draft with { Size = size };
            long reference = draft.IsBuy ? ReferenceAsk(draft.Symbol) : draft.Symbol.LastPrice;
            return refusal
                ?? (reference > 0 ? SizeRules.CheckValue(rules.FundsOf(reference, size), rules) : null);
        }

        refusal = SizeRules.CheckFunds(request.Funds!, rules, out Dec funds);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!draft.IsBuy)
        {
            return CheckSellByFunds(draft, funds, out ticket);
        }

        ticket = draft with { Funds = funds };
        return SizeRules.CheckValue(funds, rules);
    }

    /// <summary>A sell by funds must bring them with a size that may be ordered.</summary>
    private static Rejection? CheckSellByFunds(OrderTicket draft, Dec funds, out OrderTicket? ticket)
    {
        ticket = null;
        Dec size = AtBestBid(draft, funds);
        if (size.IsZero)
        {
            return Parameter("The quantity is invalid.");
        }

        if (size < draft.Symbol.Rules.BaseMinSize)
        {
            return Parameter("The quantity is below the minimum requirement.");
        }

        ticket = draft with { Funds = funds };
        return null;
    }

    /// <summary>The size, in whole steps, that brings the funds at the best bid; zero without one.</summary>
    private static Dec AtBestBid(OrderTicket ticket, Dec funds)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        return ticket.Symbol.Book.TryBest(isAsk: false, out long bid)
            ? rules.SizeOf(rules.FloorToIncrement(
                Dec.FloorQuotient(funds, rules.PriceOf(bid), rules.SizeScale)))
            : Dec.Zero;
    }

    /// <summary>What a sell by funds may need down to the price band, or all there is.</summary>
    private static Dec HoldOfSellByFunds(Account account, OrderTicket ticket)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        Dec available = account.Ledger.Of(rules.Base).Available;
        if (!ticket.Symbol.Book.TryBest(isAsk: false, out long bid))
        {
            return available;
        }

        Dec worst = rules.PriceOf(PriceBand.WorstOf(rules, isBuy: false, bid));
        return Dec.Min(Dec.CeilingQuotient(ticket.Funds, worst, rules.SizeScale), available);
    }

    private Rejection? CheckLimit(OrderRequest request, OrderTicket draft, out OrderTicket? ticket)
    {
        ticket = null;
        SymbolRules rules = draft.Symbol.Rules;
        long size = 0;
        Rejection? refusal = _sizes.CheckPrice(request.Price, rules, out long price)
            ?? _sizes.CheckSize(request.Size ?? string.Empty, rules, out size);
        if (refusal is not null)
        {
            return refusal;
        }

        ticket = draft with { Price = price, Size = size };
        return SizeRules.CheckValue(rules.FundsOf(price, size), rules)
            ?? (draft.Iceberg ? CheckIceberg(request, ticket, out ticket) : null);
    }

    /// <summary>An iceberg shows at least a twentieth of itself.</summary>
    private static Rejection? CheckIceberg(OrderRequest request, OrderTicket draft, out OrderTicket? ticket)
    {
        ticket = null;
        SymbolRules rules = draft.Symbol.Rules;
        if (!Dec.TryParse(request.VisibleSize, out Dec visible) || visible.Sign <= 0
            || !visible.IsMultipleOf(rules.BaseIncrement)
            || !visible.TryToUnits(rules.SizeScale, out long units))
        {
            return Parameter("visibleSize invalid.");
        }

        if (visible * Dec.FromUnits(IcebergPartsMax, 0) < rules.SizeOf(draft.Size))
        {
            return Parameter("visibleSize should be at least 1/20 of size");
        }

        ticket = draft with { VisibleSize = Math.Min(units, draft.Size) };
        return null;
    }

    private Rejection? CheckBalance(Account account, OrderTicket ticket)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        Dec needed = HoldOf(account, ticket);
        if (ticket is { IsBuy: true, Type: OrderType.Market, ByFunds: false })
        {
            needed = rules.FundsOf(ReferenceAsk(ticket.Symbol), ticket.Size)
                * (Dec.One + account.Fees.HoldRateOf(rules));
        }
        else if (ticket is { IsBuy: false, ByFunds: true })
        {
            needed = AtBestBid(ticket, ticket.Funds);
        }

        Dec available = account.Ledger.Of(ticket.IsBuy ? rules.Quote : rules.Base).Available;
        return needed > available || (needed.IsZero && ticket.IsBuy) ? NoBalance() : null;
    }
}
