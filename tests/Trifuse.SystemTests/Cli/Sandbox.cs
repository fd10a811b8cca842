using Trifuse.Simulator;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// A directory to run the program in, the secrets that it gets, and the rest of its surroundings.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    public Sandbox()
    {
        Path = Directory.CreateTempSubdirectory("trifuse-system-").FullName;
        Temp = File("tmp");
        Directory.CreateDirectory(Temp);
    }

    /// <summary>The working directory.</summary>
    public string Path { get; }

    /// <summary>Where the program puts temporary files.</summary>
    public string Temp { get; }

    /// <summary>The simulator's key, unless a test says otherwise.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal)
    {
        ["TRIFUSE_API_KEY"] = SimulatorOptions.DefaultKey,
        ["TRIFUSE_API_SECRET"] = SimulatorOptions.DefaultSecret,
        ["TRIFUSE_API_PASSPHRASE"] = SimulatorOptions.DefaultPassphrase,
    };

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
