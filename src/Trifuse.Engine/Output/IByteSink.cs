using Trifuse.Net.Linux;

namespace Trifuse.Engine.Output;

/// <summary>
/// Where bytes leave the process: a file, a pipe, a terminal. Errors are values; tests make them happen.
/// </summary>
public interface IByteSink
{
    /// <summary>
    /// Writes the bytes. On an error the result is the errno and <paramref name="written"/> says how many
    /// bytes went out before it.
    /// </summary>
    SysResult Write(ReadOnlySpan<byte> bytes, out int written);

    /// <summary>Waits until it takes bytes again, at most this long; false when it does not.</summary>
    bool WaitWritable(int timeoutMs);

    /// <summary>Waits until what was written is on the disk; an error for pipes, which have none.</summary>
    SysResult Sync();

    /// <summary>Closes it; writing afterwards is an error.</summary>
    void Close();
}
