using Trifuse.Core.Domain;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;
using Trifuse.KuCoin.Stream;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Replay;

/// <summary>
/// Writes the market of a tape as a capture (docs/kcap.md), which a simulated exchange can play. It keeps the
/// books as the recording run did, and writes exactly what they took: a capture's reader knows neither feeds
/// nor gaps. A level2 snapshot is followed by the changes that came before it and are newer.
/// </summary>
public sealed class CaptureExport
{
    // As many as a book keeps, so that whatever a book has joined to a snapshot is here too.
    private const int KeptMessages = 1024;

    private readonly TapeReader _reader;
    private readonly HotSetup _setup;
    private readonly CaptureFile _file;
    private readonly CaptureMessages _messages;
    private readonly MarketDecoder _decoder;
    private readonly Books _books;
    private readonly Queue<KeptMessage>[] _kept;
    private readonly bool[] _isSeen;

    private CaptureExport(TapeOpening tape, CaptureFile file, CaptureMessages messages)
    {
        _reader = tape.Reader;
        _setup = tape.Setup;
        _file = file;
        _messages = messages;
        _decoder = new MarketDecoder(_setup.Universe.Symbols);
        _books = new Books(_setup.Feeds);
        _kept = new Queue<KeptMessage>[_setup.Universe.SymbolCount];
        _isSeen = new bool[_setup.Universe.SymbolCount];
        for (int i = 0; i < _kept.Length; i++)
        {
            _kept[i] = new Queue<KeptMessage>();
        }
        file.WriteHeader(tape.Config.Exchange.RestUrl.Host, "from a tape: what its books took, respelled");
    }

    /// <summary>
    /// Reads the whole tape and makes the capture. A tape that is cut short gives a capture of what is whole,
    /// and the problem; with any other problem no file is left.
    /// </summary>
    public static CaptureResult Write(string tapePath, string capturePath)
    {
        if (!TapeOpening.TryOpen(
            tapePath, useVectors: null, out TapeOpening? tape, out StartProblem? problem))
        {
            return new CaptureResult { Problem = problem with { IsBadInput = true } };
        }
        using TapeReader reader = tape.Reader;
        if (!CaptureFile.TryCreate(capturePath, out CaptureFile? file, out string? why))
        {
            return new CaptureResult { Problem = new StartProblem(why) };
        }
        try
        {
            using var messages = new CaptureMessages();
            CaptureResult result = new CaptureExport(tape, file, messages).Run(tapePath, capturePath);
            if (result.Events > 0)
            {
                file.Finish();
            }
            else
            {
                file.Discard();
            }
            return result;
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            file.Discard();
            return new CaptureResult
            {
                Problem = new StartProblem($"The capture {capturePath} cannot be written: {error.Message}"),
            };
        }
    }

    private CaptureResult Run(string tapePath, string capturePath)
    {
        while (_file.Bytes <= CaptureFile.MaxBytes && _reader.TryRead(out TapeRecord record))
        {
            Take(in record);
        }
        if (_file.Bytes > CaptureFile.MaxBytes)
        {
            return Refuse(
                $"The capture {capturePath} would be larger than 1 GiB unpacked, which is more than trifuse "
                + "sim reads: record a shorter tape.");
        }
        bool isCut = _reader.Problem.Fault == TapeFault.CutShort;
        if (!_reader.Problem.IsNone && !isCut)
        {
            return Refuse(_reader.Problem.Message);
        }
        if (_file.Lines == 0)
        {
            return Refuse(
                $"The tape {tapePath} holds no market frames that a book was made of: record for longer.",
                isBadInput: true);
        }
        return new CaptureResult
        {
            Records = _reader.Records,
            Dropped = _reader.Dropped,
            Events = _file.Lines,
            Symbols = _isSeen.Count(static seen => seen),
            SpanUs = _file.SpanUs,
            Problem = isCut
                ? new StartProblem($"{_reader.Problem.Message} {capturePath} holds their market.")
                : null,
        };
    }

    private CaptureResult Refuse(string message, bool isBadInput = false) => new()
    {
        Records = _reader.Records,
        Dropped = _reader.Dropped,
        Problem = new StartProblem(message, isBadInput),
    };

    private void Take(in TapeRecord record)
    {
        switch (record.Kind)
        {
            case TapeKind.MarketFrame:
                var feed = new CaptureFeed(this, record.Channel, record.NowNs);
                _decoder.Decode(record.Payload, ref feed);
                break;
            case TapeKind.Connection:
                TakeConnection(record.Channel, (ConnectionState)record.Payload[0]);
                break;
            case TapeKind.ControlResult when record.Channel == ControlRecord.SnapshotChannel:
                TakeSnapshot(in record);
                break;
            default:
                break;
        }
    }

