using Trifuse.Core.Domain;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// What forbids every new cascade, or every one over a certain symbol, whatever it would yield: switches,
/// breakers, and what the executors tell of the exchange. Owned by the hot thread. Starts disarmed, with the
/// private stream down.
/// </summary>
public sealed class SignalGates
{
    private readonly bool[] _isBudgetLow;
    private readonly bool[] _isClockOff;
    private readonly OrderRate _rate;
    private readonly long _coolDownNs;

    internal SignalGates(Universe universe, SignalOptions options)
    {
        _isBudgetLow = new bool[options.Slots];
        _isClockOff = new bool[options.Slots];
        _rate = new OrderRate(options.Limits.MaxOrdersPerSecond);
        _coolDownNs = options.Limits.CoolDownNs;
        Limits = new LimitBook(universe, options.Limits);
        Symbols = new SymbolSwitches(universe.SymbolCount);
    }

    /// <summary>Breakers, and what trips them.</summary>
    public LimitBook Limits { get; }

    /// <summary>Which symbols are off.</summary>
    public SymbolSwitches Symbols { get; }

    /// <summary>True lets signals out. The engine arms after warm-up and disarms when it ends.</summary>
    public bool IsArmed { get; set; }

    /// <summary>True while the kill file exists. The breakers are another matter.</summary>
    public bool IsKilled { get; set; }

    /// <summary>True while the private stream is up and reconciled.</summary>
    public bool IsPrivateReady { get; set; }

    /// <summary>An executor tells whether more than the reserve is left of the rate limit.</summary>
    public void SetBudget(int slot, bool hasBudget) => _isBudgetLow[slot] = !hasBudget;

    /// <summary>An executor tells whether the two clocks agree within the tolerance.</summary>
    public void SetClock(int slot, bool isGood) => _isClockOff[slot] = !isGood;

    /// <summary>A cascade opens, or one has sent an order that its opening had not counted.</summary>
    public void CountOrders(int orders, long nowNs) => _rate.Count(orders, nowNs);

    /// <summary>None when nothing here forbids a cascade on this triangle now.</summary>
    public Refusal Test(in Triangle triangle, long nowNs)
    {
        SymbolOffCause off = Symbols.CauseOf(triangle.First.Symbol, nowNs)
            | Symbols.CauseOf(triangle.Second.Symbol, nowNs) | Symbols.CauseOf(triangle.Third.Symbol, nowNs);
        if (off != SymbolOffCause.None)
        {
            return off == SymbolOffCause.CoolDown ? Refusal.CoolDown : Refusal.SymbolOff;
        }
        if (IsKilled || Limits.IsTrippedBy(BreakerCause.Kill))
        {
            return Refusal.KillSwitch;
        }
        if (Limits.IsTripped)
        {
            return Refusal.BreakerTripped;
        }
        if (!IsArmed)
        {
            return Refusal.NotArmed;
        }
        if (!IsPrivateReady)
        {
            return Refusal.PrivateStreamDown;
        }
        if (IsAny(_isClockOff))
        {
            return Refusal.ClockSkew;
        }
        if (IsAny(_isBudgetLow))
        {
            return Refusal.RateBudget;
        }
        return _rate.HasRoom(nowNs) ? Refusal.None : Refusal.OrderRate;
    }

    /// <summary>A cascade from this currency has ended.</summary>
    internal void OnCascadeEnded(in CascadeRelease release, CurrencyId start, long nowNs, long utcNs)
    {
        if (_coolDownNs > 0 && release.FailedSymbol != SymbolId.None
            && release.Outcome == CascadeOutcome.Failed)
        {
            Symbols.CoolDown(release.FailedSymbol, nowNs + _coolDownNs);
        }
        if (release.FeeDiffers && release.FeeSymbol != SymbolId.None)
        {
            Symbols.TurnOff(release.FeeSymbol, SymbolOffCause.FeeDrift);
        }
        var result = new CascadeResult
        {
            Cascade = release.Cascade,
            Start = start,
            Profit = release.Profit,
            IsFilled = release.Outcome == CascadeOutcome.Filled,
            IsFailed = release.Outcome == CascadeOutcome.Failed,
            IsUncertain = release.HeldIsUncertain,
        };
        Limits.OnEnded(in result, utcNs);
    }

    private static bool IsAny(bool[] marks) => marks.AsSpan().Contains(value: true);
}
