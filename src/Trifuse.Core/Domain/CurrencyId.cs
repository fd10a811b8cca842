namespace Trifuse.Core.Domain;

/// <summary>The index of a currency in the engine's tables; given once at start.</summary>
public readonly record struct CurrencyId(int Index)
{
    /// <summary>No currency.</summary>
    public static CurrencyId None => new(-1);
}