    private void TakeConnection(int connection, ConnectionState state)
    {
        _books.MarkConnection(connection, state);
        for (int symbol = 0; symbol < _kept.Length; symbol++)
        {
            if (state == ConnectionState.Lost && _setup.ConnectionOf[symbol] == connection)
            {
                _kept[symbol].Clear();
            }
        }
    }

    private void TakeSnapshot(in TapeRecord record)
    {
        if (!ControlRecord.TryDecodeSnapshot(
            record.Payload,
            out SymbolId symbol,
            out long sequence,
            out ReadOnlySpan<PriceLevel> bids,
            out ReadOnlySpan<PriceLevel> asks))
        {
            return;
        }
        ApplyOutcome outcome = _books.ApplySnapshot(
            symbol, sequence, bids, asks, exchangeMs: 0, _setup.ConnectionOf[symbol.Index], record.NowNs);
        if (outcome == ApplyOutcome.Outdated)
        {
            return;
        }
        if (outcome != ApplyOutcome.Applied)
        {
            _kept[symbol.Index].Clear();
            return;
        }
        long utcUs = UtcUs(symbol, record.NowNs);
        _file.WriteReply(
            utcUs,
            "GET /api/v3/market/orderbook/level2?symbol=" + NameOf(symbol),
            _messages.Snapshot(sequence, bids, asks));
        foreach (KeptMessage kept in _kept[symbol.Index])
        {
            if (kept.SequenceEnd > sequence)
            {
                _file.WriteMessage(utcUs, kept.Message);
            }
        }
        _kept[symbol.Index].Clear();
    }

    private void TakeChanges(
        SymbolId symbol, ApplyOutcome outcome, long sequenceEnd, ReadOnlySpan<byte> message, long nowNs)
    {
        if (outcome is ApplyOutcome.Applied or ApplyOutcome.Confirmed)
        {
            _file.WriteMessage(UtcUs(symbol, nowNs), message);
        }
        Queue<KeptMessage> kept = _kept[symbol.Index];
        if (!_books.NeedsSnapshot(symbol))
        {
            kept.Clear();
            return;
        }
        if (kept.Count == KeptMessages)
        {
            kept.Dequeue();
        }
        kept.Enqueue(new KeptMessage(sequenceEnd, message.ToArray()));
    }

    private long UtcUs(SymbolId symbol, long nowNs)
    {
        _isSeen[symbol.Index] = true;
        return (nowNs + _setup.UtcOffsetNs) / 1000;
    }

    private string NameOf(SymbolId symbol) => _setup.Universe.SpecOf(symbol).Name;

    private sealed record KeptMessage(long SequenceEnd, byte[] Message);

    private readonly struct CaptureFeed(CaptureExport export, int connection, long nowNs) : IMarketHandler
    {
        public void OnTop(
            SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence)
        {
            if (export._books.ApplyTop(symbol, in bid, in ask, exchangeMs, sequence, connection, nowNs)
                == ApplyOutcome.Applied)
            {
                export._file.WriteMessage(
                    export.UtcUs(symbol, nowNs),
                    export._messages.Top(export.NameOf(symbol), in bid, in ask, exchangeMs));
            }
        }

        public void OnDepth(
            SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs)
        {
            if (export._books.ApplyDepth(symbol, bids, asks, exchangeMs, connection, nowNs)
                == ApplyOutcome.Applied)
            {
                export._file.WriteMessage(
                    export.UtcUs(symbol, nowNs),
                    export._messages.Depth(export.NameOf(symbol), bids, asks, exchangeMs));
            }
        }

        public void OnChanges(
            SymbolId symbol,
            long sequenceStart,
            long sequenceEnd,
            ReadOnlySpan<LevelChange> bids,
            ReadOnlySpan<LevelChange> asks,
            long exchangeMs)
        {
            ApplyOutcome outcome = export._books.ApplyChanges(
                symbol, sequenceStart, sequenceEnd, bids, asks, exchangeMs, connection, nowNs);
            export.TakeChanges(
                symbol,
                outcome,
                sequenceEnd,
                export._messages.Changes(
                    export.NameOf(symbol), sequenceStart, sequenceEnd, bids, asks, exchangeMs),
                nowNs);
        }
    }
}
