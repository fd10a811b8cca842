using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Trifuse.Core.Domain;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Replay;

/// <summary>
/// Plays a tape through the same hot core as the run that recorded it, on the tape's own clock:
/// every input in the recorded order with its recorded time. The decisions, and so the hash
/// over them, are those of the run.
/// </summary>
public sealed class TapePlayer : IDisposable
{
    private readonly TapeReader _reader;
    private readonly MarketFacts _facts;
    private readonly HotSetup _setup;
    private readonly HotCore<ReplayOutput> _core;
    private readonly Signal[] _signals;

    private TapePlayer(TapeReader reader, MarketFacts facts, HotSetup setup)
    {
        _reader = reader;
        _facts = facts;
        _setup = setup;
        _signals = new Signal[setup.Options.Slots];
        _core = new HotCore<ReplayOutput>(setup, new ReplayOutput(_signals, Show), tape: null);
    }

    /// <summary>Called for each signal, in order.</summary>
    public Action<ReplayedSignal>? OnSignal { get; init; }

    /// <summary>Number of the recorded run.</summary>
    public uint Run => _facts.Run;

    /// <summary>What the recorded run did.</summary>
    public RunMode Mode => _facts.Mode;

    /// <summary>The symbols of the recorded run.</summary>
    internal Universe Universe => _setup.Universe;

    /// <summary>The books as the records played so far have left them.</summary>
    internal Books Books => _core.Desk.Books;

    /// <summary>
    /// Opens a tape and makes the core that its head describes. <paramref name="useVectors"/> overrides the
    /// recorded setting: the decisions do not depend on it.
    /// </summary>
    public static bool TryOpen(
        string path,
        bool? useVectors,
        Action<ReplayedSignal>? onSignal,
        [NotNullWhen(true)] out TapePlayer? player,
        [NotNullWhen(false)] out StartProblem? problem)
    {
        player = TapeOpening.TryOpen(path, useVectors, out TapeOpening? tape, out problem)
            ? new TapePlayer(tape.Reader, tape.Facts, tape.Setup) { OnSignal = onSignal }
            : null;
        return player is not null;
    }

    /// <summary>Plays the whole tape.</summary>
    public ReplayResult Play()
    {
        while (_reader.TryRead(out TapeRecord record))
        {
            Feed(in record);
        }
        string hash = _core.Desk.Hash.GetHashText();
        bool canClaim = _reader.CanClaimEquality(out string reason);
        string? recorded = _reader.Trailer is { DecisionHash.Length: > 0 } trailer
            ? Convert.ToHexStringLower(trailer.DecisionHash.Span)
            : null;
        return new ReplayResult
        {
            Records = _reader.Records,
            Dropped = _reader.Dropped,
            Frames = _core.Frames.Total,
            Updates = _core.Desk.Counters.Updates,
            Signals = _core.Desk.Counters.Signals,
            DecisionHash = hash,
            RecordedHash = recorded,
            CanClaimEquality = canClaim,
            WhyNot = reason,
            Problem = _reader.Problem.IsNone ? null : _reader.Problem.Message,
        };
    }

    public void Dispose()
    {
        _core.Dispose();
        _reader.Dispose();
    }

    private void Feed(in TapeRecord record)
    {
        switch (record.Kind)
        {
            case TapeKind.MarketFrame:
                _core.OnMarketFrame(record.Channel, record.Payload, record.NowNs);
                break;
            case TapeKind.PrivateFrame:
                _core.OnPrivateFrame(record.Payload, record.NowNs);
                break;
            case TapeKind.Connection:
                _core.OnConnection(record.Channel, (ConnectionState)record.Payload[0], record.NowNs);
                break;
            case TapeKind.ExecutorEvent:
                ExecutorEvent executorEvent = MemoryMarshal.Read<ExecutorEvent>(record.Payload);
                _core.OnExecutorEvent(in executorEvent, record.NowNs);
                break;
            case TapeKind.ControlResult:
                FeedControl(in record);
                break;
            case TapeKind.Command:
                _core.OnCommandRecord(record.Payload, record.NowNs);
                break;
            default:
                break;
        }
    }

    private void FeedControl(in TapeRecord record)
    {
        if (record.Channel == ControlRecord.BalancesChannel)
        {
            _core.OnBalances(MemoryMarshal.Cast<byte, BalanceEvent>(record.Payload), record.NowNs);
        }
        else if (ControlRecord.TryDecodeSnapshot(
            record.Payload,
            out SymbolId symbol,
            out long sequence,
            out ReadOnlySpan<PriceLevel> bids,
            out ReadOnlySpan<PriceLevel> asks))
        {
            _core.OnSnapshot(symbol, sequence, bids, asks, record.NowNs);
        }
    }

    private void Show(Signal signal) =>
        OnSignal?.Invoke(new ReplayedSignal(in signal, _setup.Universe, _reader.Records));
}
