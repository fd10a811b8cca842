using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>One order of a cascade and what became of it.</summary>
public struct ReportStep
{
    /// <summary>0 to 2 the legs, from 3 on unwind orders.</summary>
    public byte Step;

    /// <summary>The last attempt's number.</summary>
    public byte Attempt;

    /// <summary>Buy or sell.</summary>
    public Side Side;

    /// <summary>True when the amounts are final.</summary>
    public bool IsClosed;

    /// <summary>
    /// True when the order traded, but left more of its amount unused than its increments explain: the book
    /// was empty, or the exchange stopped it.
    /// </summary>
    public bool IsShort;

    /// <summary>True when the fee left the quote currency.</summary>
    public bool FeeLeavesQuote;

    /// <summary>Why its outcome had to be asked for.</summary>
    public UnknownCause UnknownCause;

    /// <summary>How its outcome became known.</summary>
    public StepResolution Resolution;

    /// <summary>The way that carried the last attempt.</summary>
    public OrderPath Path;

    /// <summary>The symbol.</summary>
    public SymbolId Symbol;

    /// <summary>The currency given.</summary>
    public CurrencyId From;

    /// <summary>The currency taken.</summary>
    public CurrencyId To;

    /// <summary>The exchange's id, when known.</summary>
    public OrderId OrderId;

    /// <summary>Distinct matches.</summary>
    public int MatchCount;

    /// <summary>Definite refusals for lack of balance that were answered with a new attempt.</summary>
    public int Retries;

    /// <summary>The exchange's code of the last refusal; 0 for none.</summary>
    public int RejectCode;

    /// <summary>Funds or size sent; for a buy with a limit price the most that it may spend.</summary>
    public ExactDecimal Amount;

    /// <summary>The worst price allowed; 0 for a market order.</summary>
    public ExactDecimal LimitPrice;

    /// <summary>With a limit price: base currency asked for; else 0.</summary>
    public ExactDecimal LimitSize;

    /// <summary>Filled, in base currency.</summary>
    public ExactDecimal Size;

    /// <summary>Sum of price x size, in quote currency.</summary>
    public ExactDecimal Funds;

    /// <summary>The highest price of the matches seen; 0 when the amounts came from a query alone.</summary>
    public ExactDecimal HighestPrice;

    /// <summary>The lowest price of the matches seen; 0 when the amounts came from a query alone.</summary>
    public ExactDecimal LowestPrice;

    /// <summary>The fee: rate x funds, in quote currency (its value, when it is paid in KCS).</summary>
    public ExactDecimal Fee;

    /// <summary>Taken out of <see cref="From"/>.</summary>
    public ExactDecimal Cost;

    /// <summary>Put into <see cref="To"/>.</summary>
    public ExactDecimal Output;

    /// <summary>When the last attempt's bytes left.</summary>
    public long WrittenNs;

    /// <summary>When its reply came.</summary>
    public long AckNs;

    /// <summary>When its amounts were final.</summary>
    public long ClosedNs;

    /// <summary>Time spent waiting for the balance push or for retries.</summary>
    public long CreditWaitNs;

    /// <summary>When its outcome came into doubt (<see cref="UnknownCause"/>); 0 when it never was.</summary>
    public long DoubtNs;

    /// <summary>From the doubt to the end of it; 0 when there was none.</summary>
    public long ResolveNs;

    /// <summary>Starts the account of an order for this leg.</summary>
    public void Begin(in ReportLeg leg, byte step, ExactDecimal amount, bool feeLeavesQuote)
    {
        this = default;
        Step = step;
        Side = leg.Side;
        Symbol = leg.Symbol;
        From = leg.From;
        To = leg.To;
        Amount = amount;
        FeeLeavesQuote = feeLeavesQuote;
    }

    /// <summary>Enters what was matched and charged, and what that took and gave.</summary>
    public void Record(ExactDecimal size, ExactDecimal funds, ExactDecimal fee, bool feeLeavesQuote)
    {
        LegAmounts amounts = Cascade.Settle(Side, size, funds, fee, feeLeavesQuote);
        Size = size;
        Funds = funds;
        Fee = fee;
        FeeLeavesQuote = feeLeavesQuote;
        Cost = amounts.Cost;
        Output = amounts.Output;
    }
}

/// <summary>Room for the orders of a cascade.</summary>
[InlineArray(CascadeReport.MaxSteps)]
public struct ReportSteps
{
    private ReportStep _first;
}
