using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Engine.Config;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Orders;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Start;

/// <summary>
/// Dummy cascades for the warm-up: the last made-up signal goes through the state machine, the signing, the
/// replies, the fills, the journal's codec and the report writers. Nothing is sent.
/// </summary>
internal sealed class WarmCascade
{
    private const int UnwoundOneIn = 4;

    private static ReadOnlySpan<byte> SocketReply =>
        "{\"id\":\"1\",\"op\":\"spot.order\",\"code\":\"200000\","u8
        + "\"data\":{\"orderId\":\"670fd33bf9406e0007ab3945\"},"u8
        + "\"inTime\":1770000000001,\"outTime\":1770000000018,"u8
        + "\"userRateLimit\":{\"limit\":4000,\"reset\":24617,\"remaining\":3998}}"u8;

    private readonly Universe _universe;
    private readonly CascadeRun _run;
    private readonly OrderRequests _requests;
    private readonly OrderCalls _calls;
    private readonly TradeRules[] _rules;
    private readonly byte[] _buffer;
    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];
    private readonly ExecutorJournal _journal;
    private readonly ExecutorMetrics _metrics = new();
    private readonly SessionTotals _totals;
    private long _number;
    private long _cascades;

    public WarmCascade(EngineAssembly parts, EngineConfig config)
    {
        _universe = parts.Universe;
        _run = new CascadeRun(_universe, SetupBuilder.CascadeOptionsOf(config), parts.Setup.Options.BuyCut);
        _requests = new OrderRequests(
            parts.Signers[0], _universe.Symbols, config.Exchange.RestUrl.DnsSafeHost);
        _calls = new OrderCalls(_universe.Symbols);
        _rules = PaperFiller.MakeRules(_universe, parts.Setup.Options.BuyCut);
        _buffer = new byte[Math.Max(_requests.MaxBytes, ReportJson.MaxLength)];
        _journal = new ExecutorJournal(writer: null, _universe, 0);
        _totals = new SessionTotals(_universe.CurrencyCount);
    }

    /// <summary>Drives one dummy cascade to its end; returns the time that it left off at.</summary>
    public long Go(HotCore<WarmOutput> core, long nowNs)
    {
        ref Signal signal = ref core.Output.Last;
        if (signal.Cascade == 0)
        {
            return nowNs;
        }
        _cascades++;
        _journal.Reserved(in signal, nowNs);
        _run.Start(in signal, nowNs);
        while (_run.State != CascadeState.Finished)
        {
            nowNs = Step(core, ref signal, nowNs + 1_000);
        }
        _run.Attribute(in signal);
        ref readonly CascadeReport report = ref _run.Report;
        _journal.Finished(in report, nowNs);
        _metrics.Record(in report);
        _totals.Add(in report);
        ReportLine.Write(in report, _universe, _buffer);
        ReportJson.Write(in report, _universe, _buffer);
        _run.Release();
        return nowNs;
    }

    private long Step(HotCore<WarmOutput> core, ref Signal signal, long nowNs)
    {
        OrderRequest request = _run.NextAction.Request;
        switch (_run.NextAction.Kind)
        {
            case CascadeActionKind.Place:
                _journal.TryIntent(in _run.NextAction, nowNs);
                _requests.WritePlace(in request, 1_730_000_000_000, _buffer);
                _requests.WriteTest(in request, 1_730_000_000_000, _buffer);
                _calls.WritePlace(in request, 1, _buffer);
                _run.OnWritten(nowNs);
                Reply(core, ref signal, in request, nowNs);
                return nowNs;
            case CascadeActionKind.Query:
                _requests.WriteQuery(request.Symbol, request.ClientId, 1_730_000_000_000, _buffer);
                _run.OnNotSent(NotSentCause.NotConnected, nowNs);
                return nowNs;
            case CascadeActionKind.Cancel:
            case CascadeActionKind.Fills:
                _run.OnNotSent(NotSentCause.NotConnected, nowNs);
                return nowNs;
            case CascadeActionKind.PriceExits:
                var wish = new ExecutorEvent
                {
                    Kind = ExecutorEventKind.ExitRequest,
                    Exit = _run.NextAction.Exit,
                };
                core.OnExecutorEvent(in wish, nowNs);
                _run.OnWritten(nowNs);
                _run.OnExits(in core.Output.LastExits, nowNs);
                return nowNs;
            default:
                long dueNs = Math.Max(nowNs, _run.DeadlineNs);
                Check.That(_run.DeadlineNs < long.MaxValue);
                _run.OnTick(dueNs);
                return dueNs;
        }
    }

    private void Reply(HotCore<WarmOutput> core, ref Signal signal, in OrderRequest request, long nowNs)
    {
        byte step = request.ClientId.Step;
        if (step == 1 && _cascades % UnwoundOneIn == 0)
        {
            _journal.Rejected(request.ClientId, 400100, RejectionKind.Other, "warm-up"u8, nowNs);
            _run.OnRejected(request.ClientId, 400100, "warm-up"u8, RejectionKind.Other, nowNs);
            return;
        }
        OrderEntryFrame frame = OrderEntryFrame.Read(SocketReply);
        Check.That(frame.Kind == OrderEntryKind.Reply);
        OrderReplies.ReadOrder(frame.HttpStatus, SocketReply, out _);
        OrderReplies.ReadOrder(
            200,
            "{\"code\":\"200000\",\"data\":{\"orderId\":\"670fd33bf9406e0007ab3945\",\"clientOid\":\"x\"}}"u8,
            out OrderReply reply);
        _journal.Accepted(request.ClientId, in reply.OrderId, nowNs);
        _run.OnAccepted(request.ClientId, in reply.OrderId, nowNs);
        ReadOnlySpan<PriceLevel> levels = step < 3
            ? ((ReadOnlySpan<PriceLevel>)signal.Legs[step].Levels)[..signal.Legs[step].LevelCount]
            : core.Desk.Books.TakenBy(request.Symbol, request.Side);
        int count = PaperFills.Fill(
            in request,
            in _rules[request.Symbol.Index],
            levels,
            _universe.SpecOf(request.Symbol).PriceLimitRate,
            ++_number,
            nowNs,
            _events);
        for (int i = 0; i < count; i++)
        {
            // Each event twice: the comparison with known matches is on the path as well.
            _journal.Event(in _events[i], nowNs);
            _run.OnOrderEvent(in _events[i], nowNs);
            _run.OnOrderEvent(in _events[i], nowNs);
        }
    }
}
