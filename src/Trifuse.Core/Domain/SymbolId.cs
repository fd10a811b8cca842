namespace Trifuse.Core.Domain;

/// <summary>The index of a symbol in the engine's tables; given once at start.</summary>
public readonly record struct SymbolId(int Index)
{
    /// <summary>No symbol.</summary>
    public static SymbolId None => new(-1);
}
