using Trifuse.KuCoin;
using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Config;

/// <summary>Makes the typed records from validated values.</summary>
internal static class ConfigBuilder
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>Cannot fail: the values are complete and in range.</summary>
    public static EngineConfig Build(ConfigValues values) => new()
    {
        Engine = BuildEngine(values),
        Exchange = BuildExchange(values),
        Market = BuildMarket(values),
        Signals = BuildSignals(values),
        Isolation = new IsolationSection
        {
            Triangle = values.Switch("isolation.triangle"),
            Pair = values.Switch("isolation.pair"),
            StartCurrency = values.Switch("isolation.start_currency"),
        },
        Execution = BuildExecution(values),
        Paper = new PaperSection
        {
            FillModel = values.Text("paper.fill_model") == "signal"
                ? PaperFillModel.Signal
                : PaperFillModel.Arrival,
            Balances = values.Table("paper.balances"),
            DefaultTakerFee = values.Amount("paper.default_taker_fee"),
        },
        Report = new ReportSection
        {
            File = values.Text("report.file"),
            JsonFile = values.Text("report.json_file"),
            Stdout = values.Switch("report.stdout"),
        },
        Journal = new JournalSection
        {
            Enabled = values.Switch("journal.enabled"),
            SegmentMb = (int)values.Whole("journal.segment_mb"),
            KeepMb = (int)values.Whole("journal.keep_mb"),
            FlushNs = values.Ns("journal.flush_ms"),
        },
        Ledger = new LedgerSection
        {
            Enabled = values.Switch("ledger.enabled"),
            IsPostgres = values.Text("ledger.store") == "postgres",
            File = values.Text("ledger.file") is { Length: > 0 } file
                ? file
                : Path.Combine(values.Text("engine.state_dir"), "ledger.db"),
            Engine = values.Text("ledger.engine"),
            PollMs = (int)values.Whole("ledger.poll_ms"),
        },
        Audit = new AuditSection
        {
            BookIntervalNs = values.Ns("audit.book_interval_ms"),
            FillChecksPerMinute = (int)values.Whole("audit.fill_checks_per_minute"),
            BalanceIntervalNs = values.Ns("audit.balance_interval_ms"),
        },
        Limits = BuildLimits(values),
        Values = values,
    };

    private static EngineSection BuildEngine(ConfigValues values) => new()
    {
        Mode = values.Text("engine.mode") == "live" ? TradingMode.Live : TradingMode.Paper,
        Threads = values.Text("engine.threads") == "split" ? ThreadLayout.Split : ThreadLayout.Fused,
        Wait = values.Text("engine.wait") switch
        {
            "spin" => WaitMode.Spin,
            "block" => WaitMode.Block,
            _ => WaitMode.Adaptive,
        },
        SpinRecentNs = values.Ns("engine.spin_recent_ms"),
        PinHotCore = (int)values.Whole("engine.pin_hot_core"),
        PinExecutorCores = values.Cores("engine.pin_executor_cores"),
        ConcurrentSlots = (int)values.Whole("engine.concurrent_slots"),
        RunNs = values.Whole("engine.run_seconds") * NsPerSecond,
        StateDir = values.Text("engine.state_dir"),
        NoGcRegionMb = (int)values.Whole("engine.no_gc_region_mb"),
    };

    private static ExchangeSection BuildExchange(ConfigValues values) => new()
    {
        RestUrl = new Uri(values.Text("exchange.rest_url")),
        OrderUrl = OrderUrlOf(values),
        CaFile = values.Text("exchange.ca_file"),
        SecretsFile = values.Text("exchange.secrets_file"),
        KeyVersion = (int)values.Whole("exchange.key_version"),
        ClockToleranceNs = values.Ns("exchange.clock_tolerance_ms"),
        ConnectTimeoutNs = values.Ns("exchange.connect_timeout_ms"),
        RequestTimeoutNs = values.Ns("exchange.request_timeout_ms"),
        AllowWithdrawalKey = values.Switch("exchange.allow_withdrawal_key"),
        MaxConnections = (int)values.Whole("exchange.max_connections"),
        MaxConnectionAgeNs = (long)(values.Amount("exchange.max_connection_age_minutes").ToDouble() * 60e9),
        KeepaliveNs = values.Ns("exchange.keepalive_ms"),
        ReconnectMinNs = values.Ns("exchange.reconnect_min_ms"),
        ReconnectMaxNs = values.Ns("exchange.reconnect_max_ms"),
    };

    private static MarketSection BuildMarket(ConfigValues values)
    {
        var groups = new List<FeedGroup>();
        for (int i = 0; i < values.GroupCount; i++)
        {
            groups.Add(new FeedGroup(
                FeedOf(values.Text($"market.group[{i}].feed")), values.List($"market.group[{i}].symbols")));
        }
        return new MarketSection
        {
            StartCurrencies = values.List("market.start_currencies"),
            Quotes = values.List("market.quotes"),
            Allow = values.List("market.allow"),
            Deny = values.List("market.deny"),
            Feed = FeedOf(values.Text("market.feed")),
            Groups = groups,
            MaxAgeNs = values.Ns("market.max_age_ms"),
            MaxDesyncNs = values.Ns("market.max_desync_ms"),
            MaxMessageBytes = (int)values.Whole("market.max_message_bytes"),
        };
    }

    private static SignalsSection BuildSignals(ConfigValues values)
    {
        long open = values.Whole("signals.max_open_cascades");
        return new SignalsSection
        {
            ThresholdBps = values.Amount("signals.threshold_bps"),
            MaxNotional = values.Table("signals.max_notional"),
            MaxOpenCascades = (int)(open == 0 ? values.Whole("engine.concurrent_slots") : open),
            Vectors = values.Switch("signals.vectors"),
            BuyCut = values.Text("signals.buy_cut") == "eight_decimals"
                ? BuyCut.EightDecimals
                : BuyCut.BaseIncrement,
        };
    }

    // KuCoin has a host of its own for it; anything else that speaks the protocol has one address for all.
    private static Uri OrderUrlOf(ConfigValues values)
    {
        string given = values.Text("exchange.order_url");
        var rest = new Uri(values.Text("exchange.rest_url"));
        bool isKuCoin = string.Equals(rest.Host, Endpoints.Host, StringComparison.OrdinalIgnoreCase);
        return given.Length > 0
            ? new Uri(given)
            : new UriBuilder(
                Uri.UriSchemeWss,
                isKuCoin ? Endpoints.OrderEntryHost : rest.Host,
                isKuCoin ? -1 : rest.Port,
                Endpoints.OrderEntryPath).Uri;
    }

    private static ExecutionSection BuildExecution(ConfigValues values) => new()
    {
        OrderPath = values.Text("execution.order_path") switch
        {
            "ws" => OrderPathMode.Ws,
            "auto" => OrderPathMode.Auto,
            _ => OrderPathMode.Rest,
        },
        OrderProbeNs = values.Ns("execution.order_probe_ms"),
        OrderType = values.Text("execution.order_type") == "ioc" ? OrderType.Ioc : OrderType.Market,
        GuardSlackBps = values.Amount("execution.guard_slack_bps"),
        FillTimeoutNs = values.Ns("execution.fill_timeout_ms"),
        TerminalGraceNs = values.Ns("execution.terminal_grace_ms"),
        QueryRetryNs = values.Ns("execution.query_retry_ms"),
        QueryLimit = (int)values.Whole("execution.query_limit"),
        AwaitBalance = values.Text("execution.await_balance") == "sells"
            ? AwaitBalance.Sells
            : AwaitBalance.Off,
        FeePayment = values.Text("execution.fee_payment") == "kcs" ? FeePayment.Kcs : FeePayment.Quote,
        BalanceRetryCount = (int)values.Whole("execution.balance_retry_count"),
        BalanceRetryNs = values.Ns("execution.balance_retry_ms"),
        BalanceRetryLimitNs = values.Ns("execution.balance_retry_limit_ms"),
        OnCancel = PolicyOf(values.Text("execution.on_cancel")),
        OnKill = PolicyOf(values.Text("execution.on_kill")),
        OnFailure = PolicyOf(values.Text("execution.on_failure")),
        OnFade = PolicyOf(values.Text("execution.on_fade")),
        FadeBps = values.Amount("execution.fade_bps"),
        UnwindBudgetBps = values.Amount("execution.unwind_budget_bps"),
        UnwindLimitNs = values.Ns("execution.unwind_limit_ms"),
    };

    private static CancelPolicy PolicyOf(string word) => word switch
    {
        "unwind" => CancelPolicy.Unwind,
        "hold" => CancelPolicy.Hold,
        _ => CancelPolicy.Finish,
    };

    private static LimitsSection BuildLimits(ConfigValues values) => new()
    {
        KillFile = values.Text("limits.kill_file"),
        MaxDailyLoss = values.Table("limits.max_daily_loss"),
        MaxCascadeLoss = values.Table("limits.max_cascade_loss"),
        MaxTotalNotional = values.Table("limits.max_total_notional"),
        MaxConsecutiveFailures = (int)values.Whole("limits.max_consecutive_failures"),
        StopWhenUncertain = values.Switch("limits.stop_when_uncertain"),
        MaxOrdersPerSecond = (int)values.Whole("limits.max_orders_per_second"),
        QuotaReservePercent = (int)values.Whole("limits.quota_reserve_percent"),
        CoolDownNs = values.Ns("limits.cooldown_ms"),
    };

    private static Feed FeedOf(string word) => word switch
    {
        "level2" => Feed.Level2,
        "depth5" => Feed.Depth5,
        "depth50" => Feed.Depth50,
        "ticker" => Feed.Ticker,
        _ => Feed.Level1,
    };
}
