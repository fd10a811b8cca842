using System.Diagnostics.CodeAnalysis;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Journal;

/// <summary>Makes the files of segments; tests put a full disk here.</summary>
internal interface ISegmentFiles
{
    /// <summary>Makes, preallocates and maps a new file.</summary>
    SysResult TryCreate(string path, int lengthBytes, [NotNullWhen(true)] out MappedFile? file);
}

/// <summary>The files of a running engine.</summary>
internal sealed class SegmentFiles : ISegmentFiles
{
    public SysResult TryCreate(string path, int lengthBytes, [NotNullWhen(true)] out MappedFile? file)
    {
        SysResult result = MappedFile.TryOpen(
            path, MappedFileMode.CreateNew, lengthBytes, Output.LineSink.OwnerOnly, out file);
        if (result.IsError && result.Errno != Errno.Exists)
        {
            DeleteHalfMade(path);
        }
        return result;
    }

    private static void DeleteHalfMade(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            // The refusal that led here is what gets reported; an empty file left over holds no records.
        }
    }
}
