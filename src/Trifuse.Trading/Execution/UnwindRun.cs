using System.Runtime.CompilerServices;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>Why a holding could not be brought back.</summary>
internal enum UnwindEnd : byte
{
    /// <summary>Nothing stands in the way.</summary>
    None,

    /// <summary>No way has a book that can be traded on.</summary>
    NoMarket,

    /// <summary>The best way would lose more than the budget.</summary>
    OverBudget,

    /// <summary>Orders were tried and did not fill.</summary>
    OrdersFailed,

    /// <summary>The report has no room for another order.</summary>
    NoRoom,
}

/// <summary>
/// What a cascade does about what it holds when it cannot or may not go on: asks for the best way back of
/// one holding after the other, sends its orders, and looks again after each that came to nothing, until
/// the time is over. Keeps the loss within the budget. Belongs to one <see cref="CascadeRun"/>, which sends
/// the orders and keeps the account.
/// </summary>
internal sealed class UnwindRun(CascadeOptions options, TradeRules[] rules)
{
    private const int FirstStep = 3;

    // Coarse enough that cost x amount fits into an exact decimal, fine enough for a limit.
    private const int ShareDecimals = 8;
    private const int BpsDecimals = 4;

    private ExitRequest _request;
    private ExitPlan _plan;
    private int _next;
    private long _giveUpNs;
    private int _settledCount;
    private SettledHoldings _settled;

    /// <summary>The question to be put.</summary>
    public ref readonly ExitRequest Request => ref _request;

    /// <summary>Why something is still held; the last cause.</summary>
    public UnwindEnd End { get; private set; }

    /// <summary>True when the exits are to be asked again after a pause.</summary>
    public bool MustWait { get; private set; }

    /// <summary>The value of the best way that was too dear, in the start currency.</summary>
    public ExactDecimal RefusedValue { get; private set; }

    /// <summary>Forgets the cascade before.</summary>
    public void Reset()
    {
        _settledCount = 0;
        _next = 0;
        _plan.StepCount = 0;
        End = UnwindEnd.None;
        MustWait = false;
        RefusedValue = ExactDecimal.Zero;
    }

    /// <summary>Starts the time in which ways are looked for again.</summary>
    public void Begin(int triangle, long nowNs)
    {
        _giveUpNs = nowNs + options.UnwindLimitNs;
        _request.Triangle = triangle;
        _request.Third = CurrencyId.None;
        _request.AvoidedCount = 0;
    }

    /// <summary>True when the exits were asked and found this holding too small.</summary>
    public bool IsDust(CurrencyId currency)
    {
        for (int i = 0; i < _settledCount; i++)
        {
            if (_settled[i].Currency == currency)
            {
                return _settled[i].IsDust;
            }
        }
        return false;
    }

    /// <summary>
    /// The next order of the plan, sized by what its first currency really holds. False when there is none,
    /// or when it cannot be sent any more; then the exits have to be asked again.
    /// </summary>
    public bool TryOrder(in CascadeReport report, out ReportLeg leg, out ExactDecimal amount, long nowNs)
    {
        leg = default;
        amount = default;
        if (_next >= _plan.StepCount)
        {
            return false;
        }
        ref readonly ExitStep step = ref _plan.Steps[_next];
        leg.Symbol = step.Symbol;
        leg.Side = step.Side;
        leg.From = step.From;
        leg.To = step.To;
        leg.BestBid.Price = step.BestPrice;
        ref readonly TradeRules symbol = ref rules[step.Symbol.Index];
        PriceGuard guard = options.UnwindGuard;
        leg.LimitPrice = guard.IsOn ? guard.LimitFor(step.Side, step.WorstPrice, symbol) : ExactDecimal.Zero;
        OrderCheck check = Cascade.SizeOrder(
            symbol, step.Side, Holding(report, step.From), leg.LimitPrice, step.BestPrice, out amount);
        if (check != OrderCheck.Sendable)
        {
            // On a later step too little came through, and it is asked about now.
            if (_next == 0)
            {
                OnNotSendable(check, nowNs);
            }
            Drop();
            return false;
        }
        if (IsOutside(report, step.To))
        {
            _request.Third = step.To;
        }
        return true;
    }

