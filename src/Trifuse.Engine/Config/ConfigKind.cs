namespace Trifuse.Engine.Config;

/// <summary>What a config key holds.</summary>
internal enum ConfigKind
{
    /// <summary>true or false.</summary>
    Switch,

    /// <summary>A whole number within the key's range.</summary>
    Whole,

    /// <summary>An exact decimal within the key's range, as a number or as text.</summary>
    Amount,

    /// <summary>One of the key's words.</summary>
    Word,

    /// <summary>Free text; empty means none.</summary>
    Text,

    /// <summary>An https address without a path.</summary>
    Address,

    /// <summary>A list of currency codes.</summary>
    Currencies,

    /// <summary>A list of symbol codes.</summary>
    Symbols,

    /// <summary>A list of processor numbers.</summary>
    Cores,

    /// <summary>A table from currency code to amount.</summary>
    AmountTable,
}
