using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

/// <summary>
/// One triangle USDT, FLUX, USDC at the prices of the design's sample, a run, a clock, and an exchange's
/// words.
/// </summary>
internal sealed class CascadeWorld
{
    public const long Ms = 1_000_000;
    public const uint RunNumber = 7;
    public const uint CascadeNumber = 42;

    private readonly Signal[] _signal = new Signal[1];
    private long _nextTrade = 1;

    /// <summary>Without <paramref name="unwinds"/> what a cascade ends with is held.</summary>
    public CascadeWorld(CascadeOptions? options = null, bool unwinds = false)
    {
        Options = options ?? new CascadeOptions();
        if (!unwinds)
        {
            CancelPolicy onKill = Options.OnKill == CancelPolicy.Unwind ? CancelPolicy.Hold : Options.OnKill;
            Options = Options with { OnFailure = CancelPolicy.Hold, OnKill = onKill };
        }
        UniverseResult result = Universe.Build(
            [
                Spec("FLUX-USDT", "0.01", "0.000001", "0.0001"),
                Spec("FLUX-USDC", "0.01", "0.000001", "0.00001"),
                Spec("USDC-USDT", "0.0001", "0.00001", "0.0001"),
            ],
            new UniverseFilter { StartCurrencies = ["USDT"] });
        Universe = result.Universe ?? throw new InvalidOperationException(result.Error);
        Run = new CascadeRun(Universe, Options, BuyCut.BaseIncrement);
        Rules = new TradeRules[Universe.SymbolCount];
        for (int i = 0; i < Rules.Length; i++)
        {
            Rules[i] = new TradeRules(Universe.SpecOf(new SymbolId(i)), BuyCut.BaseIncrement);
        }
        FillSignal();
    }

    public CascadeOptions Options { get; }

    public Universe Universe { get; }

    public CascadeRun Run { get; }

    public TradeRules[] Rules { get; }

    public long NowNs { get; set; } = 1_000 * Ms;

    public ref Signal Signal => ref _signal[0];

    /// <summary>Every wish that was granted, in order.</summary>
    public List<(CascadeActionKind Kind, ClientOrderId Id, string Amount)> Actions { get; } = [];

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

    public void Start() => Run.Start(Signal, NowNs);

    /// <summary>Grants the pending wish, which must be of this kind; returns its order.</summary>
    public OrderRequest Grant(CascadeActionKind kind)
    {
        Assert.Equal(kind, Run.NextAction.Kind);
        OrderRequest request = Run.NextAction.Request;
        Actions.Add((kind, request.ClientId, request.Amount.ToString()));
        Run.OnWritten(NowNs);
        return request;
    }

    public OrderRequest Place() => Grant(CascadeActionKind.Place);

    /// <summary>Starts; the first order's fate becomes unknown, and it is asked for.</summary>
    public OrderRequest DoubtFirst(UnknownCause cause)
    {
        Start();
        OrderRequest first = Place();
        Run.OnUnknown(first.ClientId, cause, NowNs);
        Assert.Equal(CascadeActionKind.None, Run.NextAction.Kind);
        AdvanceToDeadline();
        Assert.Equal(first.ClientId, Grant(CascadeActionKind.Query).ClientId);
        return first;
    }

    public void Advance(long durationNs)
    {
        NowNs += durationNs;
        Run.OnTick(NowNs);
    }

    public void AdvanceToDeadline()
    {
        Assert.NotEqual(long.MaxValue, Run.DeadlineNs);
        NowNs = Math.Max(NowNs, Run.DeadlineNs);
        Run.OnTick(NowNs);
    }

    /// <summary>Grants the question for fills and answers it with one.</summary>
    public void GrantFills(in OrderRequest request, string price, string size)
    {
        Grant(CascadeActionKind.Fills);
        OrderEvent match = Match(request, price, size);
        ExactDecimal funds = match.MatchPrice * match.MatchSize;
        Run.OnFills(
            request.ClientId,
            [new OrderFill(
                match.TradeId, match.MatchPrice, match.MatchSize, funds, funds * D("0.001"), FeeIsQuote: true)], 0,
            NowNs);
    }

    public void Accept(in OrderRequest request)
    {
        NowNs += 8 * Ms;
        Run.OnAccepted(request.ClientId, OrderIdOf(request.ClientId), NowNs);
    }

    public void Reject(in OrderRequest request, int code, string message, RejectionKind kind)
    {
        NowNs += 8 * Ms;
        Run.OnRejected(request.ClientId, code, Encoding.UTF8.GetBytes(message), kind, NowNs);
    }

    public OrderEvent Match(in OrderRequest request, string price, string size)
    {
        OrderEvent match = Event(request, OrderEventKind.Match);
        match.TradeId = new TradeId((UInt128)(ulong)_nextTrade++);
        match.MatchPrice = D(price);
        match.MatchSize = D(size);
        return match;
    }

