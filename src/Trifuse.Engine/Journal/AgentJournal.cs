using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Journal;

/// <summary>
/// One thread's way to write records: encodes, appends, counts what found no room. Without a journal it does
/// nothing. Used by the thread that owns it and no other; allocates nothing.
/// </summary>
internal sealed class AgentJournal(JournalWriter? writer, long utcOffsetNs)
{
    private readonly byte[] _payload = new byte[JournalRecord.MaxPayload];

    /// <summary>Records that found no room; 0 as long as the scribe keeps up.</summary>
    public long Lost { get; private set; }

    /// <summary>Records that find room for certain; plenty when there is no journal.</summary>
    public int FreeRecords => writer?.FreeRecords ?? int.MaxValue;

    /// <summary>Appends a record; false when it found no room.</summary>
    public bool Append(in JournalRecord record, long nowNs)
    {
        if (writer is null)
        {
            return true;
        }
        int length = JournalCodec.Encode(in record, _payload);
        JournalResult result = writer.TryAppend(
            (ushort)record.Kind, nowNs, nowNs + utcOffsetNs, _payload.AsSpan(0, length));
        bool isWritten = result == JournalResult.Written;
        Lost += isWritten ? 0 : 1;
        return isWritten;
    }
}
