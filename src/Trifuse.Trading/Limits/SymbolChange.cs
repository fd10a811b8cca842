using Trifuse.Core.Domain;

namespace Trifuse.Trading.Limits;

/// <summary>A symbol was taken off or put back on, for one cause.</summary>
public struct SymbolChange
{
    /// <summary>The symbol.</summary>
    public SymbolId Symbol;

    /// <summary>The cause that has come or gone.</summary>
    public SymbolOffCause Cause;

    /// <summary>True when it has come: the symbol is off.</summary>
    public bool IsOff;

    /// <summary>With <see cref="SymbolOffCause.CoolDown"/>: until when (monotonic ns).</summary>
    public long UntilNs;
}