    /// <summary>Makes the question about what a leg has just given, without a way being looked for.</summary>
    public void AskFinish(int triangle, CurrencyId held, ExactDecimal amount)
    {
        _request.Round++;
        _request.Triangle = triangle;
        _request.From = held;
        _request.Amount = amount;
        _request.Third = CurrencyId.None;
        _request.AvoidedCount = 0;
    }

    /// <summary>
    /// Makes the question about the next holding that is not settled; false when there is none.
    /// </summary>
    public bool TryAsk(in CascadeReport report)
    {
        Drop();
        MustWait = false;
        for (int i = 1; i < report.NetCount; i++)
        {
            ref readonly ReportAmount left = ref report.Net[i];
            if (IsSettled(left.Currency) || !CascadeAccounts.IsTradable(report, rules, left))
            {
                continue;
            }
            if (report.StepCount >= CascadeReport.MaxSteps)
            {
                Settle(left.Currency, UnwindEnd.NoRoom);
                continue;
            }
            _request.Round++;
            _request.From = left.Currency;
            _request.Amount = left.Amount;
            return true;
        }
        return false;
    }

    /// <summary>
    /// The answer. False when it gives no order to send: the holding is dust, or to be asked about again
    /// later, or given up.
    /// </summary>
    public bool TryTake(in CascadeReport report, in ExitPlan plan, long nowNs)
    {
        MustWait = false;
        if (plan.Cause == ExitCause.TooSmall)
        {
            Settle(_request.From, UnwindEnd.None);
            return false;
        }
        bool hasRoom = plan.StepCount <= CascadeReport.MaxSteps - report.StepCount;
        UnwindEnd obstacle = plan.Cause == ExitCause.NoMarket ? UnwindEnd.NoMarket
            : !hasRoom ? UnwindEnd.NoRoom
            : IsWithinBudget(report, plan) ? UnwindEnd.None
            : UnwindEnd.OverBudget;
        if (obstacle == UnwindEnd.None)
        {
            _plan = plan;
            _next = 0;
            return true;
        }
        if (obstacle == UnwindEnd.NoMarket)
        {
            // A symbol that refused once may take orders again, and is better than no way at all.
            _request.AvoidedCount = 0;
        }
        RefusedValue = plan.Value;
        Postpone(obstacle, nowNs);
        return false;
    }

    /// <summary>The exits did not answer.</summary>
    public void OnNoAnswer(long nowNs) => Postpone(UnwindEnd.NoMarket, nowNs);

    /// <summary>The order has filled at least in part.</summary>
    public void OnFilled() => _next++;

    /// <summary>The order came to nothing; a refused one's symbol is not tried again.</summary>
    public void OnFailed(SymbolId symbol, bool isRefused, long nowNs)
    {
        if (isRefused)
        {
            _request.Avoid(symbol);
        }
        CurrencyId held = _plan.Steps[_next].From;
        Drop();
        _request.From = held;
        Postpone(UnwindEnd.OrdersFailed, nowNs);
    }

    /// <summary>A leg was refused by this symbol: no way leads through it.</summary>
    public void Avoid(SymbolId symbol) => _request.Avoid(symbol);

    /// <summary>The number of the next unwind order.</summary>
    public static byte NextStep(in CascadeReport report)
    {
        byte next = FirstStep;
        for (int i = 0; i < report.StepCount; i++)
        {
            next = Math.Max(next, (byte)(report.Steps[i].Step + 1));
        }
        return next;
    }

    private static ExactDecimal Holding(in CascadeReport report, CurrencyId currency)
    {
        for (int i = 1; i < report.NetCount; i++)
        {
            if (report.Net[i].Currency == currency)
            {
                return report.Net[i].Amount;
            }
        }
        return ExactDecimal.Zero;
    }

    private static bool IsOutside(in CascadeReport report, CurrencyId currency) =>
        currency != report.Legs[0].From && currency != report.Legs[1].From && currency != report.Legs[2].From;

    /// <summary>
    /// The prices reckon with orders at market, whose minima are others than those of an order with a limit
    /// price: what is below these is dust. Else the symbol has rules that the prices did not know of.
    /// </summary>
    private void OnNotSendable(OrderCheck check, long nowNs)
    {
        bool isTooSmall = options.UnwindGuard.IsOn && (check is OrderCheck.Nothing
            or OrderCheck.BelowMinimumSize or OrderCheck.BelowMinimumFunds or OrderCheck.BelowMinimumValue);
        if (isTooSmall)
        {
            Settle(_request.From, UnwindEnd.None);
        }
        else
        {
            Postpone(UnwindEnd.OrdersFailed, nowNs);
        }
    }

