using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Control;
using Trifuse.Engine.Recovery;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Engine.Recovery;

/// <summary>
/// One cascade, the journal that its process writes, and an exchange that outlives the process. Everything
/// that happens is a line of a diary: a record, or an order that reaches the exchange. A world made from the
/// beginning of another's diary is that world after its process was killed there.
/// </summary>
internal sealed class MortalWorld
{
    private const long Ms = 1_000_000;

    private readonly UnwindWorld _world;
    private readonly Dictionary<ClientOrderId, OrderState> _orders = [];
    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];
    private readonly TradeRules[] _rules;
    private readonly ExitPricer _pricer;
    private readonly Dictionary<CurrencyId, ExactDecimal> _truth = [];
    private int _closedSteps;

    private MortalWorld(CascadeOptions options)
    {
        _world = new UnwindWorld(options);
        _rules = new TradeRules[_world.Universe.SymbolCount];
        for (int i = 0; i < _rules.Length; i++)
        {
            _rules[i] = new TradeRules(_world.Universe.SpecOf(new SymbolId(i)), BuyCut.BaseIncrement);
        }
        _pricer = new ExitPricer(_world.Universe);
    }

    /// <summary>What has happened so far.</summary>
    public List<Line> Diary { get; } = [];

    /// <summary>Ends of the cascade that leave nothing in doubt.</summary>
    public int SureEnds => Diary.Count(static l => l.Sent is null && IsSureEnd(l));

    /// <summary>The end of the cascade, once there is one.</summary>
    public CascadeReport Report { get; private set; }

    private CascadeRun Run => _world.Run;

    private long UtcOffsetNs => _world.Signal.SignalUtcNs - _world.Signal.SignalNs;

    /// <summary>The first process: the whole cascade; the fate of each order by its number.</summary>
    public static MortalWorld Live(Fate[] fates, CascadeOptions options)
    {
        var world = new MortalWorld(options);
        ref Signal signal = ref world._world.Signal;
        Universe universe = world._world.Universe;
        JournalRecord.Reservation(
            7, 42, signal.Triangle, 0, "USDT"u8, signal.Reserved, out JournalRecord record);
        world.Write(record);
        JournalDetails.Signal(signal, universe, out record);
        world.Write(record);
        for (int leg = 0; leg < 3; leg++)
        {
            JournalDetails.SignalLeg(signal, leg, universe, out record);
            world.Write(record);
        }
        world.Run.Start(signal, world._world.NowNs);
        world.Drive(fates, isFirst: true);
        return world;
    }

    /// <summary>The next process, after the one before was killed when its diary had so many lines.</summary>
    public static MortalWorld Settle(
        List<Line> diary, int length, CascadeOptions options, long laterNs = 10_000 * Ms)
    {
        var world = new MortalWorld(options);
        var history = new JournalHistory(CountedMark.Unknown);
        foreach (Line line in diary.Take(length))
        {
            world.Diary.Add(line);
            if (line.Sent is { } sent)
            {
                world.Meet(sent, line.Fate);
            }
            else
            {
                Assert.True(JournalCodec.TryDecode(line.Kind, line.Payload, out JournalRecord record));
                history.Take(record, run: 7, isLive: true, exchange: "", line.UtcNs);
            }
        }
        JournaledCascade? cascade = history.Open.SingleOrDefault();
        if (cascade is null)
        {
            return world;
        }
        if (!cascade.HasSignal)
        {
            Assert.Empty(cascade.Orders);
            return world;
        }
        world._world.NowNs += laterNs;
        var rebuilder = new ReportRebuilder(
            world._world.Universe, FeePayment.Quote, world.UtcOffsetNs, world._world.NowNs);
        Assert.True(rebuilder.Knows(cascade));
        rebuilder.Rebuild(cascade, out CascadeReport rebuilt, out OpenOrder open);
        world._closedSteps = rebuilt.StepCount;
        world.Run.Resume(rebuilt, open, world._world.NowNs);
        world.Drive([], isFirst: false);
        return world;
    }

    /// <summary>The exchange has moved by what the report says, no client id was sent twice.</summary>
    public void AssertTrue()
    {
        // Without a signal nothing was sent, and there is nothing to settle.
        Assert.Equal(Diary.Exists(static l => l.Sent is not null) ? 1 : SureEnds, SureEnds);
        Assert.InRange(SureEnds, 0, 1);
        var told = new Dictionary<CurrencyId, ExactDecimal>();
        for (int i = 0; i < Report.NetCount; i++)
        {
            told[Report.Net[i].Currency] = Report.Net[i].Amount;
        }
        foreach (CurrencyId currency in _truth.Keys.Union(told.Keys))
        {
            Assert.Equal(_truth.GetValueOrDefault(currency), told.GetValueOrDefault(currency));
        }
        Assert.Equal(
            (Report.PredictedProfit - Report.Profit).Normalized(), Report.Attribution.Total);
        // With two processes' lost orders in it a report may have no room for another one; then it says so.
        bool isSaid = Report.HeldCount == 0 || Report is { StepCount: > 5, Error: CascadeError.UnwindFailed };
        Assert.True(isSaid, System.Text.Encoding.UTF8.GetString(Report.Text.Utf8));
        ClientOrderId[] sent = [.. Diary.Where(static l => l.Sent is not null).Select(IdOf)];
        Assert.Equal(sent.Length, sent.Distinct().Count());
    }

    private static ClientOrderId IdOf(Line line) => line.Sent!.Value.ClientId;

    private static bool IsSureEnd(Line line)
    {
        Assert.True(JournalCodec.TryDecode(line.Kind, line.Payload, out JournalRecord record));
        bool isEnd = record.Kind is JournalKind.CascadeFinished or JournalKind.CascadeSettled;
        return isEnd && !record.IsUncertain;
    }

    private void Drive(Fate[] fates, bool isFirst)
    {
        int placed = 0;
        bool isMute = false;
        while (Run.State != CascadeState.Finished)
        {
            _world.NowNs += Ms / 10;
            OrderRequest request = Run.NextAction.Request;
            switch (Run.NextAction.Kind)
            {
                case CascadeActionKind.Query when isMute:
                    Run.OnWritten(_world.NowNs);
                    Run.OnQueryFailed(request.ClientId, _world.NowNs);
                    break;
                case CascadeActionKind.Place:
                    Fate fate = placed < fates.Length ? fates[placed] : Fate.Filled;
                    isMute = fate == Fate.Unresolved;
                    Place(request, fate);
                    placed++;
                    break;
                case CascadeActionKind.Query:
                    Run.OnWritten(_world.NowNs);
                    Run.OnOrderState(
                        request.ClientId, _orders.GetValueOrDefault(request.ClientId), _world.NowNs);
                    break;
                case CascadeActionKind.PriceExits:
                    ExitRequest wish = Run.NextAction.Exit;
                    Run.OnWritten(_world.NowNs);
                    _pricer.Price(wish, _world.Books, _rules, out ExitPlan plan);
                    Run.OnExits(plan, _world.NowNs);
                    break;
                case CascadeActionKind.Fills:
                    Run.OnWritten(_world.NowNs);
                    Run.OnQueryFailed(request.ClientId, _world.NowNs);
                    break;
                default:
                    _world.NowNs = Math.Max(_world.NowNs, Run.DeadlineNs);
                    Run.OnTick(_world.NowNs);
                    break;
            }
            WriteEnds();
        }
        WriteEnds();
        Report = Run.Report;
        JournalRecord record;
        var signal = new Signal[1];
        RecalledSignal.Fill(Run.Report, isGuarded: false, ref signal[0]);
        Run.Attribute(isFirst ? _world.Signal : signal[0]);
        Report = Run.Report;
        if (Report.IsSettlement)
        {
            JournalRecord.Settled(Run.Report, _world.Universe, out record);
        }
        else
        {
            JournalRecord.Finished(Run.Report, _world.Universe, out record);
        }
        Write(record);
    }

    private void Place(OrderRequest request, Fate fate)
    {
        JournalRecord.Intent(Run.NextAction, _world.Universe, out JournalRecord record);
        Write(record);
        Diary.Add(new Line(0, [], 0, request, fate));
        int count = Meet(request, fate);
        Run.OnWritten(_world.NowNs);
        if (fate == Fate.Refused)
        {
            JournalRecord.Rejected(
                request.ClientId, 400760, RejectionKind.SymbolHalted, "halted"u8, out record);
            Write(record);
            Run.OnRejected(request.ClientId, 400760, "halted"u8, RejectionKind.SymbolHalted, _world.NowNs);
            return;
        }
        if (fate == Fate.Unresolved)
        {
            JournalRecord.Unknown(request.ClientId, UnknownCause.NoReply, out record);
            Write(record);
            Run.OnUnknown(request.ClientId, UnknownCause.NoReply, _world.NowNs);
            return;
        }
        OrderId id = _events[0].OrderId;
        JournalRecord.Accepted(request.ClientId, id, out record);
        Write(record);
        Run.OnAccepted(request.ClientId, id, _world.NowNs);
        for (int i = 0; i < count; i++)
        {
            if (JournalRecord.TryEvent(_events[i], out record))
            {
                Write(record);
            }
            Run.OnOrderEvent(_events[i], _world.NowNs);
        }
    }

    /// <summary>The order reaches the exchange; how many events it makes.</summary>
    private int Meet(OrderRequest request, Fate fate)
    {
        if (fate == Fate.Refused)
        {
            return 0;
        }
        bool isBuy = request.Side == Side.Buy;
        ref readonly TradeRules rules = ref _rules[request.Symbol.Index];
        if (fate == Fate.Half)
        {
            request = UnwindWorld.HalfOf(request, rules);
        }
        int count = PaperFills.Fill(
            request, rules, _world.Books.TakenBy(request.Symbol, request.Side), default,
            1 + _orders.Count, 1, _events);
        OrderState state = new() { Exists = true, FeeIsQuote = true, OrderId = _events[0].OrderId };
        foreach (ref readonly OrderEvent match in _events.AsSpan(0, count))
        {
            if (match.Kind == OrderEventKind.Match)
            {
                state.DealSize += match.MatchSize;
                state.DealFunds += match.MatchSize * match.MatchPrice;
            }
        }
        state.Fee = state.DealFunds * UnwindWorld.D("0.001");
        Assert.True(_orders.TryAdd(request.ClientId, state));
        Add(_world.Universe.BaseOf(request.Symbol), isBuy ? state.DealSize : -state.DealSize);
        Add(
            _world.Universe.QuoteOf(request.Symbol),
            isBuy ? -(state.DealFunds + state.Fee) : state.DealFunds - state.Fee);
        return count;
    }

    private void WriteEnds()
    {
        for (; _closedSteps < Run.Report.StepCount; _closedSteps++)
        {
            ref readonly CascadeReport report = ref Run.Report;
            ref readonly ReportStep step = ref report.Steps[_closedSteps];
            JournalRecord.LegClosed(report, step, _world.Universe, out JournalRecord record);
            Write(record);
            JournalDetails.StepTimes(report, step, out record);
            Write(record);
        }
    }

    private void Write(in JournalRecord record)
    {
        byte[] payload = new byte[JournalRecord.MaxPayload];
        int length = JournalCodec.Encode(record, payload);
        long utcNs = _world.NowNs + UtcOffsetNs;
        Diary.Add(new Line((ushort)record.Kind, payload[..length], utcNs, null, Fate.Filled));
    }

    private void Add(CurrencyId currency, ExactDecimal change) =>
        _truth[currency] = (_truth.GetValueOrDefault(currency) + change).Normalized();

    /// <summary>A record, or an order that reached the exchange and what becomes of it.</summary>
    internal sealed record Line(ushort Kind, byte[] Payload, long UtcNs, OrderRequest? Sent, Fate Fate);
}
