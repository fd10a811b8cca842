using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Microsoft.Win32.SafeHandles;
using Trifuse.Core.Checksums;
using ZstdSharp;

namespace Trifuse.Engine.Tape;

/// <summary>
/// Reads a tape block by block, each verified as a whole before its first record is given out. Allocates
/// nothing per record, and per block only while its buffers still grow.
/// </summary>
public sealed class TapeReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _fileLength;
    private readonly Decompressor _decompressor = new();
    private byte[] _stored = [];
    private byte[] _raw = [];
    private int _rawLength;
    private int _rawOffset;
    private long _offset;
    private uint _nextBlock;

    private TapeReader(SafeFileHandle file, string path, long fileLength)
    {
        _file = file;
        _path = path;
        _fileLength = fileLength;
    }

    /// <summary>The head.</summary>
    public TapeHead Head { get; private set; } = new(0, 0);

    /// <summary>
    /// The trailer, once the last record has been read; null before, and for a tape without one.
    /// </summary>
    public TapeTrailer? Trailer { get; private set; }

    /// <summary>Records read so far.</summary>
    public long Records { get; private set; }

    /// <summary>Inputs missing so far, by the records of kind Dropped.</summary>
    public long Dropped { get; private set; }

    /// <summary>What stopped the reading, if it was not the trailer.</summary>
    public TapeProblem Problem { get; private set; } = TapeProblem.None;

    /// <summary>Opens a tape and reads its head.</summary>
    public static bool TryOpen(
        string path, [NotNullWhen(true)] out TapeReader? reader, out TapeProblem problem)
    {
        reader = null;
        try
        {
            SafeFileHandle file = File.OpenHandle(path);
            var opened = new TapeReader(file, path, RandomAccess.GetLength(file));
            if (opened.TryReadHead())
            {
                reader = opened;
            }
            else
            {
                opened.Dispose();
            }
            problem = opened.Problem;
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = new TapeProblem(
                TapeFault.CannotOpen, $"The tape {path} cannot be opened: {error.Message}");
        }
        return reader is not null;
    }

    /// <summary>
    /// The next record; false at the end: then <see cref="Problem"/> is none and there is a <see
    /// cref="Trailer"/>, or it says what is wrong. Records given out before are whole in either case.
    /// </summary>
    public bool TryRead(out TapeRecord record)
    {
        while (_rawOffset == _rawLength)
        {
            if (!TryNextDataBlock())
            {
                record = default;
                return false;
            }
        }
        TapeRecord.TryDecode(_raw.AsSpan(_rawOffset, _rawLength - _rawOffset), out record);
        _rawOffset += TapeRecord.HeadLength + record.Payload.Length;
        Records++;
        if (record.Kind == TapeKind.Dropped)
        {
            Dropped += record.DroppedCount;
        }
        return true;
    }

    /// <summary>
    /// After the last record: true when a replay may claim to equal the recording run; otherwise the reason
    /// why not, as a sentence.
    /// </summary>
    public bool CanClaimEquality(out string reason)
    {
        reason = (Problem.IsNone, Trailer) switch
        {
            (false, _) => Problem.Message,
            (_, null) => $"The tape {_path} has not been read to its end.",
            (_, { Dropped: > 0 }) => $"The tape {_path} misses {Trailer!.Dropped} inputs that the recorder "
                + "had to drop, so its replay is not the same run.",
            (_, { DecisionHash.IsEmpty: true }) => $"The tape {_path} was recorded without trading: it "
                + "holds no decisions to compare with.",
            _ => "",
        };
        return reason.Length == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _decompressor.Dispose();
    }

    private bool TryReadHead()
    {
        if (!TryReadBlock(out TapeBlock block))
        {
            return false;
        }
        if (block.Kind != TapeBlockKind.Head
            || !TapeHead.TryDecode(_raw.AsSpan(0, _rawLength), out TapeHead? head))
        {
            return Fail(TapeFault.Corrupt, "the head cannot be read");
        }
        Head = head!;
        _rawOffset = _rawLength;
        return true;
    }

    private bool TryNextDataBlock()
    {
        if (!Problem.IsNone || Trailer is not null || !TryReadBlock(out TapeBlock block))
        {
            return false;
        }
        _rawOffset = 0;
        switch (block.Kind)
        {
            case TapeBlockKind.Data when AreRecordsWhole(block.Records):
                return true;
            case TapeBlockKind.Trailer:
                return TryTakeTrailer();
            default:
                return Fail(TapeFault.Corrupt, "its records contradict its header");
        }
    }

    private bool TryTakeTrailer()
    {
        TapeTrailer? trailer = TapeTrailer.Decode(_raw.AsSpan(0, _rawLength));
        _rawOffset = _rawLength;
        if (trailer is null || trailer.Records != Records || trailer.Dropped < Dropped)
        {
            return Fail(TapeFault.Corrupt, "the trailer does not match the records");
        }
        if (_offset != _fileLength)
        {
            return Fail(TapeFault.Corrupt, "there are bytes behind the trailer");
        }
        Trailer = trailer;
        return false;
    }

    private bool AreRecordsWhole(int expected)
    {
        ReadOnlySpan<byte> rest = _raw.AsSpan(0, _rawLength);
        int count = 0;
        while (TapeRecord.TryDecode(rest, out TapeRecord record))
        {
            rest = rest[(TapeRecord.HeadLength + record.Payload.Length)..];
            count++;
        }
        return rest.IsEmpty && count == expected;
    }

    private bool TryReadBlock(out TapeBlock block)
    {
        block = default;
        _rawLength = 0;
        _rawOffset = 0;
        Span<byte> header = stackalloc byte[TapeBlock.HeaderLength];
        if (!TryFill(header, out int got))
        {
            ReadOnlySpan<byte> start = header[..Math.Min(got, TapeBlock.Magic.Length)];
            bool isForeign = _nextBlock == 0 && (got == 0 || !TapeBlock.Magic.StartsWith(start));
            return Problem.IsNone && Fail(isForeign ? TapeFault.NotATape : TapeFault.CutShort, "");
        }
        TapeFault fault = TapeBlock.Decode(header, out block);
        if (fault == TapeFault.WrongVersion && _nextBlock > 0)
        {
            fault = TapeFault.Corrupt;
        }
        if (fault == TapeFault.NotATape && _nextBlock > 0)
        {
            fault = TapeFault.Corrupt;
        }
        if (fault != TapeFault.None)
        {
            return Fail(fault, fault == TapeFault.WrongVersion ? $"{header[8]}" : "its header is damaged");
        }
        if (block.Number != _nextBlock)
        {
            return Fail(TapeFault.Corrupt, $"it carries the number {block.Number}");
        }
        return TryReadStored(block);
    }

    private bool TryReadStored(in TapeBlock block)
    {
        if (block.StoredLength > _fileLength - _offset)
        {
            return Fail(TapeFault.CutShort, "");
        }
        Grow(ref _stored, block.StoredLength);
        Grow(ref _raw, block.RawLength);
        Span<byte> stored = _stored.AsSpan(0, block.StoredLength);
        if (!TryFill(stored, out _))
        {
            return Problem.IsNone && Fail(TapeFault.CutShort, "");
        }
        if (Crc32C.Compute(stored) != block.StoredCrc)
        {
            return Fail(TapeFault.Corrupt, "its content does not match its checksum");
        }
        if (!TryUnpack(stored, block.RawLength))
        {
            return Fail(TapeFault.Corrupt, "its content cannot be decompressed");
        }
        _rawLength = block.RawLength;
        _nextBlock++;
        return true;
    }

    private bool TryUnpack(ReadOnlySpan<byte> stored, int rawLength)
    {
        try
        {
            return _decompressor.TryUnwrap(stored, _raw.AsSpan(0, rawLength), out int length)
                && length == rawLength;
        }
        catch (ZstdException)
        {
            // Only bytes made to mislead get here: the checksum has matched.
            return false;
        }
    }

    private bool TryFill(Span<byte> room, out int got)
    {
        got = 0;
        try
        {
            while (got < room.Length)
            {
                int read = RandomAccess.Read(_file, room[got..], _offset);
                if (read == 0)
                {
                    return false;
                }
                got += read;
                _offset += read;
            }
            return true;
        }
        catch (IOException error)
        {
            Problem = new TapeProblem(
                TapeFault.CannotRead, $"The tape {_path} cannot be read: {error.Message}");
            return false;
        }
    }

    private static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            // In powers of two, so that blocks of almost the same size do not grow it again and again.
            buffer = new byte[BitOperations.RoundUpToPowerOf2((uint)length)];
        }
    }

    private bool Fail(TapeFault fault, string detail)
    {
        string before = $"The {Records} records before are whole.";
        string message = fault switch
        {
            TapeFault.NotATape => $"{_path} is not a tape: it does not begin with TRIFTAPE.",
            TapeFault.WrongVersion =>
                $"The tape {_path} has format version {detail}; this program reads version "
                + $"{TapeBlock.Version}. Use the program that recorded it.",
            TapeFault.CutShort when _nextBlock == 0 => $"The tape {_path} is cut short inside its head: "
                + "nothing of it can be used.",
            TapeFault.CutShort => $"The tape {_path} is cut short: it ends in or before block {_nextBlock} "
                + $"without a trailer, because the recorder was killed or the disk was full. {before} It can "
                + "be replayed, but not compared with the run that recorded it.",
            _ => $"The tape {_path} is corrupted at block {_nextBlock}: {detail}. {before}",
        };
        Problem = new TapeProblem(fault, message);
        return false;
    }
}
