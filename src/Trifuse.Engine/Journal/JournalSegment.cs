using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>
/// One file of the journal in memory, its disk space and pages taken beforehand. Appended to by its writer,
/// flushed and closed by the scribe.
/// </summary>
internal sealed class JournalSegment : IDisposable
{
    private readonly MappedFile _file;
    private int _used;
    private int _flushed;

    public JournalSegment(MappedFile file, uint run, ushort writer, int number, long nowNs, long utcNs)
    {
        _file = file;
        Capacity = file.Length / JournalFrame.Length;
        Span<byte> payload = stackalloc byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(payload, number);
        JournalFrame.Write(
            file.Bytes, JournalFrame.HeaderKind, run, writer, sequence: 0, nowNs, utcNs, payload);
        _used = 1;
    }

    /// <summary>Slots, the header's included.</summary>
    public int Capacity { get; }

    /// <summary>Slots that can still be written.</summary>
    public int Free => Capacity - Volatile.Read(ref _used);

    /// <summary>The writer: the next slot, to be filled and then <see cref="Advance"/>d over.</summary>
    public Span<byte> NextSlot() => _file.Bytes.Slice(_used * JournalFrame.Length, JournalFrame.Length);

    /// <summary>The writer: the slot is filled.</summary>
    public void Advance() => Volatile.Write(ref _used, _used + 1);

    /// <summary>The scribe: waits until what was written since the last time is on the disk.</summary>
    public SysResult Flush()
    {
        int used = Volatile.Read(ref _used);
        if (used == _flushed)
        {
            return SysResult.Ok;
        }
        SysResult result = _file.Flush(
            _flushed * JournalFrame.Length, (used - _flushed) * JournalFrame.Length);
        _flushed = result.IsOk ? used : _flushed;
        return result;
    }

    /// <summary>
    /// The scribe, when the writing thread has ended: cuts off what was not used and closes the file.
    /// </summary>
    public void CloseAtEnd() => _ = _file.CloseAt(Volatile.Read(ref _used) * JournalFrame.Length);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
