using Trifuse.Core.Numbers;

namespace Trifuse.Ledger.Reading;

/// <summary>What some cascades add up to. Amounts are exact; of times it keeps every one.</summary>
public sealed class LedgerSums
{
    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>By outcome: FILLED, FAILED, ABORTED.</summary>
    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>By cause: filled, or the word of the error or reason.</summary>
    public SortedDictionary<string, long> Causes { get; } = new(StringComparer.Ordinal);

    /// <summary>By start currency.</summary>
    public SortedDictionary<string, CurrencySums> ByCurrency { get; } = new(StringComparer.Ordinal);

    /// <summary>Fees by the currency that they are counted in.</summary>
    public SortedDictionary<string, ExactDecimal> Fees { get; } = new(StringComparer.Ordinal);

    /// <summary>Dust by its currency.</summary>
    public SortedDictionary<string, ExactDecimal> Dust { get; } = new(StringComparer.Ordinal);

    /// <summary>Coins that were left held, by currency.</summary>
    public SortedDictionary<string, ExactDecimal> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Cascades with orders of a way back.</summary>
    public long Unwound { get; private set; }

    /// <summary>Cascades that a later start settled.</summary>
    public long Recovered { get; private set; }

    /// <summary>Cascades with an outcome that stayed unknown.</summary>
    public long Uncertain { get; private set; }

    /// <summary>Orders.</summary>
    public long Orders { get; private set; }

    /// <summary>Orders whose outcome had to be asked for.</summary>
    public long UnknownOutcomes { get; private set; }

    /// <summary>The longest time that an outcome was unknown, in ns.</summary>
    public long WorstResolveNs { get; private set; }

    /// <summary>Signal to the first order's bytes.</summary>
    public TimeList ToFirstOrder { get; } = new("signal -> first order");

    /// <summary>Order written to its reply.</summary>
    public TimeList ToAck { get; } = new("order -> reply");

    /// <summary>Order written to its amounts being final.</summary>
    public TimeList ToFill { get; } = new("order -> closed");

    /// <summary>Signal to the end of the cascade.</summary>
    public TimeList ToEnd { get; } = new("signal -> cascade end");

    /// <summary>All of them.</summary>
    public IReadOnlyList<TimeList> Times => [ToFirstOrder, ToAck, ToFill, ToEnd];

    /// <summary>Adds one cascade.</summary>
    public void Add(CascadeFacts cascade)
    {
        Count++;
        Bump(Outcomes, cascade.Outcome);
        Bump(Causes, cascade.Cause);
        Recovered += cascade.IsRecovered ? 1 : 0;
        Uncertain += cascade.IsUncertain ? 1 : 0;
        Unwound += cascade.Orders.Any(static o => o.IsUnwind) ? 1 : 0;
        if (!ByCurrency.TryGetValue(cascade.Currency, out CurrencySums? sums))
        {
            ByCurrency.Add(cascade.Currency, sums = new CurrencySums());
        }
        sums.Add(cascade);
        foreach (RemainderFacts left in cascade.Remainders)
        {
            Sum(left.IsHeld ? Held : Dust, left.Currency, left.Amount);
        }
        foreach (OrderFacts order in cascade.Orders)
        {
            Add(order);
        }
        if (!cascade.IsRecovered && cascade.SignalUtcNs > 0)
        {
            ToEnd.Add(cascade.FinishedUtcNs - cascade.SignalUtcNs);
        }
    }

    private void Add(OrderFacts order)
    {
        Orders++;
        UnknownOutcomes += order.WasUnknown ? 1 : 0;
        WorstResolveNs = Math.Max(WorstResolveNs, order.ResolveNs);
        if (!order.Fee.IsZero)
        {
            Sum(Fees, order.FeeCurrency, order.Fee);
        }
        if (order.WrittenNs is not { } written)
        {
            return;
        }
        if (order.Step == 0)
        {
            ToFirstOrder.Add(written);
        }
        if (order.AckNs is { } ack)
        {
            ToAck.Add(ack - written);
        }
        if (order.ClosedNs is { } closed)
        {
            ToFill.Add(closed - written);
        }
    }

    private static void Bump(SortedDictionary<string, long> counts, string name) =>
        counts[name] = counts.GetValueOrDefault(name) + 1;

    private static void Sum(SortedDictionary<string, ExactDecimal> sums, string name, ExactDecimal amount) =>
        sums[name] = (sums.GetValueOrDefault(name) + amount).Normalized();
}
