using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>
/// The directory with journal, run number and status of one engine, locked as long as this object lives. The
/// lock is the kernel's: it ends with the process, however that ends.
/// </summary>
public sealed class StateDirectory : IDisposable
{
    private const string LockName = "engine.lock";

    private readonly FileDescriptor _lock;

    private StateDirectory(string path, FileDescriptor lockFile)
    {
        Path = path;
        _lock = lockFile;
    }

    /// <summary>The directory.</summary>
    public string Path { get; }

    /// <summary>Makes the directory (mode 0700) if need be, and locks it.</summary>
    public static bool TryOpen(
        string path, [NotNullWhen(true)] out StateDirectory? directory, out JournalProblem problem)
    {
        directory = null;
        problem = JournalProblem.None;
        try
        {
            Directory.CreateDirectory(
                path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = new JournalProblem(
                JournalFault.CannotOpen, $"The state directory {path} cannot be made: {error.Message}");
            return false;
        }
        string lockPath = System.IO.Path.Combine(path, LockName);
        SysResult opened = FileDescriptor.TryOpen(
            lockPath, FileOpenMode.Append, Output.LineSink.OwnerOnly, out FileDescriptor? file);
        if (file is null)
        {
            problem = new JournalProblem(
                JournalFault.CannotOpen,
                $"The state directory {path} cannot be used, because {lockPath} cannot be opened: "
                + $"{opened.Describe()}.");
            return false;
        }
        SysResult locked = file.TryLock();
        if (locked.IsError)
        {
            file.Dispose();
            problem = DescribeRefusal(path, lockPath, locked);
            return false;
        }
        // For the message of the one that comes second; the lock itself needs no content.
        _ = file.Truncate(0);
        _ = file.Write(Encoding.ASCII.GetBytes(
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        directory = new StateDirectory(path, file);
        return true;
    }

    /// <summary>Gives the directory free.</summary>
    public void Dispose() => _lock.Dispose();

    private static JournalProblem DescribeRefusal(string path, string lockPath, SysResult locked)
    {
        if (locked.Errno != Errno.TryAgain)
        {
            return new JournalProblem(
                JournalFault.CannotOpen,
                $"The state directory {path} cannot be locked: {locked.Describe()}.");
        }
        // The file classes of the runtime ask for a lock of their own to read, and would be refused. The
        // process number is a courtesy; the refusal stands without it.
        string who = "";
        if (MappedFile.TryOpen(lockPath, MappedFileMode.ReadOnly, 0, 0, out MappedFile? file).IsOk)
        {
            using (file)
            {
                who = $" (process {Encoding.ASCII.GetString(file!.Contents).Trim()})";
            }
        }
        return new JournalProblem(
            JournalFault.Locked,
            $"The state directory {path} is in use by another engine{who}. Stop that one, or give this one "
            + "a state directory of its own.");
    }
}
