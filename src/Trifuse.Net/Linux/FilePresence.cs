namespace Trifuse.Net.Linux;

/// <summary>Whether a file exists, asked of the kernel without allocating.</summary>
public static unsafe class FilePresence
{
    private const int Existence = 0;

    /// <summary>True when the path (UTF-8, ending in a zero byte) can be found.</summary>
    public static bool Exists(ReadOnlySpan<byte> path)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(path.IndexOf((byte)0), path.Length - 1, nameof(path));
        fixed (byte* start = path)
        {
            return Libc.Access(start, Existence) == 0;
        }
    }
}