    public OrderEvent Terminal(in OrderRequest request, OrderEventKind kind, string filled)
    {
        OrderEvent terminal = Event(request, kind);
        terminal.FilledSize = D(filled);
        terminal.HasFilledSize = true;
        return terminal;
    }

    public void Send(in OrderEvent orderEvent)
    {
        NowNs += Ms / 2;
        Run.OnOrderEvent(orderEvent, NowNs);
    }

    /// <summary>Places the leg and fills it in one match, reply first.</summary>
    public OrderRequest Fill(string price, string size, OrderEventKind end)
    {
        OrderRequest request = Place();
        Accept(request);
        Send(Match(request, price, size));
        Send(Terminal(request, end, size));
        return request;
    }

    public void FillFirst() => Fill("0.0774", "64.53", OrderEventKind.Canceled);

    public void FillSecond() => Fill("0.07783", "64.53", OrderEventKind.Filled);

    public void FillThird() => Fill("0.999", "5.0173", OrderEventKind.Filled);

    /// <summary>The finished report; the run is released, so that it cannot finish twice.</summary>
    public CascadeReport Take()
    {
        Assert.Equal(CascadeState.Finished, Run.State);
        Assert.Equal(CascadeActionKind.Finished, Run.NextAction.Kind);
        CascadeReport report = Run.Report;
        Run.Release();
        Assert.Equal(CascadeState.Idle, Run.State);
        Assert.Equal(CascadeActionKind.None, Run.NextAction.Kind);
        return report;
    }

    public static OrderState Truth(string size, string funds, string fee, bool isActive = false) => new()
    {
        Exists = true,
        IsActive = isActive,
        DealSize = D(size),
        DealFunds = D(funds),
        Fee = D(fee),
        FeeIsQuote = true,
    };

    public static OrderId OrderIdOf(ClientOrderId id)
    {
        byte[] text = Encoding.ASCII.GetBytes($"670fd33bf9406e{id.Step}{id.Attempt}");
        Assert.True(OrderId.TryCreate(text, out OrderId order));
        return order;
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

    private static OrderEvent Event(in OrderRequest request, OrderEventKind kind) => new()
    {
        Kind = kind,
        Side = request.Side,
        IsOurs = true,
        IsTakerFee = true,
        Symbol = request.Symbol,
        ClientId = request.ClientId,
        OrderId = OrderIdOf(request.ClientId),
        ExchangeNs = 1_780_000_000_000_000_000,
    };

    private static SymbolSpec Spec(string name, string baseInc, string quoteInc, string priceInc) => new()
    {
        Name = name,
        BaseCurrency = name.Split('-')[0],
        QuoteCurrency = name.Split('-')[1],
        FeeCurrency = name.Split('-')[1],
        BaseIncrement = D(baseInc),
        QuoteIncrement = D(quoteInc),
        PriceIncrement = D(priceInc),
        BaseMinSize = D("0.1"),
        BaseMaxSize = D("10000000"),
        QuoteMinSize = D("0.1"),
        QuoteMaxSize = D("1000000"),
        MinFunds = D("0.1"),
        TakerFeeRate = D("0.001"),
    };

    private void FillSignal()
    {
        ref Signal signal = ref Signal;
        signal.Run = RunNumber;
        signal.Cascade = CascadeNumber;
        signal.Triangle = 3;
        signal.Slot = 1;
        signal.SignalNs = NowNs;
        signal.IngressNs = NowNs - 40_000;
        signal.DecodedNs = NowNs - 20_000;
        signal.SignalUtcNs = 1_779_818_153_500_000_000;
        signal.PredictedCost = D("4.999616622");
        signal.PredictedOutput = D("5.0072704173");
        signal.Reserved = D("4.999999004");
        SetLeg(0, "FLUX-USDT", Side.Buy, "USDT", "FLUX", "4.995004", "64.53", "0.0772", "0.0774");
        SetLeg(1, "FLUX-USDC", Side.Sell, "FLUX", "USDC", "64.53", "5.0173475301", "0.07783", "0.07796");
        SetLeg(2, "USDC-USDT", Side.Sell, "USDC", "USDT", "5.0173", "5.0072704173", "0.999", "0.9991");
    }

    private void SetLeg(
        int index,
        string symbol,
        Side side,
        string from,
        string to,
        string amount,
        string output,
        string bid,
        string ask)
    {
        ref SignalLeg leg = ref Signal.Legs[index];
        leg.Symbol = Symbol(symbol);
        leg.Side = side;
        leg.From = Currency(from);
        leg.To = Currency(to);
        leg.PredictedAmount = D(amount);
        leg.PredictedOutput = D(output);
        leg.BestBid = new PriceLevel(D(bid), D("1000"));
        leg.BestAsk = new PriceLevel(D(ask), D("1000"));
        leg.BookExchangeMs = 1_779_818_153_400 + index;
        leg.BookAgeNs = 5 * Ms;
        leg.LevelCount = 1;
        leg.Levels[0] = side == Side.Buy ? leg.BestAsk : leg.BestBid;
    }
}
