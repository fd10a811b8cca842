using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Limits;

/// <summary>
/// What all open cascades together have set aside in each start currency, and what is left of the limit on
/// that. Owned by the hot thread.
/// </summary>
public sealed class OpenNotional
{
    private readonly ExactDecimal[] _open;
    private readonly ExactDecimal[] _limit;
    private readonly bool[] _isLimited;

    /// <summary>Nothing is open; a start currency that is not named has no limit.</summary>
    public OpenNotional(Universe universe, IReadOnlyDictionary<string, ExactDecimal> limits)
    {
        _open = new ExactDecimal[universe.CurrencyCount];
        _limit = new ExactDecimal[universe.CurrencyCount];
        _isLimited = new bool[universe.CurrencyCount];
        foreach (CurrencyId start in universe.StartCurrencies)
        {
            _isLimited[start.Index] = limits.TryGetValue(
                universe.CurrencyName(start), out _limit[start.Index]);
        }
    }

    /// <summary>Set aside by the cascades that are open.</summary>
    public ExactDecimal Open(CurrencyId start) => _open[start.Index];

    /// <summary>True where there is a limit; then the room is what one more cascade may set aside.</summary>
    public bool TryGetRoom(CurrencyId start, out ExactDecimal room)
    {
        room = _isLimited[start.Index]
            ? ExactDecimal.Max(ExactDecimal.Zero, _limit[start.Index] - _open[start.Index])
            : ExactDecimal.Zero;
        return _isLimited[start.Index];
    }

    /// <summary>A cascade opens.</summary>
    public void Enter(CurrencyId start, ExactDecimal amount) =>
        _open[start.Index] = (_open[start.Index] + amount).Normalized();

    /// <summary>It has ended; the amount is that of <see cref="Enter"/>.</summary>
    public void Leave(CurrencyId start, ExactDecimal amount)
    {
        _open[start.Index] = (_open[start.Index] - amount).Normalized();
        Check.That(!_open[start.Index].IsNegative);
    }
}
