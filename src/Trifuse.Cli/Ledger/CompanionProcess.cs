using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Trifuse.Engine.Config;

namespace Trifuse.Cli.Ledger;

/// <summary>
/// The companion that `run` starts beside the engine: the same executable with the verb `ledger`. The engine
/// neither waits for it nor looks after it; it ends by itself when the engine's process has ended and all of
/// the journal is in the ledger.
/// </summary>
internal sealed class CompanionProcess : IDisposable
{
    private const int EndLimitMs = 10_000;

    private readonly EngineConfig _config;
    private Process _process;

    private CompanionProcess(EngineConfig config, Process process)
    {
        _config = config;
        _process = process;
    }

    /// <summary>
    /// Null when the configuration wants none, or when it cannot be started, which is told.
    /// </summary>
    public static CompanionProcess? TryStart(EngineConfig config, TextWriter error)
    {
        if (!config.Ledger.Enabled || !config.Journal.Enabled)
        {
            return null;
        }
        try
        {
            return new CompanionProcess(config, Start(config));
        }
        catch (Exception problem) when (problem is Win32Exception or IOException)
        {
            error.WriteLine(
                $"trifuse: note: the ledger's companion cannot be started: {problem.Message}. Trading goes "
                + "on; `trifuse ledger` catches up from the journal.");
            return null;
        }
    }

    /// <summary>
    /// After the engine has ended: lets it catch up, and says what the operator should know. One that was
    /// killed meanwhile (or by a Ctrl-C before it was ready for one) is replaced for that.
    /// </summary>
    public void Finish(TextWriter error)
    {
        int? exitCode = End();
        if (exitCode is not (null or ExitCode.Done))
        {
            error.WriteLine($"trifuse: note: the ledger's companion had ended with code {exitCode}");
            _process.Dispose();
            _process = Start(_config);
            exitCode = End();
        }
        if (exitCode is null)
        {
            error.WriteLine("trifuse: note: the ledger's companion is still catching up; it ends by itself.");
        }
        else if (exitCode != ExitCode.Done)
        {
            error.WriteLine(
                "trifuse: note: the ledger is behind. `trifuse ledger` catches up from the journal.");
        }
    }

    public void Dispose() => _process.Dispose();

    // Tells it that the engine has gone, and gives its exit code; null when it is still at work.
    private int? End()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, and its pipe with it.
        }
        return _process.WaitForExit(EndLimitMs) ? _process.ExitCode : null;
    }

    private static Process Start(EngineConfig config)
    {
        ProcessStartInfo start = OwnProgram.Describe([
            "ledger", "--follow", "--exit-with-parent", "--config", "/dev/null",
            "--set", $"engine.state_dir={config.Engine.StateDir}",
            "--set", $"ledger.store={(config.Ledger.IsPostgres ? "postgres" : "sqlite")}",
            "--set", $"ledger.file={(config.Ledger.IsPostgres ? "" : config.Ledger.File)}",
            "--set", $"ledger.engine={config.Ledger.Engine}",
            "--set", string.Create(CultureInfo.InvariantCulture, $"ledger.poll_ms={config.Ledger.PollMs}"),
        ]);
        // It has no business with the exchange.
        foreach (string name in Secrets.Names)
        {
            start.Environment.Remove(name);
        }
        Process process = Process.Start(start)!;
        StepBack(process);
        return process;
    }

    // The hot thread goes first where there are few processors.
    private static void StepBack(Process process)
    {
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception problem) when (problem is Win32Exception or InvalidOperationException)
        {
            // It has ended already, or the system does not let it: both are told elsewhere or matter little.
        }
    }
}
