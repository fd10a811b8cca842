namespace Trifuse.Net.Linux;

/// <summary>
/// Makes names durable: a file that was made or renamed is on the disk only when its directory is.
/// </summary>
public static class DirectorySync
{
    /// <summary>Waits until the directory's entries are on the disk.</summary>
    public static SysResult Sync(string directory)
    {
        SysResult opened = SysResult.From(
            Libc.Open(directory, Libc.OpenReadOnly | Libc.OpenCloseOnExec, mode: 0));
        if (opened.IsError)
        {
            return opened;
        }
        SysResult result = SysResult.From(Libc.FlushData((int)opened.Value));
        _ = Libc.Close((int)opened.Value);
        return result;
    }
}
