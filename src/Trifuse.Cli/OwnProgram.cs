using System.Diagnostics;

namespace Trifuse.Cli;

/// <summary>This same executable, to be started once more with another verb.</summary>
internal static class OwnProgram
{
    /// <summary>
    /// How to start it: standard input is a pipe whose end tells the child that its parent has gone.
    /// </summary>
    public static ProcessStartInfo Describe(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        // `dotnet trifuse.dll` runs on the shared host, which needs to be told the assembly again.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "trifuse.dll"));
        }
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return start;
    }
}
