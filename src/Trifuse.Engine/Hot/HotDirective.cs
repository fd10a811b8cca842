using Trifuse.Core.Domain;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Hot;

/// <summary>A command to the hot thread with what it is about.</summary>
internal struct HotDirective
{
    /// <summary>The command; says which of the others count.</summary>
    public HotCommand Command;

    /// <summary>With <see cref="HotCommand.Trip"/>.</summary>
    public BreakerNote Note;

    /// <summary>With <see cref="HotCommand.SymbolOff"/> and <see cref="HotCommand.SymbolOn"/>.</summary>
    public SymbolId Symbol;

    /// <summary>With the same.</summary>
    public SymbolOffCause Cause;
}
