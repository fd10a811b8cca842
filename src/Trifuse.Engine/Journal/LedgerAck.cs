using System.Globalization;
using System.Text;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>
/// Which segments the ledger has read to their end and stored: the file ledger.ack in the state directory,
/// written by the companion, read by the engine before it deletes a segment. Text, one line for each segment
/// that is still there: "run writer segment slots", under the heading "trifuse-ledger-ack 1". It is replaced
/// as a whole, so a reader never sees half of it.
/// </summary>
public sealed class LedgerAck
{
    /// <summary>The file's name.</summary>
    public const string FileName = "ledger.ack";

    private const string Heading = "trifuse-ledger-ack 1";

    private readonly Dictionary<SegmentName, int> _segments = [];

    /// <summary>How many segments are acknowledged.</summary>
    public int Count => _segments.Count;

    /// <summary>
    /// Reads it. A file that is missing acknowledges nothing; one that is damaged or of another version
    /// acknowledges nothing either and says so in <paramref name="problem"/>.
    /// </summary>
    public static LedgerAck Read(string directory, out JournalProblem problem)
    {
        var ack = new LedgerAck();
        problem = JournalProblem.None;
        string path = Path.Combine(directory, FileName);
        try
        {
            if (File.Exists(path) && !ack.TryParse(File.ReadAllText(path)))
            {
                ack._segments.Clear();
                problem = new JournalProblem(
                    JournalFault.Damaged,
                    $"{path} is not a ledger's acknowledgement that this version can read; no segment of the "
                    + "journal is deleted. Delete the file: the companion writes it anew.");
            }
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = new JournalProblem(JournalFault.CannotRead, $"{path} cannot be read: {error.Message}");
        }
        return ack;
    }

    /// <summary>True when the ledger has all records of the segment and none will be added to it.</summary>
    public bool Includes(SegmentName segment) => _segments.ContainsKey(segment);

    /// <summary>
    /// Replaces the file by these segments. Those that have not ended are left out, and those with places
    /// that could not be read: they are evidence.
    /// </summary>
    public static bool TryWrite(
        string directory, IEnumerable<JournalPosition> positions, out JournalProblem problem)
    {
        var text = new StringBuilder(Heading).Append('\n');
        foreach (JournalPosition position in positions.Where(static p => p.IsEnded && !p.IsDamaged))
        {
            SegmentName name = position.Name;
            text.Append(
                CultureInfo.InvariantCulture, $"{name.Run} {name.Writer} {name.Segment} {position.Slots}\n");
        }
        string path = Path.Combine(directory, FileName);
        string fresh = path + ".new";
        SysResult result = FileDescriptor.TryOpen(
            fresh, FileOpenMode.Truncate, Output.LineSink.OwnerOnly, out FileDescriptor? file);
        if (file is not null)
        {
            result = file.Write(Encoding.ASCII.GetBytes(text.ToString()));
            result = result.IsOk ? file.Sync() : result;
            file.Dispose();
        }
        string cause = result.IsOk ? Replace(fresh, path) : result.Describe();
        problem = cause.Length == 0
            ? JournalProblem.None
            : new JournalProblem(
                JournalFault.CannotWrite,
                $"{path} cannot be written: {cause}. The journal keeps its segments until it can.");
        return problem.IsNone;
    }

    private static string Replace(string fresh, string path)
    {
        try
        {
            File.Move(fresh, path, overwrite: true);
            return "";
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            return error.Message;
        }
    }

    private bool TryParse(string text)
    {
        string[] lines = text.Split('\n');
        // The line break at the end shows that nothing is missing.
        if (lines.Length < 2 || lines[0] != Heading || lines[^1].Length > 0)
        {
            return false;
        }
        foreach (string line in lines[1..^1])
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 4
                || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint run)
                || !ushort.TryParse(
                    parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort writer)
                || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int segment)
                || !int.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out int slots))
            {
                return false;
            }
            _segments[new SegmentName(run, writer, segment)] = slots;
        }
        return true;
    }
}