    private void Drop()
    {
        _next = 0;
        _plan.StepCount = 0;
    }

    private void Postpone(UnwindEnd cause, long nowNs)
    {
        MustWait = nowNs < _giveUpNs;
        if (!MustWait)
        {
            Settle(_request.From, cause);
        }
    }

    private void Settle(CurrencyId currency, UnwindEnd cause)
    {
        End = cause == UnwindEnd.None ? End : cause;
        if (!IsSettled(currency) && _settledCount < CascadeReport.MaxAmounts)
        {
            _settled[_settledCount].Currency = currency;
            _settled[_settledCount].IsDust = cause == UnwindEnd.None;
            _settledCount++;
        }
    }

    private bool IsSettled(CurrencyId currency)
    {
        for (int i = 0; i < _settledCount; i++)
        {
            if (_settled[i].Currency == currency)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The loss of this way beside what unwinding has cost already, against a share of leg 1's cost. What
    /// a holding has cost is the part of leg 1's cost that went into it.
    /// </summary>
    private bool IsWithinBudget(in CascadeReport report, in ExitPlan plan)
    {
        var ledger = default(CostLedger);
        ExactDecimal lost = ExactDecimal.Zero;
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            ExactDecimal paid = step.From == report.Legs[0].From
                ? step.Cost
                : ledger.Take(step.From, step.Cost);
            if (step.To == report.Legs[0].From)
            {
                lost += step.Step >= FirstStep ? paid - step.Output : ExactDecimal.Zero;
            }
            else
            {
                ledger.Put(step.To, step.Output, paid);
            }
        }
        ExactDecimal basis = ledger.Take(_request.From, plan.Spent);
        ExactDecimal budget = ExactDecimal.DivideTowardZero(
            report.Cost * options.UnwindBudgetBps,
            ExactDecimal.FromInt64(10_000),
            ShareDecimals + BpsDecimals);
        return lost + basis - plan.Value <= budget;
    }

    private struct Settled
    {
        public CurrencyId Currency;
        public bool IsDust;
    }

    [InlineArray(CascadeReport.MaxAmounts)]
    private struct SettledHoldings
    {
        private Settled _first;
    }

    /// <summary>What was held of a currency, and what it has cost in the start currency.</summary>
    private struct CostEntry
    {
        public CurrencyId Currency;
        public ExactDecimal Amount;
        public ExactDecimal Cost;
    }

    [InlineArray(CascadeReport.MaxAmounts)]
    private struct CostEntries
    {
        private CostEntry _first;
    }

    private struct CostLedger
    {
        private int _count;
        private CostEntries _entries;

        public void Put(CurrencyId currency, ExactDecimal amount, ExactDecimal cost)
        {
            int at = Find(currency);
            if (at < 0)
            {
                Check.That(_count < CascadeReport.MaxAmounts);
                at = _count++;
                _entries[at].Currency = currency;
            }
            _entries[at].Amount += amount;
            _entries[at].Cost += cost;
        }

        /// <summary>Takes an amount out and returns its part of the cost, cut to 8 decimals.</summary>
        public ExactDecimal Take(CurrencyId currency, ExactDecimal amount)
        {
            int at = Find(currency);
            if (at < 0)
            {
                return ExactDecimal.Zero;
            }
            ref CostEntry entry = ref _entries[at];
            ExactDecimal part = amount >= entry.Amount
                ? entry.Cost
                : ExactDecimal.DivideTowardZero(
                    entry.Cost.TruncateTo(ShareDecimals) * amount.TruncateTo(ShareDecimals).Normalized(),
                    entry.Amount.Normalized(),
                    ShareDecimals);
            entry.Amount -= amount;
            entry.Cost -= part;
            return part;
        }

        private readonly int Find(CurrencyId currency)
        {
            for (int i = 0; i < _count; i++)
            {
                if (_entries[i].Currency == currency)
                {
                    return i;
                }
            }
            return -1;
        }
    }
}
