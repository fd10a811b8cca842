using Trifuse.Net.Linux;

namespace Trifuse.Engine.Start;

/// <summary>
/// The kill switch as a file: while it exists, no new cascade is opened. Looking allocates nothing.
/// </summary>
internal sealed class KillFile
{
    private readonly byte[]? _path;

    /// <summary>An empty path means that there is no such file.</summary>
    public KillFile(string path)
    {
        if (path.Length > 0)
        {
            _path = new byte[System.Text.Encoding.UTF8.GetByteCount(path) + 1];
            System.Text.Encoding.UTF8.GetBytes(path, _path);
        }
    }

    /// <summary>True while the file exists.</summary>
    public bool Exists() => _path is not null && FilePresence.Exists(_path);
}
