using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Core;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Execution;

public class CascadeAllocationTests
{
    private readonly CascadeWorld _world = new();
    private readonly FillDispatcher _dispatcher = new(CascadeWorld.RunNumber, 4);
    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];
    private readonly byte[] _line = new byte[ReportLine.MaxLength];
    private readonly byte[] _json = new byte[ReportJson.MaxLength];
    private readonly byte[] _payload = new byte[JournalRecord.MaxPayload];
    private readonly CascadeReport[] _report = new CascadeReport[1];
    private readonly SessionTotals _totals;
    private CascadeRelease _release;

    public CascadeAllocationTests() => _totals = new SessionTotals(_world.Universe.CurrencyCount);

    [Theory]
    [InlineData(OrderType.Market)]
    [InlineData(OrderType.Ioc)]
    public void A_cascade_with_its_journal_and_reports_allocates_nothing(OrderType type)
    {
        for (int leg = 0; leg < 3 && type == OrderType.Ioc; leg++)
        {
            ref SignalLeg guarded = ref _world.Signal.Legs[leg];
            guarded.LimitPrice = guarded.Levels[0].Price;
        }
        AllocationMeter.AssertNone(GoRound);
        Assert.True(_totals.Filled >= 4_000);
        Assert.Equal(CascadeOutcome.Filled, _report[0].Outcome);
        Assert.Equal(2, _release.DeltaCount);
        Assert.Equal(type == OrderType.Ioc, _report[0].Steps[2].LimitSize.IsPositive);
    }

    [Theory]
    [InlineData(CancelPolicy.Finish, OrderType.Market)]
    [InlineData(CancelPolicy.Finish, OrderType.Ioc)]
    [InlineData(CancelPolicy.Unwind, OrderType.Market)]
    public void An_unwinding_with_its_prices_allocates_nothing(CancelPolicy onFade, OrderType type)
    {
        // With a fade check nothing is refused: the second leg's books make it unwind.
        bool isRefused = onFade == CancelPolicy.Finish;
        PriceGuard guard = type == OrderType.Ioc ? new PriceGuard(ExactDecimal.One) : default;
        var world = new UnwindWorld(new CascadeOptions { OnFade = onFade, UnwindGuard = guard });
        if (!isRefused)
        {
            world.Quote("FLUX-USDC", "0.0770", "0.0780");
        }
        var pricer = new ExitPricer(world.Universe);
        var rules = new Trifuse.Trading.Market.TradeRules[world.Universe.SymbolCount];
        for (int i = 0; i < rules.Length; i++)
        {
            rules[i] = new Trifuse.Trading.Market.TradeRules(
                world.Universe.SpecOf(new SymbolId(i)), Trifuse.Trading.Market.BuyCut.BaseIncrement);
        }
        int unwound = 0;
        bool isLimited = false;
        AllocationMeter.AssertNone(() =>
        {
            CascadeRun run = world.Run;
            run.Start(world.Signal, 1_000);
            while (run.State != CascadeState.Finished)
            {
                OrderRequest request = run.NextAction.Request;
                bool isPricing = run.NextAction.Kind == CascadeActionKind.PriceExits;
                ExitRequest wish = run.NextAction.Exit;
                run.OnWritten(1_000);
                if (isPricing)
                {
                    pricer.Price(wish, world.Books, rules, out ExitPlan plan);
                    run.OnExits(plan, 1_000);
                    continue;
                }
                if (isRefused && request.ClientId.Step == 1)
                {
                    run.OnRejected(request.ClientId, 400760, "halted"u8, RejectionKind.SymbolHalted, 1_000);
                    continue;
                }
                int count = PaperFills.Fill(
                    request,
                    rules[request.Symbol.Index],
                    world.Books.TakenBy(request.Symbol, request.Side),
                    default,
                    9,
                    9,
                    _events);
                for (int i = 0; i < count; i++)
                {
                    run.OnOrderEvent(_events[i], 2_000);
                }
            }
            isLimited = run.Report.Steps[run.Report.StepCount - 1].LimitPrice.IsPositive;
            unwound += run.Report.HeldCount == 0 && run.Report.StepCount == (isRefused ? 3 : 2) ? 1 : 0;
            run.Release();
        });
        Assert.True(unwound > 1_000);
        Assert.Equal(type == OrderType.Ioc, isLimited);
    }

    private void GoRound()
    {
        CascadeRun run = _world.Run;
        _dispatcher.TryRegister(_world.Signal.Cascade, 0);
        run.Start(_world.Signal, 1_000);
        for (int leg = 0; leg < 3; leg++)
        {
            JournalRecord.Intent(run.NextAction, _world.Universe, out JournalRecord intent);
            JournalCodec.Encode(intent, _payload);
            OrderRequest request = run.NextAction.Request;
            run.OnWritten(1_000);
            if (leg == 1)
            {
                run.OnRejected(
                    request.ClientId, 200004, "Insufficient."u8, RejectionKind.InsufficientBalance, 1_000);
                run.OnTick(run.DeadlineNs);
                request = run.NextAction.Request;
                run.OnWritten(1_000);
            }
            var rules = new Trifuse.Trading.Market.TradeRules(
                _world.Universe.SpecOf(request.Symbol), Trifuse.Trading.Market.BuyCut.BaseIncrement);
            int count = PaperFills.FillFromSignal(
                request, rules, _world.Signal.Legs[leg], default, leg, 9, _events);
            for (int i = 0; i < count; i++)
            {
                Assert.True(_dispatcher.TryFind(_events[i], out _));
                run.OnOrderEvent(_events[i], 2_000);
                if (JournalRecord.TryEvent(_events[i], out JournalRecord fact))
                {
                    JournalCodec.Encode(fact, _payload);
                }
            }
        }
        run.Attribute(_world.Signal);
        _report[0] = run.Report;
        run.Release();
        _dispatcher.Release(_world.Signal.Cascade);
        JournalRecord.Finished(_report[0], _world.Universe, out JournalRecord finished);
        JournalCodec.Encode(finished, _payload);
        _report[0].FillRelease(ref _release);
        _totals.Add(_report[0]);
        ReportLine.Write(_report[0], _world.Universe, _line);
        ReportJson.Write(_report[0], _world.Universe, _json);
    }
}
