using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Signals;

/// <summary>
/// From a market message to a signal: books, screening, gates, sizing, isolation and reservation in one
/// place, called by the hot thread alone. Pure: the same calls in the same order give the same signals and
/// the same <see cref="Hash"/>. Nothing allocates after construction. Starts disarmed, with the private
/// stream down.
/// </summary>
public sealed class SignalDesk<TSink> : IDisposable
    where TSink : struct, ISignalSink
{
    private readonly Universe _universe;
    private readonly SignalOptions _options;
    private readonly Books _books;
    private readonly Screen _screen;
    private readonly Sizer _sizer;
    private readonly IsolationTable _isolation;
    private readonly BalanceBook _balances;
    private readonly TradeRules[] _rules;
    private readonly OpenNotional _notional;
    private readonly PriceGuard _guard;
    private readonly ExactDecimal[] _maxNotional;
    private readonly bool[] _hasMaxNotional;
    private readonly SlotState[] _slots;
    private readonly int _maxOpen;
    private TSink _sink;
    private uint _lastCascade;

    /// <summary>Makes a desk with empty books and zero balances; one feed kind for each symbol.</summary>
    public SignalDesk(Universe universe, SignalOptions options, ReadOnlySpan<FeedKind> feeds, TSink sink)
    {
        Check.That(feeds.Length == universe.SymbolCount && options.Slots > 0);
        Check.That(options.MaxAgeNs > 0 && options.MaxDesyncNs >= 0 && options.MaxOpenCascades >= 0);
        _universe = universe;
        _options = options;
        _sink = sink;
        _maxOpen = options.MaxOpenCascades == 0
            ? options.Slots
            : Math.Min(options.MaxOpenCascades, options.Slots);
        _books = new Books(feeds);
        _screen = new Screen(universe, options.ThresholdBps.ToDouble(), options.UseVectors);
        _sizer = new Sizer(options.ThresholdBps);
        _isolation = new IsolationTable(
            universe, options.Slots, options.IsolateTriangle, options.IsolatePair,
            options.IsolateStartCurrency);
        _balances = new BalanceBook(universe.CurrencyCount, options.Slots, options.VirtualBalances);
        _slots = new SlotState[options.Slots];
        _notional = new OpenNotional(universe, options.Limits.MaxTotalNotional);
        Gates = new SignalGates(universe, options);
        _rules = new TradeRules[universe.SymbolCount];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new TradeRules(universe.SpecOf(new SymbolId(i)), options.BuyCut);
        }
        _maxNotional = new ExactDecimal[universe.CurrencyCount];
        _hasMaxNotional = new bool[universe.CurrencyCount];
        foreach (CurrencyId start in universe.StartCurrencies)
        {
            _hasMaxNotional[start.Index] = options.MaxNotional.TryGetValue(
                universe.CurrencyName(start), out _maxNotional[start.Index]);
        }
        Hash = new DecisionHash(universe.Symbols);
        _guard = options.OrderType == OrderType.Ioc ? new PriceGuard(options.GuardSlackBps) : default;
    }

    /// <summary>The books, for exit prices and status.</summary>
    public Books Books => _books;

    /// <summary>The balances, for status.</summary>
    public BalanceBook Balances => _balances;

    /// <summary>What has been done so far.</summary>
    public DeskCounters Counters { get; } = new();

    /// <summary>The exact decisions so far.</summary>
    public DecisionHash Hash { get; }

    /// <summary>The sink, in place.</summary>
    public ref TSink Sink => ref _sink;

    /// <summary>Cascades begun and not ended.</summary>
    public int OpenCascades => _isolation.OpenCount;

    /// <summary>The rules by symbol, with their current fee rates.</summary>
    public ReadOnlySpan<TradeRules> Rules => _rules;

    /// <summary>The rules of a symbol with its current fee rate.</summary>
    public ref readonly TradeRules RulesOf(SymbolId symbol) => ref _rules[symbol.Index];

    /// <summary>Switches, breakers, symbols that are off: what forbids cascades in general.</summary>
    public SignalGates Gates { get; }

    /// <summary>What all open cascades have set aside, for status.</summary>
    public OpenNotional Notional => _notional;

    /// <inheritdoc cref="SignalGates.IsArmed"/>
    public bool IsArmed
    {
        get => Gates.IsArmed;
        set => Gates.IsArmed = value;
    }

    /// <inheritdoc cref="SignalGates.IsPrivateReady"/>
    public bool IsPrivateReady
    {
        get => Gates.IsPrivateReady;
        set => Gates.IsPrivateReady = value;
    }

    /// <summary>
    /// An executor without a connection to order on gets no signal; it refuses as if it were busy.
    /// </summary>
    public void SetSlotReady(int slot, bool isReady) => _slots[slot].IsDown = !isReady;

    /// <summary>A fee refresh: the final taker rate of this account, 0 or above and below 1.</summary>
    public void SetTakerFee(SymbolId symbol, ExactDecimal rate)
    {
        Check.That(!rate.IsNegative && rate < ExactDecimal.One);
        _rules[symbol.Index] = new TradeRules(_universe.SpecOf(symbol), rate, _options.BuyCut);
        _screen.SetFee(_universe, symbol, rate.ToDouble());
        Requote(symbol);
    }

    /// <summary>
    /// The best bid and ask of a symbol (level1, ticker); sequence -1 where the stream has none.
    /// </summary>
    public ApplyOutcome ApplyTop(
        SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence, in Tick tick)
    {
        ApplyOutcome outcome = _books.ApplyTop(
            symbol, bid, ask, exchangeMs, sequence, tick.Connection, tick.NowNs);
        return Follow(symbol, outcome, tick);
    }

    /// <summary>The best levels of both sides (depth 5 and 50).</summary>
    public ApplyOutcome ApplyDepth(
        SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs,
        in Tick tick)
    {
        ApplyOutcome outcome = _books.ApplyDepth(
            symbol, bids, asks, exchangeMs, tick.Connection, tick.NowNs);
        return Follow(symbol, outcome, tick);
    }

    /// <summary>A level2 message. Ask <see cref="Books.NeedsSnapshot"/> after Buffered and Gap.</summary>
    public ApplyOutcome ApplyChanges(
        SymbolId symbol, long sequenceStart, long sequenceEnd, ReadOnlySpan<LevelChange> bids,
        ReadOnlySpan<LevelChange> asks, long exchangeMs, in Tick tick)
    {
        ApplyOutcome outcome = _books.ApplyChanges(
            symbol, sequenceStart, sequenceEnd, bids, asks, exchangeMs, tick.Connection, tick.NowNs);
        return Follow(symbol, outcome, tick);
    }

    /// <summary>A level2 snapshot; the tick names the connection whose level2 messages follow.</summary>
    public ApplyOutcome ApplySnapshot(
        SymbolId symbol, long sequence, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks,
        long exchangeMs, in Tick tick)
    {
        ApplyOutcome outcome = _books.ApplySnapshot(
            symbol, sequence, bids, asks, exchangeMs, tick.Connection, tick.NowNs);
        return Follow(symbol, outcome, tick);
    }

    /// <summary>A market connection changed its state.</summary>
    public void OnConnection(int connection, ConnectionState state) =>
        _books.MarkConnection(connection, state);

    /// <summary>A balance push.</summary>
    public void OnBalance(in BalanceEvent balance) => _balances.OnBalance(balance);

    /// <summary>A balance from the accounts reply; see <see cref="BalanceBook.Reset"/>.</summary>
    public void SetBalance(CurrencyId currency, ExactDecimal available) =>
        _balances.Reset(currency, available);

    /// <summary>The order id of leg 1 is known.</summary>
    public void OnLegOneOrder(uint cascade, in OrderId orderId) => _balances.OnLegOrder(cascade, 0, orderId);

    /// <summary>The order id of a leg (0 to 2) is known; see <see cref="BalanceBook.OnLegOrder"/>.</summary>
    public void OnLegOrder(uint cascade, int leg, in OrderId orderId) =>
        _balances.OnLegOrder(cascade, leg, orderId);

    /// <summary>
    /// A cascade has ended; called exactly once for each signal, except in a dry run. A symbol whose order
    /// failed cools down, one with another fee than reckoned with is off; the limits take the result.
    /// </summary>
    public void OnCascadeEnded(in CascadeRelease release, long nowNs, long utcNs)
    {
        ref SlotState slot = ref _slots[release.Slot];
        Check.That(slot.Cascade == release.Cascade && release.Cascade != 0);
        slot.Cascade = 0;
        ref readonly Triangle triangle = ref _universe.Triangles[slot.Triangle];
        _isolation.Leave(triangle);
        _notional.Leave(triangle.Start, slot.Notional);
        if (slot.IsReserved)
        {
            _balances.Release(release);
        }
        Gates.OnCascadeEnded(release, triangle.Start, nowNs, utcNs);
    }

    /// <inheritdoc/>
    public void Dispose() => Hash.Dispose();

    private ApplyOutcome Follow(SymbolId symbol, ApplyOutcome outcome, in Tick tick)
    {
        if (outcome != ApplyOutcome.Applied)
        {
            Counters.Unapplied++;
            if (outcome == ApplyOutcome.Malformed)
            {
                Requote(symbol);
            }
            return outcome;
        }
        Counters.Updates++;
        Requote(symbol);
        ReadOnlySpan<int> candidates = _screen.Evaluate(symbol);
        Counters.TrianglesEvaluated += _screen.Evaluated;
        if (BestIsBeaten())
        {
            TrackBest(symbol, tick.NowNs);
        }
        foreach (int index in candidates)
        {
            Counters.Candidates++;
            ref readonly Triangle triangle = ref _universe.Triangles[index];
            Refusal refusal = Decide(triangle, tick);
            if (refusal != Refusal.None)
            {
                Counters.Count(refusal);
            }
        }
        return outcome;
    }

    private void Requote(SymbolId symbol) =>
        _screen.SetQuotes(symbol, _books.BidPrice(symbol), _books.AskPrice(symbol));

    private Refusal Decide(in Triangle triangle, in Tick tick)
    {
        Refusal refusal = TestBooks(triangle, tick.NowNs, out _);
        if (refusal == Refusal.None)
        {
            refusal = TestGates(triangle, tick.NowNs);
        }
        if (refusal != Refusal.None)
        {
            return refusal;
        }
        refusal = TrySize(triangle, out SizedCascade sized);
        if (_sizer.LastBestBps > Counters.BestSizedBps)
        {
            Counters.BestSizedBps = _sizer.LastBestBps;
            Counters.BestSizedTriangle = triangle.Index;
        }
        if (refusal == Refusal.None)
        {
            Emit(triangle, sized, tick);
        }
        return refusal;
    }

    private Refusal TestBooks(in Triangle triangle, long nowNs, out bool areFresh)
    {
        areFresh = false;
        long newest = long.MaxValue;
        long oldest = long.MinValue;
        for (int i = 0; i < 3; i++)
        {
            SymbolId symbol = triangle.Leg(i).Symbol;
            switch (_books.StateOf(symbol))
            {
                case BookState.Empty:
                    return Refusal.EmptyBook;
                case BookState.Stale:
                    return Refusal.StaleBook;
                case BookState.Crossed:
                    return Refusal.CrossedBook;
                default:
                    long ageNs = _books.AgeNs(symbol, nowNs);
                    newest = Math.Min(newest, ageNs);
                    oldest = Math.Max(oldest, ageNs);
                    break;
            }
        }
        areFresh = true;
        if (oldest > _options.MaxAgeNs)
        {
            return Refusal.TooOld;
        }
        return oldest - newest > _options.MaxDesyncNs ? Refusal.Desync : Refusal.None;
    }

    private Refusal TestGates(in Triangle triangle, long nowNs)
    {
        Refusal general = Gates.Test(triangle, nowNs);
        if (general != Refusal.None)
        {
            return general;
        }
        Refusal isolation = _isolation.Test(triangle);
        if (isolation != Refusal.None)
        {
            return isolation;
        }
        if (_isolation.OpenCount >= _maxOpen)
        {
            return Refusal.MaxOpen;
        }
        if (FreeSlot() < 0)
        {
            return Refusal.NoSlot;
        }
        return _options.RequireBalance && !_balances.HasRoom ? Refusal.NoBalance : Refusal.None;
    }

    private Refusal TrySize(in Triangle triangle, out SizedCascade sized)
    {
        int start = triangle.Start.Index;
        SizingLeg first = LegOf(triangle.First);
        SizingLeg second = LegOf(triangle.Second);
        SizingLeg third = LegOf(triangle.Third);
        ExactDecimal limit = _hasMaxNotional[start] ? _maxNotional[start] : SellOutOf(first);
        Refusal tooLittle = Refusal.BelowMinimum;
        if (_notional.TryGetRoom(triangle.Start, out ExactDecimal room) && room < limit)
        {
            limit = room;
            tooLittle = Refusal.MaxNotional;
        }
        if (_options.RequireBalance && _balances.Free(triangle.Start) is var free && free < limit)
        {
            limit = free;
            tooLittle = Refusal.NoBalance;
        }
        try
        {
            Refusal refusal = _sizer.TrySize(first, second, third, limit, out sized);
            return refusal == Refusal.BelowMinimum ? tooLittle : refusal;
        }
        catch (OverflowException)
        {
            // The digit budget rules this out for prices and sizes on the increments; anything else is
            // refused.
            sized = default;
            return Refusal.TooManyDigits;
        }
    }

    // Without a notional limit the visible depth of leg 1 is the limit; the largest order holds for both.
    private static ExactDecimal SellOutOf(in SizingLeg first) => first.Side == Side.Buy
        ? first.Rules.MaxBuyFunds + (first.Rules.MaxBuyFunds * first.Rules.FeeRate)
        : first.Rules.MaxSize;

    private SizingLeg LegOf(in TriangleLeg leg) =>
        new(leg.Side, ref _rules[leg.Symbol.Index], _books.TakenBy(leg.Symbol, leg.Side), _guard);

    private void Emit(in Triangle triangle, in SizedCascade sized, in Tick tick)
    {
        int slot = FreeSlot();
        uint cascade = ++_lastCascade;
        ref Signal signal = ref _sink.Begin(slot);
        signal.Run = _options.Run;
        signal.Cascade = cascade;
        signal.Triangle = triangle.Index;
        signal.Slot = slot;
        signal.IngressNs = tick.IngressNs;
        signal.DecodedNs = tick.NowNs;
        signal.SignalNs = tick.NowNs;
        signal.SignalUtcNs = tick.UtcNs;
        signal.PredictedCost = sized.Cost;
        signal.PredictedOutput = sized.Output;
        signal.Reserved = sized.Reserved;
        for (int i = 0; i < 3; i++)
        {
            Fill(ref signal.Legs[i], triangle.Leg(i), sized.Legs[i], tick.NowNs);
        }
        if (!_options.DryRun)
        {
            ref SlotState state = ref _slots[slot];
            state.Cascade = cascade;
            state.Triangle = triangle.Index;
            state.IsReserved = _options.RequireBalance;
            state.Notional = sized.Reserved;
            Check.That(!state.IsReserved || _balances.TryReserve(cascade, triangle, sized.Reserved));
            _notional.Enter(triangle.Start, sized.Reserved);
            Gates.CountOrders(OrderRate.PerCascade, tick.NowNs);
            _isolation.Enter(triangle);
        }
        Hash.Append(ref signal);
        Counters.Signals++;
        _sink.Publish(slot);
    }

    private void Fill(ref SignalLeg target, in TriangleLeg leg, in SizedLeg sized, long nowNs)
    {
        ReadOnlySpan<PriceLevel> bids = _books.Bids(leg.Symbol);
        ReadOnlySpan<PriceLevel> asks = _books.Asks(leg.Symbol);
        ReadOnlySpan<PriceLevel> taken = leg.Side == Side.Buy ? asks : bids;
        target.Symbol = leg.Symbol;
        target.Side = leg.Side;
        target.From = leg.From;
        target.To = leg.To;
        target.PredictedAmount = sized.Amount;
        target.PredictedOutput = sized.Output;
        target.LimitPrice = sized.LimitPrice;
        target.BestBid = bids.Length > 0 ? bids[0] : default;
        target.BestAsk = asks.Length > 0 ? asks[0] : default;
        target.BookExchangeMs = _books.ExchangeMs(leg.Symbol);
        target.BookAgeNs = _books.AgeNs(leg.Symbol, nowNs);
        target.LevelCount = taken.Length;
        taken.CopyTo(target.Levels);
    }

    private int FreeSlot()
    {
        for (int i = 0; i < _slots.Length; i++)
        {
            if (_slots[i].Cascade == 0 && !_slots[i].IsDown)
            {
                return i;
            }
        }
        return -1;
    }

    private bool BestIsBeaten() =>
        (_screen.MaxNet - 1) * 1e4 > Counters.BestInTime.NetBps
        || (_screen.MaxGross - 1) * 1e4 > Counters.BestInTime.GrossBps
        || (_screen.MaxNet - 1) * 1e4 > Counters.Best.NetBps
        || (_screen.MaxGross - 1) * 1e4 > Counters.Best.GrossBps;

    private void TrackBest(SymbolId symbol, long nowNs)
    {
        foreach (int index in _universe.TrianglesOf(symbol))
        {
            ref readonly Triangle triangle = ref _universe.Triangles[index];
            double net = (_screen.NetOf(triangle) - 1) * 1e4;
            double gross = (_screen.GrossOf(triangle) - 1) * 1e4;
            if (net <= Counters.BestInTime.NetBps && gross <= Counters.BestInTime.GrossBps
                && net <= Counters.Best.NetBps && gross <= Counters.Best.GrossBps)
            {
                continue;
            }
            Refusal refusal = TestBooks(triangle, nowNs, out bool areFresh);
            if (areFresh)
            {
                Improve(ref Counters.Best, index, net, gross);
            }
            if (refusal == Refusal.None)
            {
                Improve(ref Counters.BestInTime, index, net, gross);
            }
        }
    }

    private static void Improve(ref BestSeen best, int triangle, double net, double gross)
    {
        if (net > best.NetBps)
        {
            best.NetBps = net;
            best.NetTriangle = triangle;
        }
        if (gross > best.GrossBps)
        {
            best.GrossBps = gross;
            best.GrossTriangle = triangle;
        }
    }

    private struct SlotState
    {
        public uint Cascade;
        public int Triangle;
        public bool IsReserved;
        public ExactDecimal Notional;
        public bool IsDown;
    }
}
