namespace Trifuse.Engine.Journal;

/// <summary>
/// Reads the journals of all runs in a state directory, also the one that is being written, from where it was
/// told to resume; never disturbs the writers, and may fall behind or stop as it likes. Records of one writer
/// come in their order; those of different writers in no order that could be relied on. Allocates.
/// </summary>
public sealed class JournalFollower(string directory) : IDisposable
{
    private readonly SortedDictionary<(uint Run, ushort Writer), FollowedStream> _streams = [];
    private readonly Dictionary<SegmentName, JournalPosition> _positions = [];
    private readonly HashSet<SegmentName> _present = [];
    private readonly List<JournalDamage> _damages = [];

    /// <summary>What stopped the last look, if anything did; the next one tries again.</summary>
    public JournalProblem Problem { get; private set; } = JournalProblem.None;

    /// <summary>Segments that are on the disk, with how far each was read.</summary>
    public IEnumerable<JournalPosition> Positions =>
        _positions.Values.Where(p => _present.Contains(p.Name)).OrderBy(static p => p.Name.Run)
            .ThenBy(static p => p.Name.Writer).ThenBy(static p => p.Name.Segment);

    /// <summary>Says how far a segment was read before; before the first look, segments ascending.</summary>
    public void Resume(JournalPosition position)
    {
        StreamOf(position.Name).Resume(position);
        _positions[position.Name] = position;
    }

    /// <summary>
    /// Looks for new segments and runs; false with <see cref="Problem"/> when the directory cannot be read.
    /// </summary>
    public bool Look()
    {
        Problem = JournalProblem.None;
        var segments = new Dictionary<(uint, ushort), List<int>>();
        uint newest = 0;
        _present.Clear();
        try
        {
            foreach (string path in Directory.EnumerateFiles(directory))
            {
                if (!JournalNames.TryParse(path, out uint run, out ushort writer, out int segment))
                {
                    continue;
                }
                newest = Math.Max(newest, run);
                _present.Add(new SegmentName(run, writer, segment));
                if (!segments.TryGetValue((run, writer), out List<int>? of))
                {
                    segments.Add((run, writer), of = []);
                }
                of.Add(segment);
            }
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            Refuse(error);
            return false;
        }
        foreach ((uint run, ushort writer) in segments.Keys)
        {
            _ = StreamOf(new SegmentName(run, writer, 0));
        }
        foreach (((uint run, ushort writer) key, FollowedStream stream) in _streams)
        {
            stream.Refresh(segments.GetValueOrDefault(key) ?? [], isRunOver: key.run < newest);
        }
        return true;
    }

    /// <summary>
    /// Reads up to so many records and hands each to the sink; returns how many there were. Fewer than asked
    /// for: there are no more for now, or <see cref="Problem"/> says what is wrong.
    /// </summary>
    public int Read(int most, IJournalSink sink)
    {
        int count = 0;
        foreach (FollowedStream stream in _streams.Values)
        {
            if (stream.IsEnded || count == most)
            {
                continue;
            }
            try
            {
                count += Read(stream, most - count, sink);
            }
            catch (Exception error) when (FileErrors.Includes(error))
            {
                Refuse(error);
            }
        }
        return count;
    }

    /// <summary>Places that could not be read, since the last time that this was asked.</summary>
    public IReadOnlyList<JournalDamage> TakeDamages()
    {
        JournalDamage[] taken = [.. _damages];
        _damages.Clear();
        return taken;
    }

    /// <summary>Closes its files.</summary>
    public void Dispose()
    {
        foreach (FollowedStream stream in _streams.Values)
        {
            stream.Dispose();
        }
    }

    private int Read(FollowedStream stream, int most, IJournalSink sink)
    {
        int count = 0;
        while (count < most && stream.TryRead(out JournalEntry entry))
        {
            sink.Take(in entry);
            count++;
        }
        foreach (JournalPosition closed in stream.TakeClosed())
        {
            _positions[closed.Name] = closed;
        }
        JournalPosition position = stream.Position;
        if (position.Name.Segment > 0)
        {
            _positions[position.Name] = position;
        }
        if (stream.IsForeign)
        {
            Problem = new JournalProblem(
                JournalFault.WrongVersion,
                $"{Path.Combine(directory, position.Name.ToString())} has records of a format version that "
                + $"this program does not know; it reads version {JournalFrame.Version}. Use the program "
                + "that wrote it.");
        }
        return count;
    }

    private FollowedStream StreamOf(SegmentName name)
    {
        if (!_streams.TryGetValue((name.Run, name.Writer), out FollowedStream? stream))
        {
            stream = new FollowedStream(directory, name.Run, name.Writer, _damages);
            _streams.Add((name.Run, name.Writer), stream);
        }
        return stream;
    }

    private void Refuse(Exception error) => Problem = new JournalProblem(
        JournalFault.CannotRead, $"The journal in {directory} cannot be read: {error.Message}");
}

/// <summary>Takes records as a follower reads them.</summary>
public interface IJournalSink
{
    /// <summary>One record; its payload is valid during the call.</summary>
    void Take(in JournalEntry entry);
}
