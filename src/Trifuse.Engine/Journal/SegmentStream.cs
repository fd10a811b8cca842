using Microsoft.Win32.SafeHandles;

namespace Trifuse.Engine.Journal;

/// <summary>The committed records of one writer, segment after segment.</summary>
internal sealed class SegmentStream(uint run, ushort writer, List<string> paths, List<JournalDamage> damages)
{
    private byte[] _bytes = [];
    private int _slots;
    private int _lastCommitted = -1;
    private int _slot;
    private int _path = -1;

    /// <summary>
    /// Records that were begun and never committed, at the end of a segment: what a kill leaves.
    /// </summary>
    public long Torn { get; private set; }

    /// <summary>
    /// The next whole record, which stays until <see cref="Advance"/>; damage on the way is noted.
    /// </summary>
    public bool TryPeek(out JournalEntry entry)
    {
        while (true)
        {
            while (_slot <= _lastCommitted)
            {
                JournalSlot state = JournalFrame.Read(SlotBytes(_slot), out entry);
                if (state == JournalSlot.Whole && Belongs(entry))
                {
                    if (entry.Kind != JournalFrame.HeaderKind)
                    {
                        return true;
                    }
                }
                else
                {
                    Note(state);
                }
                _slot++;
            }
            if (!TryNextSegment())
            {
                entry = default;
                return false;
            }
        }
    }

    /// <summary>Goes past the record that was peeked.</summary>
    public void Advance() => _slot++;

    private bool Belongs(in JournalEntry entry) => entry.Run == run && entry.Writer == writer;

    private void Note(JournalSlot state)
    {
        string message = state switch
        {
            JournalSlot.Empty => "a record is missing here, later ones are there.",
            JournalSlot.Torn => "a record was not completed here, later ones are there.",
            JournalSlot.Whole => "the record belongs to another run or writer.",
            JournalSlot.WrongVersion => "the record has a format version that this program does not know.",
            _ => "the record does not match its checksum.",
        };
        damages.Add(new JournalDamage(paths[_path], (long)_slot * JournalFrame.Length, message));
    }

    private bool TryNextSegment()
    {
        int unused = _slots - 1 - _lastCommitted;
        int from = _path;
        while (++_path < paths.Count)
        {
            Load(paths[_path]);
            if (_lastCommitted < 1)
            {
                // Made ahead and not used: no records, and none are missing.
                continue;
            }
            if (from >= 0 && unused > 0)
            {
                damages.Add(new JournalDamage(
                    paths[from],
                    0,
                    $"{unused} records are missing at the end, though a later segment has some."));
            }
            return true;
        }
        return false;
    }

    private void Load(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        int length = (int)Math.Min(RandomAccess.GetLength(file), int.MaxValue / 2);
        if (_bytes.Length < length)
        {
            _bytes = new byte[length];
        }
        int got = 0;
        while (got < length)
        {
            int read = RandomAccess.Read(file, _bytes.AsSpan(got, length - got), got);
            if (read == 0)
            {
                break;
            }
            got += read;
        }
        _slots = got / JournalFrame.Length;
        _slot = 0;
        _lastCommitted = -1;
        int torn = 0;
        for (int i = 0; i < _slots; i++)
        {
            switch (JournalFrame.Read(SlotBytes(i), out _))
            {
                case JournalSlot.Empty:
                    break;
                case JournalSlot.Torn:
                    torn++;
                    break;
                default:
                    _lastCommitted = i;
                    torn = 0;
                    break;
            }
        }
        Torn += torn + (got % JournalFrame.Length == 0 ? 0 : 1);
    }

    private ReadOnlySpan<byte> SlotBytes(int slot) =>
        _bytes.AsSpan(slot * JournalFrame.Length, JournalFrame.Length);
}
