using System.Buffers.Binary;
using System.Numerics;

namespace Trifuse.Core.Rings;

/// <summary>
/// A bounded queue of byte records of any length between exactly one writing and one reading thread. Each
/// record is a 4-byte length followed by its bytes, padded to 8; a record never wraps round the end of the
/// buffer.
/// </summary>
public sealed class SpscByteRing
{
    private const int HeaderSize = 4;
    private const int SkipToStart = -1;

    private readonly byte[] _buffer;
    private readonly int _mask;
    private PaddedCursors _cursors;

    /// <summary>
    /// Makes a ring of at least <paramref name="capacityBytes"/> bytes, rounded up to a power of two.
    /// </summary>
    public SpscByteRing(int capacityBytes)
    {
        Check.That(capacityBytes >= 64);
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)capacityBytes);
        _buffer = GC.AllocateArray<byte>(size, pinned: true);
        _mask = size - 1;
    }

    /// <summary>The longest record that can ever be written.</summary>
    public int MaxRecordLength => (_buffer.Length / 2) - HeaderSize;

    /// <summary>Bytes in use, padding included.</summary>
    public int Used => (int)(Volatile.Read(ref _cursors.Tail) - Volatile.Read(ref _cursors.Head));

    /// <summary>
    /// Producer: appends head + body as one record; false when there is no room (nothing is written).
    /// </summary>
    public bool TryWrite(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        int length = head.Length + body.Length;
        if (!TryClaim(length, out long start))
        {
            return false;
        }
        int offset = (int)(start & _mask);
        head.CopyTo(_buffer.AsSpan(offset + HeaderSize));
        body.CopyTo(_buffer.AsSpan(offset + HeaderSize + head.Length));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(offset), length);
        // One store publishes the record together with the skip mark that may stand before it.
        Volatile.Write(ref _cursors.Tail, start + Padded(length));
        return true;
    }

    /// <summary>
    /// Consumer: the oldest record, valid until <see cref="EndRead"/>; false when the ring is empty.
    /// </summary>
    public bool TryPeek(out ReadOnlySpan<byte> record)
    {
        long tail = Volatile.Read(ref _cursors.Tail);
        while (_cursors.Head < tail)
        {
            int offset = (int)(_cursors.Head & _mask);
            int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(offset));
            if (length != SkipToStart)
            {
                record = _buffer.AsSpan(offset + HeaderSize, length);
                return true;
            }
            Volatile.Write(ref _cursors.Head, _cursors.Head + (_buffer.Length - offset));
        }
        record = default;
        return false;
    }

    /// <summary>Consumer: gives the peeked record's room back.</summary>
    public void EndRead()
    {
        int offset = (int)(_cursors.Head & _mask);
        int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(offset));
        Volatile.Write(ref _cursors.Head, _cursors.Head + Padded(length));
    }

    private static int Padded(int length) => (HeaderSize + length + 7) & ~7;

    private bool TryClaim(int length, out long start)
    {
        start = _cursors.Tail;
        if (length > MaxRecordLength)
        {
            return false;
        }
        int needed = Padded(length);
        int offset = (int)(start & _mask);
        int toEnd = _buffer.Length - offset;
        int total = needed <= toEnd ? needed : needed + toEnd;
        if (start + total - _cursors.HeadSeenByProducer > _buffer.Length)
        {
            _cursors.HeadSeenByProducer = Volatile.Read(ref _cursors.Head);
            if (start + total - _cursors.HeadSeenByProducer > _buffer.Length)
            {
                return false;
            }
        }
        if (needed > toEnd)
        {
            BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(offset), SkipToStart);
            start += toEnd;
        }
        return true;
    }
}
