using System.Buffers.Binary;
using Trifuse.Core.Rings;

namespace Trifuse.Engine.Tape;

/// <summary>
/// The hot thread's end of a tape: inputs go into a ring that <see cref="TapeWriter"/> empties. Never blocks,
/// never allocates. What finds no room is counted, and a record of kind Dropped marks the place as soon as
/// there is room again.
/// </summary>
public sealed class TapeSink
{
    /// <summary>The ring's default size.</summary>
    public const int DefaultRingBytes = 8 * 1024 * 1024;

    private readonly SpscByteRing _ring;
    private long _dropped;
    private long _droppedUnmarked;
    private bool _isStopped;

    /// <summary>
    /// Makes a sink with a ring of this many bytes; one record may take up to half of them.
    /// </summary>
    public TapeSink(int ringBytes = DefaultRingBytes) => _ring = new SpscByteRing(ringBytes);

    /// <summary>The longest payload that it takes; longer ones are counted as dropped.</summary>
    public int MaxPayloadLength => _ring.MaxRecordLength - TapeRecord.HeadLength;

    /// <summary>Inputs that are not on the tape.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>
    /// True when the writer gave up (a full disk): everything is counted as dropped from then on.
    /// </summary>
    public bool IsStopped => Volatile.Read(ref _isStopped);

    internal SpscByteRing Ring => _ring;

    /// <summary>Takes one input; false when it was dropped and counted.</summary>
    public bool Write(TapeKind kind, ushort channel, long nowNs, ReadOnlySpan<byte> payload)
    {
        if (!IsStopped && (_droppedUnmarked == 0 || TryMarkDropped(nowNs)))
        {
            Span<byte> head = stackalloc byte[TapeRecord.HeadLength];
            TapeRecord.EncodeHead(head, kind, channel, payload.Length, nowNs);
            if (_ring.TryWrite(head, payload))
            {
                return true;
            }
        }
        _droppedUnmarked++;
        Volatile.Write(ref _dropped, _dropped + 1);
        return false;
    }

    internal void Stop() => Volatile.Write(ref _isStopped, true);

    private bool TryMarkDropped(long nowNs)
    {
        Span<byte> record = stackalloc byte[TapeRecord.HeadLength + sizeof(long)];
        TapeRecord.EncodeHead(record, TapeKind.Dropped, channel: 0, sizeof(long), nowNs);
        BinaryPrimitives.WriteInt64LittleEndian(record[TapeRecord.HeadLength..], _droppedUnmarked);
        if (!_ring.TryWrite(record, []))
        {
            return false;
        }
        _droppedUnmarked = 0;
        return true;
    }
}
