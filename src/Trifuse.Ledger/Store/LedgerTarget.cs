namespace Trifuse.Ledger.Store;

/// <summary>Where a ledger lies, and under which name an engine's rows stand in it.</summary>
/// <param name="File">The SQLite file; null for PostgreSQL.</param>
/// <param name="ConnectionString">PostgreSQL; a secret, because it may hold a password.</param>
/// <param name="Engine">Name of the engine: several may share one PostgreSQL ledger.</param>
public sealed record LedgerTarget(string? File, string? ConnectionString, string Engine)
{
    /// <summary>The variable of the environment that holds the connection string.</summary>
    public const string Variable = "TRIFUSE_LEDGER_POSTGRES";

    /// <summary>What messages call it at the beginning of a sentence; never the connection string.</summary>
    public string Name => File is null ? "The PostgreSQL ledger" : $"The ledger {File}";

    /// <inheritdoc/>
    public override string ToString() => $"{Name} (engine {Engine})";
}
