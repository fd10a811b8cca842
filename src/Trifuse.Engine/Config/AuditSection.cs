namespace Trifuse.Engine.Config;

/// <summary>[audit]</summary>
public sealed record AuditSection
{
    /// <summary>book_interval_ms: one book is compared with the exchange's this often; 0 is never.</summary>
    public required long BookIntervalNs { get; init; }

    /// <summary>fill_checks_per_minute: orders whose fees are looked up; 0 is none.</summary>
    public required int FillChecksPerMinute { get; init; }

    /// <summary>balance_interval_ms: balances are compared so often when all is quiet; 0 is never.</summary>
    public required long BalanceIntervalNs { get; init; }
}
