using Microsoft.Win32.SafeHandles;
using Trifuse.Engine.Journal;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// The disk space of earlier runs' journals. A killed run leaves its segments at full size: their unused
/// ends are cut off. Above a size limit the oldest runs are deleted, but only whole runs that are settled,
/// and with a ledger only those that it has acknowledged. Called at the start, when everything is settled.
/// </summary>
internal sealed class JournalSpace(string directory, uint current)
{
    private const int BlockBytes = 64 * 1024;

    private readonly SortedDictionary<uint, List<string>> _runs = [];

    /// <summary>Runs that were deleted.</summary>
    public int Deleted { get; private set; }

    /// <summary>
    /// Cuts and deletes down to so many bytes; what the operator should know, or empty.
    /// </summary>
    public string Reclaim(bool hasLedger, long keepBytes)
    {
        try
        {
            return Reclaim(hasLedger ? LedgerAck.Read(directory, out _) : null, keepBytes);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            return $"Old journals in {directory} cannot be cut or deleted: {error.Message}";
        }
    }

    private string Reclaim(LedgerAck? ack, long keepBytes)
    {
        long total = 0;
        foreach (string path in Directory.EnumerateFiles(directory))
        {
            if (!JournalNames.TryParse(path, out uint run, out _, out _) || run == current)
            {
                continue;
            }
            if (!_runs.TryGetValue(run, out List<string>? paths))
            {
                _runs.Add(run, paths = []);
            }
            paths.Add(path);
            total += Cut(path);
        }
        foreach (List<string> paths in _runs.Values)
        {
            if (total <= keepBytes)
            {
                return "";
            }
            if (ack is not null && !paths.TrueForAll(path => IsRead(path, ack)))
            {
                break;
            }
            foreach (string path in paths)
            {
                total -= new FileInfo(path).Length;
                File.Delete(path);
            }
            Deleted++;
        }
        return total <= keepBytes
            ? ""
            : $"The journals in {directory} take {total / 1_048_576} MB (journal.keep_mb is "
                + $"{keepBytes / 1_048_576}), and the ledger has not taken the oldest yet: see that the "
                + "companion runs, or run `trifuse ledger`.";
    }

    private static bool IsRead(string path, LedgerAck ack)
    {
        bool isTaken = JournalNames.TryParse(path, out uint run, out ushort writer, out int segment)
            && ack.Includes(new SegmentName(run, writer, segment));
        return isTaken || new FileInfo(path).Length <= JournalFrame.Length;
    }

    /// <summary>
    /// Leaves the header and everything up to the last slot that was begun; the new length.
    /// </summary>
    private static long Cut(string path)
    {
        using SafeFileHandle file = File.OpenHandle(
            path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        long length = RandomAccess.GetLength(file);
        long used = length;
        byte[] block = new byte[BlockBytes];
        while (used > JournalFrame.Length)
        {
            long start = Math.Max(0, used - BlockBytes);
            int got = RandomAccess.Read(file, block.AsSpan(0, (int)(used - start)), start);
            int last = block.AsSpan(0, got).LastIndexOfAnyExcept((byte)0);
            if (last >= 0)
            {
                used = start + last + 1;
                break;
            }
            used = start;
        }
        long slots = Math.Max(1, (used + JournalFrame.Length - 1) / JournalFrame.Length);
        used = slots * JournalFrame.Length;
        if (used >= length)
        {
            return length;
        }
        RandomAccess.SetLength(file, used);
        return used;
    }
}
