using System.Diagnostics;
using System.Text.Json;

namespace Trifuse.Cli.Demo;

/// <summary>
/// The simulator as a process of its own, made from this same executable; ends with this object.
/// </summary>
internal sealed class SimulatorProcess : IDisposable
{
    private const int ReadyLimitMs = 60_000;
    private const int EndLimitMs = 10_000;

    private readonly Process _process;

    private SimulatorProcess(Process process, Uri url, string world)
    {
        _process = process;
        Url = url;
        World = world;
    }

    /// <summary>Its REST address.</summary>
    public Uri Url { get; }

    /// <summary>What it plays, in its own words.</summary>
    public string World { get; }

    /// <summary>
    /// Starts it and waits until it is ready; null with the reason when it does not come up.
    /// </summary>
    public static SimulatorProcess? TryStart(
        IEnumerable<string> arguments, CancellationToken stop, out string problem)
    {
        ProcessStartInfo start =
            OwnProgram.Describe(["sim", "--ready-json", "--exit-with-parent", .. arguments]);
        start.RedirectStandardOutput = true;
        Process process = Process.Start(start)!;
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        problem = WhyNotReady(line, stop);
        if (problem.Length > 0)
        {
            Kill(process);
            return null;
        }
        using JsonDocument ready = JsonDocument.Parse(line.Result!);
        string url = ready.RootElement.GetProperty("url").GetString()!;
        string world = ready.RootElement.GetProperty("world").GetString()!;
        return new SimulatorProcess(process, new Uri(url), world);
    }

    /// <summary>Asks it to end and gives its summary line; null when it gave none.</summary>
    public string? Stop()
    {
        _process.StandardInput.Close();
        Task<string> rest = _process.StandardOutput.ReadToEndAsync();
        return rest.Wait(EndLimitMs) ? rest.Result.Trim() : null;
    }

    public void Dispose() => Kill(_process);

    private static string WhyNotReady(Task<string?> line, CancellationToken stop)
    {
        try
        {
            if (!line.Wait(ReadyLimitMs, stop))
            {
                return $"The simulator was not ready within {ReadyLimitMs / 1000} s. "
                    + "Is this machine overloaded?";
            }
            return line.Result is null
                ? "The simulator ended before it was ready; its own message is above."
                : "";
        }
        catch (OperationCanceledException)
        {
            return "Stopped before the simulator was up. Nothing was traded.";
        }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
        process.Dispose();
    }
}
