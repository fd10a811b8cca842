namespace Trifuse.Engine.Config;

/// <summary>
/// The whole configuration, read and validated once at start. Money is exact; every time is in nanoseconds; 0
/// means "off" or "no limit" only where a member says so. Secrets are not part of it, see <see
/// cref="Secrets"/>.
/// </summary>
public sealed record EngineConfig
{
    /// <summary>Mode, threads, processors, files of the run.</summary>
    public required EngineSection Engine { get; init; }

    /// <summary>How the exchange is reached.</summary>
    public required ExchangeSection Exchange { get; init; }

    /// <summary>Which symbols are watched, and how.</summary>
    public required MarketSection Market { get; init; }

    /// <summary>When a triangle is worth going round, and with how much.</summary>
    public required SignalsSection Signals { get; init; }

    /// <summary>What may not run at the same time.</summary>
    public required IsolationSection Isolation { get; init; }

    /// <summary>Deadlines and policies of a cascade.</summary>
    public required ExecutionSection Execution { get; init; }

    /// <summary>Paper trading.</summary>
    public required PaperSection Paper { get; init; }

    /// <summary>Where reports go.</summary>
    public required ReportSection Report { get; init; }

    /// <summary>The journal's files.</summary>
    public required JournalSection Journal { get; init; }

    /// <summary>The companion process and its database.</summary>
    public required LedgerSection Ledger { get; init; }

    /// <summary>What is compared with the exchange while the engine runs.</summary>
    public required AuditSection Audit { get; init; }

    /// <summary>What stops new cascades.</summary>
    public required LimitsSection Limits { get; init; }

    /// <summary>The defaults that trifuse.example.toml documents.</summary>
    public static EngineConfig Default { get; } = ConfigLoader.Parse("", "defaults", []).Config!;

    /// <summary>True when a person has set this key, rather than left it to its default.</summary>
    public bool IsGiven(string path) => Values.Given.Contains(path);

    internal ConfigValues Values { get; init; } = new();
}
