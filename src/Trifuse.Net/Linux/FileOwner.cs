using System.Runtime.InteropServices;

namespace Trifuse.Net.Linux;

/// <summary>Tells who owns an open file, which the runtime library does not.</summary>
public static unsafe partial class FileOwner
{
    private const int AtEmptyPath = 0x1000;
    private const uint StatxUid = 0x8;

    // struct statx is laid out alike on every architecture: 256 bytes, the owner at 20 (linux/stat.h).
    private const int StatxSize = 256;
    private const int UidOffset = 20;

    /// <summary>
    /// True when the effective user of this process owns the file; false when not or when asking failed.
    /// </summary>
    public static bool IsCurrentUser(int fileDescriptor)
    {
        byte* answer = stackalloc byte[StatxSize];
        byte empty = 0;
        int result = statx(fileDescriptor, &empty, AtEmptyPath, StatxUid, answer);
        return result == 0 && *(uint*)(answer + UidOffset) == geteuid();
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statx(int directory, byte* path, int flags, uint mask, byte* answer);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();
}
