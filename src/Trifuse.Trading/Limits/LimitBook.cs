using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Limits;

/// <summary>
/// Breakers and what trips them: the day's results, losses of single cascades, failures in a row. A tripped
/// breaker stays so until <see cref="Resume"/>, over midnight and over a restart (<see cref="State"/>).
/// Owned by the hot thread; nothing allocates after construction.
/// </summary>
public sealed class LimitBook
{
    private const long DayNs = 86_400_000_000_000;

    private readonly LimitOptions _options;
    private readonly CurrencyId[] _starts;
    private readonly ExactDecimal[] _maxDailyLoss;
    private readonly ExactDecimal[] _maxCascadeLoss;
    private readonly BreakerNote[] _notes = new BreakerNote[BreakerCauses.Count];
    private LimitsState _state;

    /// <summary>A book without results, nothing tripped.</summary>
    public LimitBook(Universe universe, LimitOptions options)
    {
        Check.That(universe.StartCurrencies.Length <= LimitsState.MaxStarts);
        _options = options;
        _starts = universe.StartCurrencies.ToArray();
        _maxDailyLoss = ByStart(universe, options.MaxDailyLoss);
        _maxCascadeLoss = ByStart(universe, options.MaxCascadeLoss);
    }

    /// <summary>True while at least one breaker is tripped.</summary>
    public bool IsTripped => _state.Tripped != 0;

    /// <summary>Grows whenever what is to be kept has changed.</summary>
    public long Version { get; private set; }

    /// <summary>What is to be kept.</summary>
    public ref readonly LimitsState State => ref _state;

    /// <summary>True while this breaker is tripped.</summary>
    public bool IsTrippedBy(BreakerCause cause) => (_state.Tripped & BitOf(cause)) != 0;

    /// <summary>What a tripped breaker saw; empty for one that was tripped before this run.</summary>
    public ref readonly BreakerNote NoteOf(BreakerCause cause) => ref _notes[(int)cause];

    /// <summary>The day's result in a start currency.</summary>
    public ExactDecimal ResultOf(CurrencyId start) =>
        PlaceOf(start) is >= 0 and int place ? _state.Results[place] : default;

    /// <summary>Takes over what an earlier run has left, before anything else.</summary>
    public void Restore(in LimitsState state)
    {
        _state = state;
        Version++;
    }

    /// <summary>
    /// Trips a breaker; one that is tripped already keeps its first note. True if it was news.
    /// </summary>
    public bool Trip(in BreakerNote note)
    {
        if (note.Cause == BreakerCause.None || IsTrippedBy(note.Cause))
        {
            return false;
        }
        _state.Tripped |= BitOf(note.Cause);
        _notes[(int)note.Cause] = note;
        Version++;
        return true;
    }

    /// <summary>
    /// A person lets it go on: every breaker is reset, failures are counted anew, and so are the results of
    /// the day where the daily loss had tripped, or the next cascade would trip it again.
    /// </summary>
    public void Resume()
    {
        if (IsTrippedBy(BreakerCause.DailyLoss))
        {
            _state.Results = default;
        }
        _state.Tripped = 0;
        _state.Failures = 0;
        Version++;
    }

    /// <summary>A cascade has ended at this time (ns since 1970).</summary>
    public void OnEnded(in CascadeResult result, long utcNs)
    {
        RollDay(utcNs);
        int place = PlaceOf(result.Start);
        Check.That(place >= 0);
        ref ExactDecimal day = ref _state.Results[place];
        day = (day + result.Profit).Normalized();
        Version++;
        var note = new BreakerNote { UtcNs = utcNs, Cascade = result.Cascade, Currency = result.Start };
        if (IsBeyond(day, _maxDailyLoss[place]))
        {
            Trip(note with { Cause = BreakerCause.DailyLoss, Value = day, Limit = _maxDailyLoss[place] });
        }
        if (IsBeyond(result.Profit, _maxCascadeLoss[place]))
        {
            Trip(note with
            {
                Cause = BreakerCause.CascadeLoss,
                Value = result.Profit.Normalized(),
                Limit = _maxCascadeLoss[place],
            });
        }
        if (result.IsUncertain && _options.StopWhenUncertain)
        {
            Trip(note with { Cause = BreakerCause.Uncertain });
        }
        CountFailure(result, note);
    }

    private void CountFailure(in CascadeResult result, BreakerNote note)
    {
        _state.Failures = result.IsFilled ? 0 : _state.Failures + (result.IsFailed ? 1 : 0);
        if (_options.MaxConsecutiveFailures > 0 && _state.Failures >= _options.MaxConsecutiveFailures)
        {
            Trip(note with
            {
                Cause = BreakerCause.Failures,
                Currency = CurrencyId.None,
                Value = ExactDecimal.FromInt64(_state.Failures),
                Limit = ExactDecimal.FromInt64(_options.MaxConsecutiveFailures),
            });
        }
    }

    // A new day has no results yet; a clock that was set back does not bring the old day's back.
    private void RollDay(long utcNs)
    {
        long day = utcNs / DayNs;
        if (day > _state.Day)
        {
            _state.Day = day;
            _state.Results = default;
        }
    }

    // A limit of 0 is none. At the limit is beyond it: not one unit more may be lost.
    private static bool IsBeyond(ExactDecimal result, ExactDecimal limit) =>
        limit.IsPositive && result.IsNegative && -result >= limit;

    private static uint BitOf(BreakerCause cause) => 1u << (int)cause;

    private int PlaceOf(CurrencyId start) => Array.IndexOf(_starts, start);

    private static ExactDecimal[] ByStart(
        Universe universe, IReadOnlyDictionary<string, ExactDecimal> amounts)
    {
        var limits = new ExactDecimal[LimitsState.MaxStarts];
        for (int i = 0; i < universe.StartCurrencies.Length; i++)
        {
            string code = universe.CurrencyName(universe.StartCurrencies[i]);
            limits[i] = amounts.TryGetValue(code, out ExactDecimal amount) ? amount : default;
        }
        return limits;
    }
}
