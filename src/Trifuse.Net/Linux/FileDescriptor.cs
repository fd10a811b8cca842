namespace Trifuse.Net.Linux;

/// <summary>How <see cref="FileDescriptor.TryOpen"/> opens a file for writing.</summary>
public enum FileOpenMode
{
    /// <summary>Keeps what is there and appends; creates the file if it is missing.</summary>
    Append,

    /// <summary>Creates the file; an existing one is an error (<see cref="Errno.Exists"/>).</summary>
    CreateNew,

    /// <summary>Creates the file or empties an existing one.</summary>
    Truncate,
}

/// <summary>
/// A descriptor that is written without allocation or exceptions: a full disk is the value
/// <see cref="Errno.NoSpace"/>. Owned by one thread.
/// </summary>
public sealed unsafe class FileDescriptor : IDisposable
{
    private readonly bool _isOwned;
    private int _descriptor;

    private FileDescriptor(int descriptor, bool isOwned)
    {
        _descriptor = descriptor;
        _isOwned = isOwned;
    }

    public int Descriptor => _descriptor;

    /// <summary>Standard output; disposing it leaves descriptor 1 open.</summary>
    public static FileDescriptor StandardOutput() => new(1, isOwned: false);

    /// <summary>Standard error; disposing it leaves descriptor 2 open.</summary>
    public static FileDescriptor StandardError() => new(2, isOwned: false);

    /// <summary>
    /// Opens a file for writing. <paramref name="permissions"/> (octal 0600 = 384) count if it is created.
    /// </summary>
    public static SysResult TryOpen(
        string path, FileOpenMode mode, int permissions, out FileDescriptor? file)
    {
        int flags = Libc.OpenWriteOnly | Libc.OpenCreate | Libc.OpenCloseOnExec | mode switch
        {
            FileOpenMode.Append => Libc.OpenAppend,
            FileOpenMode.CreateNew => Libc.OpenExclusive | Libc.OpenAppend,
            _ => Libc.OpenTruncate | Libc.OpenAppend,
        };
        SysResult result = SysResult.From(Libc.Open(path, flags, (uint)permissions));
        file = result.IsOk ? new FileDescriptor((int)result.Value, isOwned: true) : null;
        return result;
    }

    /// <summary>
    /// Writes all bytes. On an error the value is the negative errno and <paramref name="written"/> says how
    /// many bytes went out before it.
    /// </summary>
    public SysResult Write(ReadOnlySpan<byte> bytes, out int written)
    {
        written = 0;
        fixed (byte* pointer = bytes)
        {
            while (written < bytes.Length)
            {
                SysResult result = SysResult.From(
                    Libc.Write(_descriptor, pointer + written, (nuint)(bytes.Length - written)));
                if (result.IsOk)
                {
                    written += (int)result.Value;
                }
                else if (result.Errno != Errno.Interrupted)
                {
                    return result;
                }
            }
        }
        return new SysResult(written);
    }

    /// <summary>Writes all bytes or returns the error that stopped it.</summary>
    public SysResult Write(ReadOnlySpan<byte> bytes) => Write(bytes, out _);

    /// <summary>The length of the file in bytes, or the reason why it has none (a pipe).</summary>
    public SysResult Length() => SysResult.From(Libc.Seek(_descriptor, 0, Libc.SeekEnd));

    /// <summary>Cuts the file to this length, to take back a line that a full disk cut short.</summary>
    public SysResult Truncate(long lengthBytes) => SysResult.From(Libc.Truncate(_descriptor, lengthBytes));

    /// <summary>Waits until the data is on the disk (fdatasync).</summary>
    public SysResult Sync() => SysResult.From(Libc.FlushData(_descriptor));

    /// <summary>
    /// Takes the file's advisory lock without waiting; <see cref="Errno.TryAgain"/> if another process holds
    /// it. The lock ends with the descriptor, also when the process is killed.
    /// </summary>
    public SysResult TryLock() =>
        SysResult.From(Libc.Lock(_descriptor, Libc.LockExclusive | Libc.LockNonBlocking));

    public void Dispose()
    {
        if (_isOwned && _descriptor >= 0)
        {
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
