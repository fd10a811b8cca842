using System.Text;

namespace Trifuse.Engine.Config;

/// <summary>Every key that the config file may hold: the one place of names, ranges and defaults.</summary>
internal static class ConfigKeys
{
    private const long DayMs = 86_400_000;

    /// <summary>
    /// The keys in the order in which they are printed. "[]" stands for the number of a [[table]].
    /// </summary>
    public static readonly IReadOnlyList<ConfigKey> All =
    [
        ConfigKey.Word("engine.mode", "paper", "live"),
        ConfigKey.Word("engine.threads", "fused", "split"),
        ConfigKey.Word("engine.wait", "adaptive", "spin", "block"),
        ConfigKey.Whole("engine.spin_recent_ms", 5, 1, 60_000),
        ConfigKey.Whole("engine.pin_hot_core", -1, -1, 1023),
        new("engine.pin_executor_cores", ConfigKind.Cores, "[]"),
        ConfigKey.Whole("engine.concurrent_slots", 2, 1, 16),
        ConfigKey.Whole("engine.run_seconds", 0, 0, 366 * 86_400),
        ConfigKey.Text("engine.state_dir", "state"),
        ConfigKey.Whole("engine.no_gc_region_mb", 64, 0, 4096),

        new("exchange.rest_url", ConfigKind.Address, "\"https://api.kucoin.com\""),
        ConfigKey.Text("exchange.order_url", ""),
        ConfigKey.Text("exchange.ca_file", ""),
        ConfigKey.Text("exchange.secrets_file", ""),
        ConfigKey.Whole("exchange.key_version", 3, 2, 3),
        ConfigKey.Switch("exchange.allow_withdrawal_key", false),
        ConfigKey.Whole("exchange.clock_tolerance_ms", 5000, 1, 60_000),
        ConfigKey.Whole("exchange.connect_timeout_ms", 5000, 10, 120_000),
        ConfigKey.Whole("exchange.request_timeout_ms", 5000, 10, 120_000),
        ConfigKey.Whole("exchange.max_connections", 8, 1, 64),
        ConfigKey.Amount("exchange.max_connection_age_minutes", "1380", "0.01", "1430"),
        ConfigKey.Whole("exchange.keepalive_ms", 30_000, 1000, 600_000),
        ConfigKey.Whole("exchange.reconnect_min_ms", 200, 1, 600_000),
        ConfigKey.Whole("exchange.reconnect_max_ms", 10_000, 1, 600_000),

        new("market.start_currencies", ConfigKind.Currencies, "[\"USDT\"]"),
        new("market.quotes", ConfigKind.Currencies, "[]"),
        new("market.allow", ConfigKind.Symbols, "[]"),
        new("market.deny", ConfigKind.Symbols, "[]"),
        ConfigKey.Word("market.feed", "level1", "level2", "depth5", "depth50", "ticker"),
        ConfigKey.Word("market.group[].feed", "level1", "level2", "depth5", "depth50", "ticker"),
        new("market.group[].symbols", ConfigKind.Symbols, "[]"),
        ConfigKey.Whole("market.max_age_ms", 60_000, 0, DayMs),
        ConfigKey.Whole("market.max_desync_ms", 30_000, 0, DayMs),
        ConfigKey.Whole("market.max_message_bytes", 1 << 20, 4096, 1 << 26),

        ConfigKey.Amount("signals.threshold_bps", "2", "-10000", "10000"),
        ConfigKey.Table("signals.max_notional", "{ USDT = \"1000\" }", "1000000000000000"),
        ConfigKey.Whole("signals.max_open_cascades", 0, 0, 16),
        ConfigKey.Switch("signals.vectors", true),
        ConfigKey.Word("signals.buy_cut", "base_increment", "eight_decimals"),

        ConfigKey.Switch("isolation.triangle", true),
        ConfigKey.Switch("isolation.pair", true),
        ConfigKey.Switch("isolation.start_currency", false),

        ConfigKey.Word("execution.order_path", "rest", "ws", "auto"),
        ConfigKey.Whole("execution.order_probe_ms", 5000, 10, 600_000),
        ConfigKey.Word("execution.order_type", "market", "ioc"),
        ConfigKey.Amount("execution.guard_slack_bps", "0", "0", "1000"),
        ConfigKey.Whole("execution.fill_timeout_ms", 3000, 1, 600_000),
        ConfigKey.Whole("execution.terminal_grace_ms", 500, 1, 600_000),
        ConfigKey.Whole("execution.query_retry_ms", 300, 1, 600_000),
        ConfigKey.Whole("execution.query_limit", 10, 1, 1000),
        ConfigKey.Word("execution.await_balance", "off", "sells"),
        ConfigKey.Word("execution.fee_payment", "quote", "kcs"),
        ConfigKey.Whole("execution.balance_retry_count", 5, 0, 1000),
        ConfigKey.Whole("execution.balance_retry_ms", 50, 1, 60_000),
        ConfigKey.Whole("execution.balance_retry_limit_ms", 1000, 1, 600_000),
        ConfigKey.Word("execution.on_cancel", "finish", "unwind", "hold"),
        ConfigKey.Word("execution.on_kill", "unwind", "finish", "hold"),
        ConfigKey.Word("execution.on_failure", "unwind", "hold"),
        ConfigKey.Word("execution.on_fade", "finish", "unwind", "hold"),
        ConfigKey.Amount("execution.fade_bps", "0", "-10000", "10000"),
        ConfigKey.Amount("execution.unwind_budget_bps", "200", "0", "10000"),
        ConfigKey.Whole("execution.unwind_limit_ms", 3000, 0, 600_000),

        ConfigKey.Word("paper.fill_model", "arrival", "signal"),
        ConfigKey.Table("paper.balances", "{ USDT = \"10000\" }", "1000000000000000"),
        ConfigKey.Amount("paper.default_taker_fee", "0.001", "0", "0.1"),

        ConfigKey.Text("report.file", ""),
        ConfigKey.Text("report.json_file", ""),
        ConfigKey.Switch("report.stdout", true),

        ConfigKey.Whole("journal.segment_mb", 64, 1, 4096),
        ConfigKey.Whole("journal.keep_mb", 4096, 1, 1_000_000),
        ConfigKey.Whole("journal.flush_ms", 100, 1, 60_000),
        ConfigKey.Switch("journal.enabled", true),

        ConfigKey.Switch("ledger.enabled", true),
        ConfigKey.Word("ledger.store", "sqlite", "postgres"),
        ConfigKey.Text("ledger.file", ""),
        ConfigKey.Text("ledger.engine", "trifuse"),
        ConfigKey.Whole("ledger.poll_ms", 200, 10, 60_000),

        ConfigKey.Whole("audit.book_interval_ms", 1000, 0, DayMs),
        ConfigKey.Whole("audit.fill_checks_per_minute", 60, 0, 600),
        ConfigKey.Whole("audit.balance_interval_ms", 10_000, 0, DayMs),

        ConfigKey.Text("limits.kill_file", ""),
        ConfigKey.Table("limits.max_daily_loss", "{}", "1000000000000000"),
        ConfigKey.Table("limits.max_cascade_loss", "{}", "1000000000000000"),
        ConfigKey.Table("limits.max_total_notional", "{}", "1000000000000000"),
        ConfigKey.Whole("limits.max_consecutive_failures", 5, 0, 1000),
        ConfigKey.Switch("limits.stop_when_uncertain", true),
        ConfigKey.Whole("limits.max_orders_per_second", 100, 0, 10_000),
        ConfigKey.Whole("limits.quota_reserve_percent", 10, 0, 90),
        ConfigKey.Whole("limits.cooldown_ms", 10_000, 0, 3_600_000),
    ];

    private static readonly Dictionary<string, ConfigKey> ByPath =
        All.ToDictionary(k => k.Path, StringComparer.Ordinal);

    /// <summary>The defaults as a config file of their own; keys of repeated tables have none.</summary>
    public static string DefaultToml { get; } = MakeDefaultToml();

    /// <summary>Null when there is no such key.</summary>
    public static ConfigKey? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>True when a key lies in the table of this path.</summary>
    public static bool IsTable(string path) =>
        Find(path) is { Kind: ConfigKind.AmountTable }
        || All.Any(k => k.Path.StartsWith(path + ".", StringComparison.Ordinal));

    private static string MakeDefaultToml()
    {
        var text = new StringBuilder();
        foreach (ConfigKey key in All)
        {
            if (!key.Path.Contains("[]", StringComparison.Ordinal))
            {
                text.Append(key.Path).Append(" = ").Append(key.DefaultToml).Append('\n');
            }
        }
        return text.ToString();
    }
}
