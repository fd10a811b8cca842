using System.Diagnostics.CodeAnalysis;
using Trifuse.Core;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>
/// The scribe's end of the journal: makes the writers, keeps a segment ready ahead of each, flushes, and
/// closes full segments. Making a segment allocates (about a kilobyte a file); flushing does not.
/// </summary>
public sealed class JournalKeeper : IDisposable
{
    private readonly string _directory;
    private readonly uint _run;
    private readonly JournalOptions _options;
    private readonly ISegmentFiles _files;
    private readonly JournalWriter[] _writers;
    private readonly int[] _segments;
    private long _flushAtNs = long.MinValue;
    private long _retryAtNs = long.MinValue;
    private JournalProblem _segmentProblem = JournalProblem.None;
    private JournalProblem _flushProblem = JournalProblem.None;
    private bool _isDisposed;

    private JournalKeeper(
        string directory, uint run, int writers, JournalOptions options, ISegmentFiles files)
    {
        Check.That(writers is > 0 and <= ushort.MaxValue);
        Check.That(options.SegmentBytes >= 4096 && options.SegmentBytes % 4096 == 0);
        _directory = directory;
        _run = run;
        _options = options;
        _files = files;
        _writers = new JournalWriter[writers];
        _segments = new int[writers];
    }

    /// <summary>The counter that all writers share.</summary>
    public JournalSequence Sequence { get; } = new();

    /// <summary>
    /// Why a segment could not be made or flushed; none when all is well. Writers go on while they have room.
    /// </summary>
    public JournalProblem Problem => _segmentProblem.IsNone ? _flushProblem : _segmentProblem;

    /// <summary>The run.</summary>
    public uint Run => _run;

    /// <summary>Makes a journal of this many writers, with the first two segments of each.</summary>
    public static bool TryOpen(
        StateDirectory directory,
        uint run,
        int writers,
        JournalOptions options,
        [NotNullWhen(true)] out JournalKeeper? keeper,
        out JournalProblem problem) =>
        TryOpen(directory.Path, run, writers, options, new SegmentFiles(), out keeper, out problem);

    internal static bool TryOpen(
        string directory,
        uint run,
        int writers,
        JournalOptions options,
        ISegmentFiles files,
        [NotNullWhen(true)] out JournalKeeper? keeper,
        out JournalProblem problem)
    {
        var opened = new JournalKeeper(directory, run, writers, options, files);
        keeper = null;
        for (int i = 0; i < writers; i++)
        {
            if (!opened.TryMake(i, 0, out JournalSegment? first))
            {
                problem = opened.Problem;
                opened.Dispose();
                return false;
            }
            opened._writers[i] = new JournalWriter(run, (ushort)i, opened.Sequence, first);
        }
        opened.SupplyAll(0);
        problem = opened.Problem;
        if (!problem.IsNone)
        {
            opened.Dispose();
            return false;
        }
        keeper = opened;
        return true;
    }

    /// <summary>The writer for one thread, by number from 0 on.</summary>
    public JournalWriter Writer(int index) => _writers[index];

    /// <summary>
    /// One duty cycle: closes full segments, makes new ones ahead, flushes when it is time.
    /// </summary>
    public int DoWork(long nowNs)
    {
        int work = CloseRetired();
        if (nowNs >= _retryAtNs)
        {
            work += SupplyAll(nowNs);
        }
        if (nowNs >= _flushAtNs)
        {
            Flush();
            _flushAtNs = nowNs + _options.FlushIntervalNs;
        }
        return work;
    }

    /// <summary>Waits until everything appended so far is on the disk; false when the disk refuses.</summary>
    public bool Flush()
    {
        bool isOk = true;
        foreach (JournalWriter writer in _writers)
        {
            SysResult result = writer is null ? SysResult.Ok : writer.Current.Flush();
            if (result.IsError)
            {
                isOk = false;
                ReportFlush(result);
            }
        }
        _flushProblem = isOk ? JournalProblem.None : _flushProblem;
        return isOk;
    }

    /// <summary>
    /// Flushes and closes everything; the writing threads have ended. Open segments are cut to what was used;
    /// those that were made ahead and never used are deleted.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        CloseRetired();
        Flush();
        for (int i = 0; i < _writers.Length; i++)
        {
            if (_writers[i] is null)
            {
                continue;
            }
            _writers[i].Current.CloseAtEnd();
            if (_writers[i].TakeUnused() is { } unused)
            {
                unused.Dispose();
                DeleteUnused(i);
            }
        }
    }

    private int CloseRetired()
    {
        int closed = 0;
        foreach (JournalWriter writer in _writers)
        {
            if (writer?.TakeRetired() is { } full)
            {
                SysResult result = full.Flush();
                full.Dispose();
                closed++;
                if (result.IsError)
                {
                    ReportFlush(result);
                }
            }
        }
        return closed;
    }

    private int SupplyAll(long nowNs)
    {
        int made = 0;
        for (int i = 0; i < _writers.Length; i++)
        {
            if (!_writers[i].NeedsSegment)
            {
                continue;
            }
            if (!TryMake(i, nowNs, out JournalSegment? segment))
            {
                _retryAtNs = nowNs + _options.RetryIntervalNs;
                return made;
            }
            _writers[i].Supply(segment);
            _segmentProblem = JournalProblem.None;
            made++;
        }
        return made;
    }

    private bool TryMake(int writer, long nowNs, [NotNullWhen(true)] out JournalSegment? segment)
    {
        segment = null;
        string path = Path.Combine(_directory, JournalNames.Of(_run, writer, _segments[writer] + 1));
        int length = _options.BytesOf(writer);
        SysResult result = _files.TryCreate(path, length, out MappedFile? file);
        if (file is null)
        {
            _segmentProblem = new JournalProblem(
                JournalFault.CannotWrite,
                $"The journal segment {path} of {length} bytes cannot be made: "
                + $"{result.Describe()}. No new cascade opens once the room made before is used up; free "
                + "the disk.");
            return false;
        }
        _segments[writer]++;
        // A flush makes the content durable; the name is the directory's. A directory that cannot be synced
        // leaves the segment usable, and the next flush says what is wrong with the disk.
        _ = DirectorySync.Sync(_directory);
        segment = new JournalSegment(
            file, _run, (ushort)writer, _segments[writer], nowNs, RealtimeClock.NowNs());
        return true;
    }

    private void DeleteUnused(int writer)
    {
        try
        {
            File.Delete(Path.Combine(_directory, JournalNames.Of(_run, writer, _segments[writer])));
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            // An empty segment left behind does no harm: readers find no records in it.
        }
    }

    private void ReportFlush(SysResult result)
    {
        if (_flushProblem.IsNone)
        {
            _flushProblem = new JournalProblem(
                JournalFault.CannotWrite,
                $"The journal in {_directory} cannot be flushed: {result.Describe()}. Check the disk.");
        }
    }
}
