namespace Trifuse.Engine.Config;

/// <summary>[ledger]</summary>
public sealed record LedgerSection
{
    /// <summary>enabled: `run` starts the companion process that keeps the ledger.</summary>
    public required bool Enabled { get; init; }

    /// <summary>store: true for PostgreSQL, whose connection string is a secret of the environment.</summary>
    public required bool IsPostgres { get; init; }

    /// <summary>file: the SQLite file; ledger.db in the state directory when the key is empty.</summary>
    public required string File { get; init; }

    /// <summary>engine: the name under which this engine's rows stand.</summary>
    public required string Engine { get; init; }

    /// <summary>poll_ms: how long the companion waits before it looks for new records.</summary>
    public required int PollMs { get; init; }
}
