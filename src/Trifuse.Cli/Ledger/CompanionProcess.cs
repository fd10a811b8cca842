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

    private readonly Process _process;

    private CompanionProcess(Process process) => _process = process;

    /// <summary>
    /// Null when the configuration wants none, or when it cannot be started, which is told.
    /// </summary>
    public static CompanionProcess? TryStart(EngineConfig config, TextWriter error)
    {
        if (!config.Ledger.Enabled || !config.Journal.Enabled)
        {
            return null;
        }
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
        try
        {
            return new CompanionProcess(Process.Start(start)!);
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
    /// After the engine has ended: lets it catch up, and says what the operator should know.
    /// </summary>
    public void Finish(TextWriter error)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, and its pipe with it.
        }
        if (!_process.WaitForExit(EndLimitMs))
        {
            error.WriteLine(
                "trifuse: note: the ledger's companion is still catching up; it ends by itself.");
        }
        else if (_process.ExitCode != ExitCode.Done)
        {
            error.WriteLine(
                $"trifuse: note: the ledger's companion ended with code {_process.ExitCode}; the ledger may "
                + "be behind. `trifuse ledger` catches up from the journal.");
        }
    }

    public void Dispose() => _process.Dispose();
}
