using System.Diagnostics.CodeAnalysis;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>
/// Keeps a second companion away from a state directory for as long as this object lives. The kernel's lock:
/// it ends with the process, however that ends.
/// </summary>
public sealed class CompanionLock : IDisposable
{
    private const string LockName = "ledger.lock";

    private readonly FileDescriptor _lock;

    private CompanionLock(FileDescriptor lockFile) => _lock = lockFile;

    /// <summary>Takes the lock of an existing state directory.</summary>
    public static bool TryTake(
        string directory, [NotNullWhen(true)] out CompanionLock? taken, out JournalProblem problem)
    {
        taken = null;
        string path = Path.Combine(directory, LockName);
        SysResult result = FileDescriptor.TryOpen(
            path, FileOpenMode.Append, Output.LineSink.OwnerOnly, out FileDescriptor? file);
        if (file is null)
        {
            problem = new JournalProblem(
                JournalFault.CannotOpen,
                $"The state directory {directory} has no journal to read: {path} cannot be opened: "
                + $"{result.Describe()}. Check engine.state_dir.");
            return false;
        }
        result = file.TryLock();
        if (result.IsError)
        {
            file.Dispose();
            problem = new JournalProblem(
                JournalFault.Locked,
                $"Another companion keeps the ledger of {directory} ({result.Describe()}). A run has started "
                + "it; end that one first, or leave the ledger to it.");
            return false;
        }
        problem = JournalProblem.None;
        taken = new CompanionLock(file);
        return true;
    }

    /// <summary>Gives the directory free.</summary>
    public void Dispose() => _lock.Dispose();
}
