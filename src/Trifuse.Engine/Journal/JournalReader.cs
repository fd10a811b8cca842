using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Trifuse.Engine.Journal;

/// <summary>
/// The committed records of one run, of all its writers, in the order of their sequence. For a journal at
/// rest: a restart's recovery, reports. What a kill left half done at the end is passed over; damage
/// elsewhere is noted with its place, and reading goes on. Allocates.
/// </summary>
public sealed class JournalReader
{
    private readonly List<SegmentStream> _streams = [];
    private readonly List<JournalDamage> _damages = [];
    private readonly string _directory;
    private SegmentStream? _given;
    private long _lastSequence;

    private JournalReader(string directory) => _directory = directory;

    /// <summary>Places that could not be read, so far.</summary>
    public IReadOnlyList<JournalDamage> Damages => _damages;

    /// <summary>Records read so far.</summary>
    public long Records { get; private set; }

    /// <summary>
    /// Numbers without a record, so far. A kill may leave one for each writer; a power cut more, at the end.
    /// </summary>
    public long MissingSequences { get; private set; }

    /// <summary>Records that were begun and never committed.</summary>
    public long TornRecords
    {
        get
        {
            long torn = 0;
            foreach (SegmentStream stream in _streams)
            {
                torn += stream.Torn;
            }
            return torn;
        }
    }

    /// <summary>What stopped the reading before the end, if anything did.</summary>
    public JournalProblem Problem { get; private set; } = JournalProblem.None;

    /// <summary>The runs that have a journal in the directory, ascending.</summary>
    public static bool TryListRuns(string directory, out IReadOnlyList<uint> runs, out JournalProblem problem)
    {
        var found = new SortedSet<uint>();
        problem = JournalProblem.None;
        try
        {
            foreach (string path in Directory.EnumerateFiles(directory))
            {
                if (JournalNames.TryParse(path, out uint run, out _, out _))
                {
                    found.Add(run);
                }
            }
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = new JournalProblem(
                JournalFault.CannotRead, $"The state directory {directory} cannot be read: {error.Message}");
        }
        runs = [.. found];
        return problem.IsNone;
    }

    /// <summary>Opens the journal of a run.</summary>
    public static bool TryOpen(
        string directory, uint run, [NotNullWhen(true)] out JournalReader? reader, out JournalProblem problem)
    {
        reader = null;
        var opened = new JournalReader(directory);
        try
        {
            problem = opened.Find(run);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = new JournalProblem(
                JournalFault.CannotRead, $"The journal in {directory} cannot be read: {error.Message}");
        }
        reader = problem.IsNone ? opened : null;
        return problem.IsNone;
    }

    /// <summary>The next record; false at the end, or when <see cref="Problem"/> says why not.</summary>
    public bool TryRead(out JournalEntry entry)
    {
        entry = default;
        try
        {
            _given?.Advance();
            _given = null;
            long lowest = long.MaxValue;
            foreach (SegmentStream stream in _streams)
            {
                if (stream.TryPeek(out JournalEntry candidate) && candidate.Sequence < lowest)
                {
                    lowest = candidate.Sequence;
                    _given = stream;
                }
            }
            if (_given is null)
            {
                return false;
            }
            _given.TryPeek(out entry);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            Problem = new JournalProblem(
                JournalFault.CannotRead, $"The journal in {_directory} cannot be read: {error.Message}");
            return false;
        }
        Count(entry.Sequence);
        return true;
    }

    private void Count(long sequence)
    {
        Records++;
        if (sequence > _lastSequence)
        {
            MissingSequences += sequence - _lastSequence - 1;
            _lastSequence = sequence;
        }
        else
        {
            _damages.Add(new JournalDamage(
                _directory, 0, $"the sequence number {sequence} comes after {_lastSequence}."));
        }
    }

    private JournalProblem Find(uint run)
    {
        var found = new SortedDictionary<ushort, SortedDictionary<int, string>>();
        foreach (string path in Directory.EnumerateFiles(_directory))
        {
            if (!JournalNames.TryParse(path, out uint fileRun, out ushort writer, out int segment)
                || fileRun != run)
            {
                continue;
            }
            if (HasUnknownVersion(path))
            {
                return new JournalProblem(
                    JournalFault.WrongVersion,
                    $"The journal {path} has a format version that this program does not know; it reads "
                    + $"version {JournalFrame.Version}. Use the program that wrote it.");
            }
            if (!found.TryGetValue(writer, out SortedDictionary<int, string>? segments))
            {
                segments = [];
                found.Add(writer, segments);
            }
            segments[segment] = path;
        }
        foreach ((ushort writer, SortedDictionary<int, string> segments) in found)
        {
            NoteMissing(writer, segments);
            _streams.Add(new SegmentStream(run, writer, [.. segments.Values], _damages));
        }
        return _streams.Count > 0
            ? JournalProblem.None
            : new JournalProblem(
                JournalFault.NoSuchRun, $"There is no journal of run {run} in {_directory}.");
    }

    private void NoteMissing(ushort writer, SortedDictionary<int, string> segments)
    {
        int expected = 1;
        foreach ((int segment, string path) in segments)
        {
            if (segment != expected)
            {
                _damages.Add(new JournalDamage(
                    path, 0, $"segment {expected} of writer {writer}, which comes before it, is missing."));
            }
            expected = segment + 1;
        }
    }

    private static bool HasUnknownVersion(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        Span<byte> header = stackalloc byte[JournalFrame.Length];
        return RandomAccess.Read(file, header, 0) == header.Length
            && JournalFrame.Read(header, out _) == JournalSlot.WrongVersion;
    }
}
