namespace Trifuse.Engine;

/// <summary>Which exceptions of the file classes are the world's doing, to be turned into values.</summary>
internal static class FileErrors
{
    /// <summary>True for a missing or forbidden file, a full or broken disk, an impossible path.</summary>
    public static bool Includes(Exception error) =>
        error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;
}
