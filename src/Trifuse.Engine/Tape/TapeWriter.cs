using System.Diagnostics.CodeAnalysis;
using Trifuse.Core;
using Trifuse.Core.Checksums;
using Trifuse.Engine.Output;
using Trifuse.Net.Linux;
using ZstdSharp;

namespace Trifuse.Engine.Tape;

/// <summary>
/// The scribe's end of a tape: takes records out of the sink's ring, gathers them in blocks, compresses and
/// writes. An error of the disk ends the tape, is kept in <see cref="Problem"/>, and the engine goes on.
/// Allocates nothing per record or block.
/// </summary>
public sealed class TapeWriter : IDisposable
{
    /// <summary>Raw bytes after which a block is written.</summary>
    public const int DefaultBlockBytes = 1024 * 1024;

    private const int Level = 3;

    private readonly TapeSink _sink;
    private readonly IByteSink _file;
    private readonly string _name;
    private readonly int _blockBytes;
    private readonly Compressor _compressor = new(Level);
    private readonly byte[] _raw;
    private readonly byte[] _stored;
    private int _rawLength;
    private int _rawRecords;
    private uint _nextBlock;
    private bool _isFinished;

    private TapeWriter(IByteSink file, string name, TapeSink sink, int blockBytes)
    {
        _file = file;
        _name = name;
        _sink = sink;
        _blockBytes = blockBytes;
        // Room for a block that is almost full and the longest record on top of it.
        _raw = GC.AllocateArray<byte>(blockBytes + sink.Ring.MaxRecordLength, pinned: true);
        int storedMax = Compressor.GetCompressBound(_raw.Length);
        _stored = GC.AllocateArray<byte>(TapeBlock.HeaderLength + storedMax, pinned: true);
    }

    /// <summary>Records in the blocks written or being gathered.</summary>
    public long Records { get; private set; }

    /// <summary>
    /// Records that were taken from the sink and are not on the tape, because it had failed.
    /// </summary>
    public long Lost { get; private set; }

    /// <summary>Bytes in the file.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>Bytes of the records before compression.</summary>
    public long RawBytes { get; private set; }

    /// <summary>What ended the tape, if anything did.</summary>
    public TapeProblem Problem { get; private set; } = TapeProblem.None;

    /// <summary>Makes the file (an existing one is refused, never overwritten) and writes the head.</summary>
    public static bool TryCreate(
        string path,
        TapeHead head,
        TapeSink sink,
        [NotNullWhen(true)] out TapeWriter? writer,
        out TapeProblem problem,
        int blockBytes = DefaultBlockBytes)
    {
        writer = null;
        SysResult opened = FileDescriptor.TryOpen(
            path, FileOpenMode.CreateNew, LineSink.OwnerOnly, out FileDescriptor? file);
        if (file is null)
        {
            string advice = opened.Errno == Errno.Exists ? " Tapes are never overwritten: name another." : "";
            problem = new TapeProblem(
                TapeFault.CannotOpen, $"The tape {path} cannot be made: {opened.Describe()}.{advice}");
            return false;
        }
        return TryCreate(new DescriptorSink(file), path, head, sink, out writer, out problem, blockBytes);
    }

    internal static bool TryCreate(
        IByteSink file,
        string name,
        TapeHead head,
        TapeSink sink,
        [NotNullWhen(true)] out TapeWriter? writer,
        out TapeProblem problem,
        int blockBytes)
    {
        var result = new TapeWriter(file, name, sink, blockBytes);
        byte[] raw = head.Encode();
        byte[] stored = new byte[TapeBlock.HeaderLength + Compressor.GetCompressBound(raw.Length)];
        bool isWritten = result.WriteBlock(TapeBlockKind.Head, raw, records: 0, stored);
        problem = result.Problem;
        writer = isWritten ? result : null;
        if (!isWritten)
        {
            result.Dispose();
        }
        return isWritten;
    }

    /// <summary>
    /// Takes what waits in the ring, at most one block's worth; returns the number of records.
    /// </summary>
    public int Drain()
    {
        int records = 0;
        while (_sink.Ring.TryPeek(out ReadOnlySpan<byte> record))
        {
            if (Problem.IsNone)
            {
                record.CopyTo(_raw.AsSpan(_rawLength));
                _rawLength += record.Length;
                _rawRecords++;
                Records++;
                RawBytes += record.Length;
            }
            else
            {
                Lost++;
            }
            _sink.Ring.EndRead();
            records++;
            if (_rawLength >= _blockBytes)
            {
                Flush();
                break;
            }
        }
        return records;
    }

    /// <summary>
    /// Writes the block that is being gathered, full or not; false when the tape has failed.
    /// </summary>
    public bool Flush()
    {
        if (_rawLength > 0
            && !WriteBlock(TapeBlockKind.Data, _raw.AsSpan(0, _rawLength), _rawRecords, _stored))
        {
            Lost += _rawRecords;
            Records -= _rawRecords;
        }
        _rawLength = 0;
        _rawRecords = 0;
        return Problem.IsNone;
    }

    /// <summary>
    /// Ends the tape, when the hot thread writes no more: drains, writes the trailer with the run's
    /// decision hash (32 bytes, or empty) and waits for the disk. False when the tape has failed; it then
    /// has no trailer.
    /// </summary>
    public bool Finish(ReadOnlySpan<byte> decisionHash, long decisions)
    {
        Check.That(decisionHash.Length is 0 or TapeTrailer.HashLength);
        Check.That(!_isFinished);
        while (Drain() > 0)
        {
        }
        _isFinished = true;
        if (!Flush())
        {
            return false;
        }
        Span<byte> raw = stackalloc byte[TapeTrailer.Length];
        TapeTrailer.Encode(raw, Records, _sink.Dropped, decisions, decisionHash);
        if (!WriteBlock(TapeBlockKind.Trailer, raw, records: 0, _stored))
        {
            return false;
        }
        SysResult synced = _file.Sync();
        if (synced.IsError)
        {
            Fail(synced);
        }
        return Problem.IsNone;
    }

    /// <summary>Closes the file. Without <see cref="Finish"/> the tape counts as cut short.</summary>
    public void Dispose()
    {
        _sink.Stop();
        _compressor.Dispose();
        _file.Close();
    }

    private bool WriteBlock(TapeBlockKind kind, ReadOnlySpan<byte> raw, int records, byte[] stored)
    {
        Span<byte> room = stored.AsSpan(TapeBlock.HeaderLength);
        int length = _compressor.Wrap(raw, room);
        var block = new TapeBlock(
            kind, _nextBlock, records, raw.Length, length, Crc32C.Compute(room[..length]));
        block.Encode(stored);
        SysResult result = _file.Write(stored.AsSpan(0, TapeBlock.HeaderLength + length), out int written);
        StoredBytes += written;
        if (result.IsError)
        {
            Fail(result);
            return false;
        }
        _nextBlock++;
        return true;
    }

    private void Fail(SysResult result)
    {
        // The hot thread stops filling the ring and counts instead.
        _sink.Stop();
        Problem = new TapeProblem(
            TapeFault.CannotWrite,
            $"The tape {_name} ends at block {_nextBlock}: {result.Describe()}. It can be replayed up to "
            + "there; free the disk and start a new tape.");
    }
}
