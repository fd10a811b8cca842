namespace Trifuse.Tests.Engine.Support;

/// <summary>
/// A directory that goes with the test. In memory where the system has such a place: tests that rewrite a
/// file thousands of times would otherwise wait for the disk.
/// </summary>
internal sealed class TempDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    internal TempDirectory()
    {
        Path = System.IO.Path.Combine(Root, "trifuse-test-" + System.IO.Path.GetRandomFileName());
        Directory.CreateDirectory(Path);
    }

    internal string Path { get; }

    private static string Root => Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
