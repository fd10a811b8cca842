using Trifuse.Core.Domain;

namespace Trifuse.Trading.Limits;

/// <summary>
/// Which symbols are off, and why. The last changes can be taken out one by one, for the journal; who does
/// not take them loses the oldest. Owned by the hot thread; nothing allocates after construction.
/// </summary>
public sealed class SymbolSwitches(int symbols)
{
    private const int KeptChanges = 64;

    private readonly SymbolOffCause[] _off = new SymbolOffCause[symbols];
    private readonly long[] _coolUntilNs = new long[symbols];
    private readonly SymbolChange[] _changes = new SymbolChange[KeptChanges];
    private long _made;
    private long _taken;

    /// <summary>How many symbols are off for another cause than a cool-down.</summary>
    public int OffCount { get; private set; }

    /// <summary>Why the symbol is off now; a cool-down that is over does not count.</summary>
    public SymbolOffCause CauseOf(SymbolId symbol, long nowNs) =>
        _off[symbol.Index]
        | (nowNs < _coolUntilNs[symbol.Index] ? SymbolOffCause.CoolDown : SymbolOffCause.None);

    /// <summary>Takes the symbol off until the same cause is lifted; true if it was news.</summary>
    public bool TurnOff(SymbolId symbol, SymbolOffCause cause) => Set(symbol, cause, isOff: true);

    /// <summary>Lifts one cause; true if it had held.</summary>
    public bool TurnOn(SymbolId symbol, SymbolOffCause cause) => Set(symbol, cause, isOff: false);

    /// <summary>Takes the symbol off until this time; an earlier end is extended, never shortened.</summary>
    public void CoolDown(SymbolId symbol, long untilNs)
    {
        if (untilNs > _coolUntilNs[symbol.Index])
        {
            _coolUntilNs[symbol.Index] = untilNs;
            Note(new SymbolChange
            {
                Symbol = symbol,
                Cause = SymbolOffCause.CoolDown,
                IsOff = true,
                UntilNs = untilNs,
            });
        }
    }

    /// <summary>Lifts every cause but <see cref="SymbolOffCause.Halted"/>: a person has resumed.</summary>
    public void LiftAll()
    {
        for (int i = 0; i < _off.Length; i++)
        {
            _coolUntilNs[i] = 0;
            Set(new SymbolId(i), SymbolOffCause.FeeDrift, isOff: false);
            Set(new SymbolId(i), SymbolOffCause.BookAudit, isOff: false);
        }
    }

    /// <summary>The next change that nobody has taken yet.</summary>
    public bool TryTakeChange(out SymbolChange change)
    {
        _taken = Math.Max(_taken, _made - KeptChanges);
        change = _taken < _made ? _changes[_taken % KeptChanges] : default;
        return _taken < _made && ++_taken > 0;
    }

    private bool Set(SymbolId symbol, SymbolOffCause cause, bool isOff)
    {
        SymbolOffCause before = _off[symbol.Index];
        SymbolOffCause after = isOff ? before | cause : before & ~cause;
        if (after == before)
        {
            return false;
        }
        _off[symbol.Index] = after;
        OffCount += (after == SymbolOffCause.None ? 0 : 1) - (before == SymbolOffCause.None ? 0 : 1);
        Note(new SymbolChange { Symbol = symbol, Cause = cause, IsOff = isOff });
        return true;
    }

    private void Note(in SymbolChange change) => _changes[_made++ % KeptChanges] = change;
}
