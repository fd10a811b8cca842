using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>What an exchange makes of one order.</summary>
internal enum Fate
{
    /// <summary>Taken from the book as far as that reaches, by events.</summary>
    Filled,

    /// <summary>The same, but the reply is lost and the truth comes by a question.</summary>
    FilledInDoubt,

    /// <summary>Half of it is filled, the rest canceled.</summary>
    Half,

    /// <summary>Nothing of it is filled.</summary>
    Nothing,

    /// <summary>Refused for what it is.</summary>
    Refused,

    /// <summary>Refused for want of balance.</summary>
    NoBalance,

    /// <summary>It never arrives.</summary>
    Lost,

    /// <summary>Filled, and nobody can find out.</summary>
    Unresolved,

    /// <summary>Not one byte of it can be written.</summary>
    NotSent,
}

/// <summary>
/// A run over USDT, FLUX, USDC and BTC with books, an exchange that keeps true balances, and exits priced on
/// the books as they are. The signal goes USDT, FLUX, USDC, USDT.
/// </summary>
internal sealed class UnwindWorld
{
    private const long Ms = 1_000_000;

    private readonly Dictionary<ClientOrderId, OrderState> _states = [];
    private readonly HashSet<ClientOrderId> _mute = [];
    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];
    private readonly Signal[] _signal = new Signal[1];
    private readonly TradeRules[] _rules;
    private readonly ExitPricer _pricer;
    private long _number;

    public UnwindWorld(CascadeOptions? options = null)
    {
        Universe = Universe.Build(
            [
                Spec("FLUX-USDT", "0.01", "0.000001"),
                Spec("FLUX-USDC", "0.01", "0.000001"),
                Spec("USDC-USDT", "0.0001", "0.00001"),
                Spec("FLUX-BTC", "0.01", "0.00000001", "0.000001"),
                Spec("BTC-USDT", "0.00000001", "0.000001", "0.000001"),
                Spec("BTC-USDC", "0.00000001", "0.000001", "0.000001"),
            ],
            new UniverseFilter { StartCurrencies = ["USDT"] }).Universe!;
        _rules = new TradeRules[Universe.SymbolCount];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new TradeRules(Universe.SpecOf(new SymbolId(i)), BuyCut.BaseIncrement);
        }
        Books = new Books(new FeedKind[Universe.SymbolCount]);
        _pricer = new ExitPricer(Universe);
        Run = new CascadeRun(Universe, options ?? new CascadeOptions(), BuyCut.BaseIncrement);
        Quote("FLUX-USDT", "0.0772", "0.0774");
        Quote("FLUX-USDC", "0.07783", "0.07796");
        Quote("USDC-USDT", "0.999", "0.9991");
        Quote("FLUX-BTC", "0.00000118", "0.00000120");
        Quote("BTC-USDT", "64000", "64010");
        Quote("BTC-USDC", "64100", "64120");
        FillSignal();
    }

    public Universe Universe { get; }

    public Books Books { get; }

    public CascadeRun Run { get; }

    public long NowNs { get; set; } = 1_000 * Ms;

    /// <summary>What the account has gained or lost in truth.</summary>
    public Dictionary<CurrencyId, ExactDecimal> Truth { get; } = [];

    /// <summary>All orders that were placed: step, side, symbol, amount.</summary>
    public List<string> Orders { get; } = [];

    /// <summary>Questions for exits so far.</summary>
    public int Asked { get; private set; }

    /// <summary>Called before each question for exits, with its number from 1 on.</summary>
    public Action<int>? OnAsked { get; set; }

    /// <summary>False: questions for exits get no answer.</summary>
    public bool AnswersExits { get; set; } = true;

    public ref Signal Signal => ref _signal[0];

    public static ExactDecimal D(string text) => ExactDecimal.Parse(text);

    public SymbolId Symbol(string name)
    {
        Assert.True(Universe.Symbols.TryFind(Encoding.ASCII.GetBytes(name), out SymbolId symbol));
        return symbol;
    }

    public CurrencyId Currency(string code)
    {
        Assert.True(Universe.TryFindCurrency(Encoding.ASCII.GetBytes(code), out CurrencyId currency));
        return currency;
    }

    /// <summary>Sets best bid and ask, each with this size.</summary>
    public void Quote(string name, string bid, string ask, string size = "1000000")
    {
        var bestBid = new PriceLevel(D(bid), D(size));
        var bestAsk = new PriceLevel(D(ask), bestBid.Size);
        Books.ApplyTop(Symbol(name), bestBid, bestAsk, 0, -1, 0, NowNs);
    }

    public void Start() => Run.Start(Signal, NowNs);

    /// <summary>
    /// Drives the run to its end. The fate of the order is chosen by its number (0 is leg 1), beyond the
    /// list all are filled; <paramref name="onOrder"/> is called after each order that was written.
    /// </summary>
    public CascadeReport Drive(Fate[] fates, Action<int>? onOrder = null) =>
        Drive(i => i < fates.Length ? fates[i] : Fate.Filled, onOrder);

    public CascadeReport Drive(Func<int, Fate> fateOf, Action<int>? onOrder = null)
    {
        int placed = 0;
        for (int guard = 0; Run.State != CascadeState.Finished; guard++)
        {
            Assert.True(guard < 100_000, "a cascade has to end");
            NowNs += Ms / 10;
            OrderRequest request = Run.NextAction.Request;
            switch (Run.NextAction.Kind)
            {
                case CascadeActionKind.Place:
                    Place(request, fateOf(placed));
                    onOrder?.Invoke(placed);
                    placed++;
                    break;
                case CascadeActionKind.Query:
                    Run.OnWritten(NowNs);
                    Answer(request.ClientId);
                    break;
                case CascadeActionKind.PriceExits:
                    Asked++;
                    OnAsked?.Invoke(Asked);
                    ExitRequest wish = Run.NextAction.Exit;
                    Run.OnWritten(NowNs);
                    if (AnswersExits)
                    {
                        _pricer.Price(wish, Books, _rules, out ExitPlan plan);
                        Run.OnExits(plan, NowNs);
                    }
                    break;
                case CascadeActionKind.None:
                    Assert.NotEqual(long.MaxValue, Run.DeadlineNs);
                    NowNs = Math.Max(NowNs, Run.DeadlineNs);
                    Run.OnTick(NowNs);
                    break;
                default:
                    Run.OnNotSent(NotSentCause.NotConnected, NowNs);
                    break;
            }
        }
        CascadeReport report = Run.Report;
        Run.Release();
        return report;
    }

    public string AmountOf(in ReportAmounts amounts, int count, string currency)
    {
        for (int i = 0; i < count; i++)
        {
            if (amounts[i].Currency == Currency(currency))
            {
                return amounts[i].Amount.ToString();
            }
        }
        return "none";
    }

    /// <summary>The ending of an order that an earlier process sent: found by a question.</summary>
    public void Remember(ClientOrderId id, string size, string funds)
    {
        _states[id] = new OrderState
        {
            Exists = true,
            DealSize = D(size),
            DealFunds = D(funds),
            Fee = D(funds) * D("0.001"),
            FeeIsQuote = true,
        };
    }

    /// <summary>The same order over half of its amount.</summary>
    public static OrderRequest HalfOf(OrderRequest request, in TradeRules rules)
    {
        ExactDecimal step = request.Side == Side.Buy ? rules.QuoteIncrement : rules.BaseIncrement;
        request.Amount = ExactDecimal.FloorToStep(request.Amount * D("0.5"), step);
        request.Size = ExactDecimal.FloorToStep(request.Size * D("0.5"), rules.BaseIncrement);
        return request;
    }

    private void Place(OrderRequest request, Fate fate)
    {
        ClientOrderId id = request.ClientId;
        string side = request.Side == Side.Buy ? "buy" : "sell";
        Orders.Add($"{id.Step} {side} {Universe.SpecOf(request.Symbol).Name} {request.Amount}");
        if (fate == Fate.NotSent)
        {
            Run.OnNotSent(NotSentCause.NotConnected, NowNs);
            return;
        }
        Run.OnWritten(NowNs);
        switch (fate)
        {
            case Fate.Refused:
                Run.OnRejected(id, 400760, "halted"u8, RejectionKind.SymbolHalted, NowNs);
                return;
            case Fate.NoBalance:
                Run.OnRejected(id, 200004, "balance"u8, RejectionKind.InsufficientBalance, NowNs);
                return;
            case Fate.Lost:
                Run.OnUnknown(id, UnknownCause.ConnectionLost, NowNs);
                return;
            default:
                Match(request, fate);
                return;
        }
    }

    private void Match(in OrderRequest request, Fate fate)
    {
        ClientOrderId id = request.ClientId;
        OrderRequest met = request;
        bool isBuy = request.Side == Side.Buy;
        ref readonly TradeRules rules = ref _rules[request.Symbol.Index];
        if (fate == Fate.Half)
        {
            met = HalfOf(request, rules);
        }
        ReadOnlySpan<PriceLevel> levels =
            fate == Fate.Nothing ? [] : Books.TakenBy(request.Symbol, request.Side);
        int count = PaperFills.Fill(met, rules, levels, default, ++_number, 1, _events);
        OrderState state = new() { Exists = true, FeeIsQuote = true };
        foreach (ref readonly OrderEvent match in _events.AsSpan(0, count))
        {
            if (match.Kind == OrderEventKind.Match)
            {
                state.DealSize += match.MatchSize;
                state.DealFunds += match.MatchSize * match.MatchPrice;
            }
        }
        state.Fee = state.DealFunds * D("0.001");
        _states[id] = state;
        CurrencyId based = Universe.BaseOf(request.Symbol);
        CurrencyId quote = Universe.QuoteOf(request.Symbol);
        Add(based, isBuy ? state.DealSize : -state.DealSize);
        Add(quote, isBuy ? -(state.DealFunds + state.Fee) : state.DealFunds - state.Fee);
        if (fate is Fate.FilledInDoubt or Fate.Unresolved)
        {
            if (fate == Fate.Unresolved)
            {
                _mute.Add(id);
            }
            Run.OnUnknown(id, UnknownCause.NoReply, NowNs);
            return;
        }
        Run.OnAccepted(id, PaperFills.PaperOrderId(_number), NowNs);
        for (int i = 0; i < count; i++)
        {
            Run.OnOrderEvent(_events[i], NowNs);
        }
    }

    private void Answer(ClientOrderId id)
    {
        if (_mute.Contains(id))
        {
            Run.OnQueryFailed(id, NowNs);
            return;
        }
        Run.OnOrderState(id, _states.GetValueOrDefault(id), NowNs);
    }

    private void Add(CurrencyId currency, ExactDecimal change) =>
        Truth[currency] = Truth.GetValueOrDefault(currency) + change;

    private static SymbolSpec Spec(string name, string sizes, string funds, string smallest = "0.1") => new()
    {
        Name = name,
        BaseCurrency = name.Split('-')[0],
        QuoteCurrency = name.Split('-')[1],
        FeeCurrency = name.Split('-')[1],
        BaseIncrement = D(sizes),
        QuoteIncrement = D(funds),
        PriceIncrement = D("0.00000001"),
        BaseMinSize = D(name.StartsWith("BTC", StringComparison.Ordinal) ? "0.000001" : "0.1"),
        BaseMaxSize = D("10000000"),
        QuoteMinSize = D(smallest),
        QuoteMaxSize = D("1000000"),
        MinFunds = D(smallest),
        TakerFeeRate = D("0.001"),
    };

    private void FillSignal()
    {
        ref Signal signal = ref Signal;
        signal.Run = 7;
        signal.Cascade = 42;
        for (int i = 0; i < Universe.TriangleCount; i++)
        {
            Triangle triangle = Universe.Triangles[i];
            if (triangle.First.To == Currency("FLUX") && triangle.Second.To == Currency("USDC"))
            {
                signal.Triangle = i;
                for (int leg = 0; leg < 3; leg++)
                {
                    SetLeg(ref signal.Legs[leg], triangle.Leg(leg));
                }
            }
        }
        Assert.Equal(Currency("FLUX"), signal.Legs[0].To);
        signal.SignalNs = NowNs;
        signal.SignalUtcNs = 1_779_818_153_500_000_000;
        signal.Legs[0].PredictedAmount = D("100");
        signal.PredictedCost = D("100.1");
        signal.PredictedOutput = D("100.2");
        signal.Reserved = D("100.1");
    }

    private void SetLeg(ref SignalLeg leg, in TriangleLeg from)
    {
        leg.Symbol = from.Symbol;
        leg.Side = from.Side;
        leg.From = from.From;
        leg.To = from.To;
        leg.BestBid = Books.Bids(from.Symbol)[0];
        leg.BestAsk = Books.Asks(from.Symbol)[0];
        leg.LevelCount = 1;
        leg.Levels[0] = from.Side == Side.Buy ? leg.BestAsk : leg.BestBid;
    }
}
