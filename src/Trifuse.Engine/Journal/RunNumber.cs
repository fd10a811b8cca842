using System.Globalization;
using System.Text;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>
/// The number of a run, first part of every client order id: never the same twice, or an order of an
/// earlier run would be taken for one of this run. It is on the disk before the first order.
/// </summary>
public static class RunNumber
{
    private const string FileName = "run.number";

    /// <summary>
    /// Takes the next number: above the last one, above every run that has a journal here, and at least the
    /// current time in seconds, so that even a lost directory repeats none.
    /// </summary>
    public static bool TryNext(
        StateDirectory directory, long utcSeconds, out uint run, out JournalProblem problem)
    {
        run = 0;
        string path = Path.Combine(directory.Path, FileName);
        try
        {
            if (!TryLast(path, out long last))
            {
                problem = new JournalProblem(
                    JournalFault.Damaged,
                    $"{path} does not hold a number. Delete it: the next run number is then taken from the "
                    + "clock and the journals beside it.");
                return false;
            }
            foreach (string file in Directory.EnumerateFiles(directory.Path))
            {
                last = JournalNames.TryParse(file, out uint journalRun, out _, out _)
                    ? Math.Max(last, journalRun)
                    : last;
            }
            long next = Math.Max(last + 1, utcSeconds);
            if (next is <= 0 or > uint.MaxValue)
            {
                problem = new JournalProblem(
                    JournalFault.Damaged,
                    $"The run number {next} after {path} is out of range. Check the clock.");
                return false;
            }
            run = (uint)next;
            return TryPersist(directory.Path, path, run, out problem);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = new JournalProblem(
                JournalFault.CannotOpen, $"The run number cannot be taken from {path}: {error.Message}");
            return false;
        }
    }

    private static bool TryLast(string path, out long last)
    {
        last = 0;
        if (!File.Exists(path))
        {
            return true;
        }
        string text = File.ReadAllText(path).Trim();
        bool isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number);
        last = number;
        return isNumber;
    }

    private static bool TryPersist(string directory, string path, uint run, out JournalProblem problem)
    {
        string fresh = path + ".new";
        SysResult result = FileDescriptor.TryOpen(
            fresh, FileOpenMode.Truncate, Output.LineSink.OwnerOnly, out FileDescriptor? file);
        if (file is not null)
        {
            result = file.Write(Encoding.ASCII.GetBytes(run.ToString(CultureInfo.InvariantCulture) + "\n"));
            result = result.IsOk ? file.Sync() : result;
            file.Dispose();
        }
        if (result.IsOk)
        {
            File.Move(fresh, path, overwrite: true);
            // The new name too has to be on the disk before an order carries the number.
            result = DirectorySync.Sync(directory);
        }
        problem = result.IsOk
            ? JournalProblem.None
            : new JournalProblem(
                JournalFault.CannotWrite,
                $"The run number cannot be written to {path}: {result.Describe()}.");
        return result.IsOk;
    }
}
