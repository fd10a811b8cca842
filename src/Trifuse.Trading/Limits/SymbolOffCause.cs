namespace Trifuse.Trading.Limits;

/// <summary>
/// Why a symbol is not traded; several can hold at once, and each is lifted by itself. The numbers stand in
/// the journal: they never change.
/// </summary>
[Flags]
public enum SymbolOffCause
{
    /// <summary>It is traded.</summary>
    None = 0,

    /// <summary>The operator or the exchange has taken it off.</summary>
    Halted = 1,

    /// <summary>An order on it has failed: for a while, see <see cref="SymbolSwitches.CoolDown"/>.</summary>
    CoolDown = 2,

    /// <summary>The fees that were paid are not those that were expected.</summary>
    FeeDrift = 4,

    /// <summary>The live book is not the exchange's.</summary>
    BookAudit = 8,
}
