using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Fee rates of one order: as taker, as maker, and the one that a buy's hold was made with.
/// </summary>
public readonly record struct FeeRates(Dec Taker, Dec Maker, Dec Hold)
{
    /// <summary>Hidden and iceberg makers pay the taker's rate (KuCoin protocol 5.1).</summary>
    public static FeeRates Of(Account account, OrderTicket ticket)
    {
        SymbolRules rules = ticket.Symbol.Rules;
        Dec taker = account.Fees.TakerOf(rules);
        Dec maker = ticket.Hidden || ticket.Iceberg ? taker : account.Fees.MakerOf(rules);
        return new FeeRates(taker, maker, account.Fees.HoldRateOf(rules));
    }
}

/// <summary>An accepted order and what has become of it.</summary>
public sealed class Order
{
    public Order(Account account, OrderTicket ticket, FeeRates rates, string id, long createdMs)
    {
        Account = account;
        Ticket = ticket;
        Rates = rates;
        Id = id;
        CreatedMs = createdMs;
        UpdatedMs = createdMs;
    }

    public Account Account { get; }

    public OrderTicket Ticket { get; }

    public string Id { get; }

    public long CreatedMs { get; }

    public long UpdatedMs { get; set; }

    /// <summary>Its fee rates, as they were when it was accepted.</summary>
    public FeeRates Rates { get; }

    /// <summary>What the account holds for this order, in its hold currency.</summary>
    public Dec Held { get; set; }

    public long Filled { get; set; }

    /// <summary>Share of a market order that may fill; below 100 by a fault only.</summary>
    public int FillPercent { get; set; } = 100;

    /// <summary>
    /// Size units taken off the order before its end: partial cancels and self-trade prevention.
    /// </summary>
    public long Reduced { get; set; }

    public Dec DealFunds { get; set; }

    /// <summary>Fees that show in the quote currency, and those that show in KCS.</summary>
    public Dec QuoteFee { get; set; }

    public Dec KcsFee { get; set; }

    /// <summary>
    /// In <see cref="FeeCurrency"/>: KCS if all was paid so, else the quote currency's part.
    /// </summary>
    public Dec Fee => ShowsKcs ? KcsFee : QuoteFee;

    public string FeeCurrency => ShowsKcs ? KcsFees.Currency : Rules.Quote;

    /// <summary>True until the terminal event.</summary>
    public bool Active { get; set; } = true;

    /// <summary>The type of the terminal event; empty while active or unknown after a restart.</summary>
    public string EndedAs { get; set; } = "";

    /// <summary>True while a remainder rests in the book.</summary>
    public bool Resting { get; set; }

    /// <summary>True when something was cancelled rather than filled.</summary>
    public bool CancelExists { get; set; }

    /// <summary>A cancel that came before matching; it takes effect after it.</summary>
    public bool CancelRequested { get; set; }

    public bool Matched { get; set; }

    /// <summary>Its place in time among the resting orders; an iceberg's next part gets a new one.</summary>
    public long Turn { get; set; }

    /// <summary>Number by which done orders are paged, newest first; 0 while active.</summary>
    public long DoneId { get; set; }

    public SymbolRules Rules => Ticket.Symbol.Rules;

    public string HoldCurrency => Ticket.IsBuy ? Rules.Quote : Rules.Base;

    public Dec FilledSize => Rules.SizeOf(Filled);

    /// <summary>The size that was ordered.</summary>
    public Dec Size => Rules.SizeOf(Ticket.Size);

    /// <summary>What is left of <see cref="Size"/> after reductions, as events tell it.</summary>
    public Dec CurrentSize => Rules.SizeOf(Ticket.Size - Reduced);

    /// <summary>Size units that may still trade.</summary>
    public long Open => Ticket.ByFunds || !Active ? 0 : Ticket.Size - Reduced - Filled;

    /// <summary>The unfilled size of an order by size; zero once it is done.</summary>
    public Dec RemainSize => Rules.SizeOf(Open);

    public Dec CanceledSize => Ticket.ByFunds
        ? Dec.Zero
        : Rules.SizeOf(Active ? Reduced : Ticket.Size - Filled);

    /// <summary>The unspent funds of an order by funds.</summary>
    public Dec RemainFunds => Ticket.ByFunds ? Ticket.Funds - DealFunds : Dec.Zero;

    public Dec CanceledFunds => Ticket.ByFunds && !Active ? Ticket.Funds - DealFunds : Dec.Zero;

    public bool SizeComplete => !Ticket.ByFunds && Open == 0;

    private bool ShowsKcs => QuoteFee.IsZero && !KcsFee.IsZero;
}
