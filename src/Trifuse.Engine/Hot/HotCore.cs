using System.Runtime.InteropServices;
using Trifuse.Core.Domain;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Tape;
using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Hot;

/// <summary>
/// Everything that the hot thread decides, as a function of its inputs in their order: frames of both
/// streams, connection changes, messages of executors, results of the control plane, commands. It reads no
/// clock (every input brings its nowNs) and does no I/O. Each input goes to the tape before it is used, so a
/// replay of the tape through the same class decides the same.
/// </summary>
public sealed class HotCore<TOutput> : IDisposable
    where TOutput : struct, IHotOutput
{
    private readonly HotSetup _setup;
    private readonly MarketDecoder _market;
    private readonly PrivateDecoder _private;
    private readonly FillDispatcher _fills;
    private readonly BalanceRepeats _balances = new();
    private readonly ExitPricer _exits;
    private readonly TapeSink? _tape;
    private readonly bool[] _snapshotAsked;
    private readonly bool[] _isLost = new bool[Books.MaxConnections];
    private readonly int[] _connectionOf;
    private TOutput _output;

    public HotCore(HotSetup setup, TOutput output, TapeSink? tape)
    {
        _setup = setup;
        _tape = tape;
        _market = new MarketDecoder(setup.Universe.Symbols);
        _private = new PrivateDecoder(setup.Universe.Symbols, setup.Universe.Currencies);
        _exits = new ExitPricer(setup.Universe);
        _fills = new FillDispatcher(setup.Options.Run, setup.Options.Slots);
        _snapshotAsked = new bool[setup.Universe.SymbolCount];
        _connectionOf = setup.ConnectionOf;
        _output = output;
        Desk = new SignalDesk<CoreSink>(setup.Universe, setup.Options, setup.Feeds, new CoreSink(this));
        foreach (StartBalance balance in setup.Balances)
        {
            Desk.SetBalance(balance.Currency, balance.Available);
        }
        // Without an account there is no private stream to wait for.
        Desk.IsPrivateReady = !setup.NeedsPrivateStream;
    }

    /// <summary>Books, gates, counters and the decision hash.</summary>
    public SignalDesk<CoreSink> Desk { get; }

    /// <summary>The output, in place.</summary>
    public ref TOutput Output => ref _output;

    /// <summary>Frames by what they were.</summary>
    public FrameCounters Frames { get; } = new();

    /// <summary>Measures the stages of a message; null where nobody asks (replay, tests).</summary>
    public HotMetrics? Metrics { get; init; }

    /// <summary>What is told to the auditor; null where there is none (replay, warm-up, recording).</summary>
    internal HotAudit? Audit { get; set; }

    /// <summary>The content of the last control frame of a market connection.</summary>
    public ControlFrame MarketControl => _market.Control;

    /// <summary>The content of the last control frame of the private connection.</summary>
    public ControlFrame PrivateControl => _private.Control;

    /// <summary>Order events that belong to none of the open cascades.</summary>
    public long StrayEvents => _fills.ForeignCount + _fills.OtherRunCount + _fills.LateCount;

    /// <summary>Balance pushes of the trade account.</summary>
    public long BalancePushes { get; private set; }

    /// <summary>A text frame of a market connection.</summary>
    public DecodeResult OnMarketFrame(int connection, ReadOnlySpan<byte> payload, long nowNs)
    {
        _tape?.Write(TapeKind.MarketFrame, (ushort)connection, nowNs, payload);
        var feed = new DeskFeed(this, connection, nowNs);
        DecodeResult result = _market.Decode(payload, ref feed);
        Frames.Count(result);
        return result;
    }

    /// <summary>A text frame of the private connection.</summary>
    public DecodeResult OnPrivateFrame(ReadOnlySpan<byte> payload, long nowNs)
    {
        _tape?.Write(TapeKind.PrivateFrame, 0, nowNs, payload);
        var feed = new PrivateFeed(this, nowNs);
        DecodeResult result = _private.Decode(payload, ref feed);
        Frames.Count(result);
        return result;
    }

    /// <summary>A market connection changed its state.</summary>
    public void OnConnection(int connection, ConnectionState state, long nowNs)
    {
        ReadOnlySpan<byte> payload = [(byte)state];
        _tape?.Write(TapeKind.Connection, (ushort)connection, nowNs, payload);
        Desk.OnConnection(connection, state);
        _isLost[connection] = state == ConnectionState.Lost;
        for (int symbol = 0; symbol < _snapshotAsked.Length; symbol++)
        {
            if (_connectionOf[symbol] != connection)
            {
                continue;
            }
            if (state == ConnectionState.Lost)
            {
                _snapshotAsked[symbol] = false;
            }
            else if (state == ConnectionState.Up)
            {
                // A quiet symbol's book is filled without waiting for its first change.
                AskForSnapshot(new SymbolId(symbol));
            }
        }
    }

    /// <summary>A message of an executor.</summary>
    public void OnExecutorEvent(in ExecutorEvent executorEvent, long nowNs)
    {
        _tape?.Write(
            TapeKind.ExecutorEvent,
            (ushort)executorEvent.Slot,
            nowNs,
            MemoryMarshal.AsBytes(new ReadOnlySpan<ExecutorEvent>(in executorEvent)));
        switch (executorEvent.Kind)
        {
            case ExecutorEventKind.LegOneOrder:
                Desk.OnLegOneOrder(executorEvent.Cascade, in executorEvent.OrderId);
                break;
            case ExecutorEventKind.CascadeEnded:
                TurnOffWhereFeesDiffer(in executorEvent.Release);
                _fills.Release(executorEvent.Cascade);
                Desk.OnCascadeEnded(in executorEvent.Release, nowNs, nowNs + _setup.UtcOffsetNs);
                break;
            case ExecutorEventKind.BudgetLow:
            case ExecutorEventKind.BudgetBack:
                Desk.Gates.SetBudget(
                    executorEvent.Slot, executorEvent.Kind == ExecutorEventKind.BudgetBack);
                break;
            case ExecutorEventKind.ClockSkewed:
            case ExecutorEventKind.ClockGood:
                Desk.Gates.SetClock(
                    executorEvent.Slot, executorEvent.Kind == ExecutorEventKind.ClockGood);
                break;
            case ExecutorEventKind.OrderSent:
                Desk.Gates.CountOrders(1, nowNs);
                break;
            case ExecutorEventKind.LinksDown:
            case ExecutorEventKind.LinksUp:
                Desk.SetSlotReady(executorEvent.Slot, executorEvent.Kind == ExecutorEventKind.LinksUp);
                break;
            case ExecutorEventKind.ExitRequest:
                _exits.Price(in executorEvent.Exit, Desk.Books, Desk.Rules, out ExitPlan plan);
                Desk.Balances.OnUnwindPlanned(executorEvent.Cascade, in plan);
                _output.Exits(executorEvent.Slot, in plan);
                break;
            default:
                break;
        }
    }

    /// <summary>A level2 snapshot from the control plane.</summary>
    public void OnSnapshot(
        SymbolId symbol,
        long sequence,
        ReadOnlySpan<PriceLevel> bids,
        ReadOnlySpan<PriceLevel> asks,
        long nowNs)
    {
        if (_tape is not null)
        {
            byte[] record = ControlRecord.EncodeSnapshot(symbol, sequence, bids, asks);
            _tape.Write(TapeKind.ControlResult, 0, nowNs, record);
        }
        _snapshotAsked[symbol.Index] = false;
        Desk.ApplySnapshot(
            symbol, sequence, bids, asks, exchangeMs: 0, TickOf(_connectionOf[symbol.Index], nowNs));
        AskForSnapshot(symbol);
    }

    /// <summary>
    /// The control plane could not fetch a snapshot: it is asked for again, on a lost
    /// connection when that is up.
    /// </summary>
    public void OnSnapshotFailed(SymbolId symbol)
    {
        _snapshotAsked[symbol.Index] = false;
        if (!_isLost[_connectionOf[symbol.Index]])
        {
            AskForSnapshot(symbol);
        }
    }

    /// <summary>Balances from the control plane, after the private stream was away.</summary>
    public void OnBalances(ReadOnlySpan<BalanceEvent> balances, long nowNs)
    {
        if (_tape is not null)
        {
            _tape.Write(TapeKind.ControlResult, 1, nowNs, MemoryMarshal.AsBytes(balances));
        }
        foreach (ref readonly BalanceEvent balance in balances)
        {
            Desk.SetBalance(balance.Currency, balance.Available);
        }
    }

    /// <summary>A command of the main thread, or of the hot agent's own book-keeping.</summary>
    public void OnCommand(HotCommand command, long nowNs)
    {
        ReadOnlySpan<byte> payload = [(byte)command];
        _tape?.Write(TapeKind.Command, 0, nowNs, payload);
        switch (command)
        {
            case HotCommand.Arm:
                Desk.IsArmed = true;
                break;
            case HotCommand.Drain:
                Desk.IsArmed = false;
                break;
            case HotCommand.Kill:
                Desk.Gates.IsKilled = true;
                break;
            case HotCommand.Unkill:
                Desk.Gates.IsKilled = false;
                break;
            case HotCommand.Resume:
                Desk.Gates.Limits.Resume();
                Desk.Gates.Symbols.LiftAll();
                break;
            case HotCommand.PrivateReady:
                Desk.IsPrivateReady = true;
                break;
            case HotCommand.PrivateDown:
                Desk.IsPrivateReady = false;
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// A breaker trips for a reason outside of the decisions: a command, balances that differ. No time need
    /// be in the note.
    /// </summary>
    public void OnTrip(BreakerNote note, long nowNs)
    {
        _tape?.Write(
            TapeKind.Command, 0, nowNs,
            CommandRecord.EncodeTrip(in note, stackalloc byte[CommandRecord.MaxBytes]));
        note.UtcNs = nowNs + _setup.UtcOffsetNs;
        Desk.Gates.Limits.Trip(in note);
    }

    /// <summary>A symbol is taken off, or a cause for which it was off is lifted.</summary>
    public void OnSymbol(SymbolId symbol, SymbolOffCause cause, bool isOff, long nowNs)
    {
        _tape?.Write(
            TapeKind.Command, 0, nowNs,
            CommandRecord.EncodeSymbol(symbol, cause, isOff, stackalloc byte[CommandRecord.MaxBytes]));
        if (isOff)
        {
            Desk.Gates.Symbols.TurnOff(symbol, cause);
            if (cause == SymbolOffCause.BookAudit)
            {
                // A full book is fetched anew; the others are replaced by their next message.
                Desk.Books.Distrust(symbol);
                AskForSnapshot(symbol);
            }
        }
        else
        {
            Desk.Gates.Symbols.TurnOn(symbol, cause);
        }
    }

    /// <summary>What an earlier run has left of breakers and results; before anything else.</summary>
    public void OnRestore(in LimitsState state, long nowNs)
    {
        _tape?.Write(
            TapeKind.Command, 0, nowNs,
            CommandRecord.EncodeRestore(in state, stackalloc byte[CommandRecord.MaxBytes]));
        Desk.Gates.Limits.Restore(in state);
    }

    /// <summary>Any command as a tape holds it; one that is none of ours does nothing.</summary>
    public void OnCommandRecord(ReadOnlySpan<byte> record, long nowNs)
    {
        switch ((HotCommand)record[0])
        {
            case HotCommand.Trip when CommandRecord.TryDecodeTrip(record, out BreakerNote note):
                OnTrip(note, nowNs);
                break;
            case HotCommand.SymbolOff or HotCommand.SymbolOn
                when CommandRecord.TryDecodeSymbol(record, out SymbolId symbol, out SymbolOffCause cause):
                OnSymbol(symbol, cause, (HotCommand)record[0] == HotCommand.SymbolOff, nowNs);
                break;
            case HotCommand.Restore when CommandRecord.TryDecodeRestore(record, out LimitsState state):
                OnRestore(in state, nowNs);
                break;
            default:
                OnCommand((HotCommand)record[0], nowNs);
                break;
        }
    }

    public void Dispose() => Desk.Dispose();

    // Where the exchange's own sums name another fee than the engine reckons with, so does every prediction.
    private void TurnOffWhereFeesDiffer(in CascadeRelease release)
    {
        if (release.FeeDiffers && release.FeeSymbol != SymbolId.None)
        {
            Desk.Gates.Symbols.TurnOff(release.FeeSymbol, SymbolOffCause.FeeDrift);
        }
    }

    private Tick TickOf(int connection, long nowNs) =>
        new(connection, nowNs, nowNs, nowNs + _setup.UtcOffsetNs);

    private void AskForSnapshot(SymbolId symbol)
    {
        if (!_snapshotAsked[symbol.Index] && Desk.Books.NeedsSnapshot(symbol))
        {
            _snapshotAsked[symbol.Index] = true;
            _output.NeedSnapshot(symbol);
        }
    }

    private void OnOrder(in OrderEvent orderEvent, long nowNs)
    {
        Audit?.OnOrder(in orderEvent);
        if (_fills.TryFind(in orderEvent, out int slot))
        {
            ClientOrderId id = orderEvent.ClientId;
            if (!orderEvent.OrderId.IsEmpty && id.Step < 3)
            {
                Desk.OnLegOrder(id.Cascade, id.Step, in orderEvent.OrderId);
            }
            else if (!orderEvent.OrderId.IsEmpty && orderEvent.Symbol != SymbolId.None)
            {
                CurrencyId given = orderEvent.Side == Side.Buy
                    ? _setup.Universe.QuoteOf(orderEvent.Symbol)
                    : _setup.Universe.BaseOf(orderEvent.Symbol);
                Desk.Balances.OnUnwindOrder(id.Cascade, given, in orderEvent.OrderId);
            }
            _output.Order(slot, in orderEvent, nowNs);
        }
    }

    private void OnBalance(in BalanceEvent balance, long nowNs)
    {
        bool isForUs = balance.IsTradeAccount && balance.Currency != CurrencyId.None;
        if (!isForUs || _balances.IsRepeated(in balance))
        {
            return;
        }
        BalancePushes++;
        Audit?.OnBalance(in balance);
        Desk.OnBalance(in balance);
        _output.Balance(in balance, nowNs);
    }

    private void Publish(int slot)
    {
        if (!_setup.Options.DryRun)
        {
            // Before the executor can know of the signal, so that no event of its orders can come too early.
            bool registered = _fills.TryRegister(_output.Begin(slot).Cascade, slot);
            Core.Check.That(registered);
        }
        _output.Publish(slot);
    }

    /// <summary>The desk's way out: registers the cascade's client ids, then hands the signal on.</summary>
    public readonly struct CoreSink(HotCore<TOutput> core) : ISignalSink
    {
        /// <inheritdoc/>
        public ref Signal Begin(int slot) => ref core._output.Begin(slot);

        /// <inheritdoc/>
        public void Publish(int slot) => core.Publish(slot);
    }

    private readonly struct DeskFeed(HotCore<TOutput> core, int connection, long nowNs) : IMarketHandler
    {
        public void OnTop(
            SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence)
        {
            core.Metrics?.MarkDecoded(nowNs);
            core.Desk.ApplyTop(symbol, in bid, in ask, exchangeMs, sequence, core.TickOf(connection, nowNs));
            core.Audit?.OnBook(symbol);
            core.Metrics?.MarkEvaluated();
        }

        public void OnDepth(
            SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs)
        {
            core.Metrics?.MarkDecoded(nowNs);
            core.Desk.ApplyDepth(symbol, bids, asks, exchangeMs, core.TickOf(connection, nowNs));
            core.Audit?.OnBook(symbol);
            core.Metrics?.MarkEvaluated();
        }

        public void OnChanges(
            SymbolId symbol,
            long sequenceStart,
            long sequenceEnd,
            ReadOnlySpan<LevelChange> bids,
            ReadOnlySpan<LevelChange> asks,
            long exchangeMs)
        {
            core.Metrics?.MarkDecoded(nowNs);
            core.Desk.ApplyChanges(
                symbol, sequenceStart, sequenceEnd, bids, asks, exchangeMs, core.TickOf(connection, nowNs));
            core.Audit?.OnBook(symbol);
            core.Metrics?.MarkEvaluated();
            core.AskForSnapshot(symbol);
        }
    }

    private readonly struct PrivateFeed(HotCore<TOutput> core, long nowNs) : IPrivateHandler
    {
        public void OnOrder(in OrderEvent orderEvent) => core.OnOrder(in orderEvent, nowNs);

        public void OnBalance(in BalanceEvent balanceEvent) => core.OnBalance(in balanceEvent, nowNs);
    }
}
