using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Rest;
using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Start;

/// <summary>
/// From configuration and market facts to a hot core's setup and its connections. The one path for start-up
/// and for replay: the same text in, the same engine out.
/// </summary>
internal static class SetupBuilder
{
    /// <summary>The universe with final fees, or a sentence saying why there is none.</summary>
    public static UniverseResult BuildUniverse(EngineConfig config, MarketFacts facts)
    {
        Reply<SymbolsReply> symbols = SymbolsReply.Parse(200, facts.SymbolsBody);
        if (!symbols.IsGood)
        {
            return new UniverseResult { Error = symbols.Cause };
        }
        return BuildUniverse(config, symbols.Value.Symbols, facts.TakerFees);
    }

    /// <summary>The same from symbols that are parsed already.</summary>
    public static UniverseResult BuildUniverse(
        EngineConfig config,
        IReadOnlyList<SymbolSpec> symbols,
        IReadOnlyDictionary<string, ExactDecimal> takerFees)
    {
        var specs = new List<SymbolSpec>(symbols.Count);
        foreach (SymbolSpec spec in symbols)
        {
            ExactDecimal rate = takerFees.TryGetValue(spec.Name, out ExactDecimal final)
                ? final
                : FeeRates.FromBase(config.Paper.DefaultTakerFee, spec.TakerFeeCoefficient);
            specs.Add(spec with { TakerFeeRate = rate });
        }
        return Universe.Build(specs, config.Market.ToFilter());
    }

    /// <summary>The market connections: which symbols each one subscribes to.</summary>
    public static IReadOnlyList<ConnectionPlan> PlanConnections(EngineConfig config, Universe universe)
    {
        var byFeed = new SortedDictionary<Feed, List<string>>();
        for (int i = 0; i < universe.SymbolCount; i++)
        {
            string name = universe.SpecOf(new SymbolId(i)).Name;
            Feed feed = config.Market.FeedOf(name);
            if (!byFeed.TryGetValue(feed, out List<string>? names))
            {
                byFeed[feed] = names = [];
            }
            names.Add(name);
        }
        List<FeedGroup> groups = [];
        foreach ((Feed feed, List<string> names) in byFeed)
        {
            groups.Add(new FeedGroup(feed, names));
        }
        return Subscriptions.Plan(groups, new SubscriptionLimits());
    }

    /// <summary>Everything that the hot core is made from.</summary>
    public static HotSetup Build(
        EngineConfig config, MarketFacts facts, Universe universe, IReadOnlyList<ConnectionPlan> plans)
    {
        var feeds = new FeedKind[universe.SymbolCount];
        int[] connectionOf = new int[universe.SymbolCount];
        foreach (ConnectionPlan plan in plans)
        {
            foreach (FeedGroup group in plan.Groups)
            {
                foreach (string name in group.Symbols)
                {
                    bool isKnown =
                        universe.Symbols.TryFind(Encoding.UTF8.GetBytes(name), out SymbolId symbol);
                    Core.Check.That(isKnown);
                    connectionOf[symbol.Index] = plan.Index;
                    feeds[symbol.Index] = KindOf(group.Feed);
                }
            }
        }
        return new HotSetup(
            universe,
            OptionsOf(config, facts),
            feeds,
            connectionOf,
            BalancesOf(facts, universe),
            NeedsPrivateStream: facts.Mode == RunMode.Live,
            facts.UtcOffsetNs);
    }

    /// <summary>The settings of the cascades.</summary>
    public static CascadeOptions CascadeOptionsOf(EngineConfig config) => new()
    {
        FillTimeoutNs = config.Execution.FillTimeoutNs,
        TerminalGraceNs = config.Execution.TerminalGraceNs,
        QueryRetryNs = config.Execution.QueryRetryNs,
        QueryLimit = config.Execution.QueryLimit,
        QueryReplyTimeoutNs = config.Exchange.RequestTimeoutNs,
        BalanceRetryCount = config.Execution.BalanceRetryCount,
        BalanceRetryNs = config.Execution.BalanceRetryNs,
        BalanceRetryLimitNs = config.Execution.BalanceRetryLimitNs,
        AwaitBalance = config.Execution.AwaitBalance,
        FeePayment = config.Execution.FeePayment,
        OnCancel = config.Execution.OnCancel,
        OnKill = config.Execution.OnKill,
        OnFailure = config.Execution.OnFailure,
        OnFade = config.Execution.OnFade,
        FadeBps = config.Execution.FadeBps,
        UnwindBudgetBps = config.Execution.UnwindBudgetBps,
        UnwindGuard = config.Execution.OrderType == OrderType.Ioc
            ? new PriceGuard(config.Execution.GuardSlackBps)
            : default,
        UnwindLimitNs = config.Execution.UnwindLimitNs,
    };

    private static SignalOptions OptionsOf(EngineConfig config, MarketFacts facts) => new()
    {
        Run = facts.Run,
        ThresholdBps = config.Signals.ThresholdBps,
        OrderType = config.Execution.OrderType,
        GuardSlackBps = config.Execution.GuardSlackBps,
        MaxAgeNs = config.Market.MaxAgeNs == 0 ? long.MaxValue : config.Market.MaxAgeNs,
        MaxDesyncNs = config.Market.MaxDesyncNs == 0 ? long.MaxValue : config.Market.MaxDesyncNs,
        MaxNotional = config.Signals.MaxNotional,
        Limits = LimitsOf(config.Limits),
        Slots = config.Engine.ConcurrentSlots,
        MaxOpenCascades = config.Signals.MaxOpenCascades,
        IsolateTriangle = config.Isolation.Triangle,
        IsolatePair = config.Isolation.Pair,
        IsolateStartCurrency = config.Isolation.StartCurrency,
        BuyCut = config.Signals.BuyCut,
        UseVectors = config.Signals.Vectors,
        DryRun = facts.Mode == RunMode.Record,
        RequireBalance = facts.Mode != RunMode.Record,
        VirtualBalances = facts.Mode == RunMode.Paper,
    };

    private static LimitOptions LimitsOf(LimitsSection limits) => new()
    {
        MaxDailyLoss = limits.MaxDailyLoss,
        MaxCascadeLoss = limits.MaxCascadeLoss,
        MaxTotalNotional = limits.MaxTotalNotional,
        MaxConsecutiveFailures = limits.MaxConsecutiveFailures,
        MaxOrdersPerSecond = limits.MaxOrdersPerSecond,
        CoolDownNs = limits.CoolDownNs,
        StopWhenUncertain = limits.StopWhenUncertain,
    };

    private static StartBalance[] BalancesOf(MarketFacts facts, Universe universe)
    {
        var balances = new List<StartBalance>();
        foreach ((string code, ExactDecimal available) in facts.Balances)
        {
            if (universe.TryFindCurrency(Encoding.UTF8.GetBytes(code), out CurrencyId currency))
            {
                balances.Add(new StartBalance(currency, available));
            }
        }
        return [.. balances];
    }

    private static FeedKind KindOf(Feed feed) => feed switch
    {
        Feed.Level1 or Feed.Ticker => FeedKind.Top,
        Feed.Depth5 or Feed.Depth50 => FeedKind.Depth,
        _ => FeedKind.Full,
    };
}
