using System.CommandLine;
using Trifuse.Cli.Ledger;
using Trifuse.Engine.Config;
using Trifuse.Engine.Start;

namespace Trifuse.Cli;

/// <summary>
/// Builds an engine, runs it until it ends or is told to, and says on standard error what it is doing.
/// </summary>
internal static class EngineRun
{
    /// <summary>
    /// Runs until Ctrl-C or what the configuration says, and prints the summary; returns the exit code.
    /// </summary>
    public static int RunToEnd(
        EngineConfig config, Secrets? secrets, EngineOptions options, InvocationConfiguration console)
    {
        EngineSummary? summary;
        int exitCode;
        using (var signals = new StopSignals())
        {
            summary = Execute(
                config, secrets, options with { Stop = signals.Token }, console.Error, out exitCode);
        }
        if (summary is not null)
        {
            SummaryOutput.Write(summary, options.JsonToStdout, console.Output);
        }
        return exitCode;
    }

    /// <summary>
    /// The run's summary, or null with the exit code when there was no run. The options' stop token ends the
    /// start, the run, whichever is under way.
    /// </summary>
    public static EngineSummary? Execute(
        EngineConfig config, Secrets? secrets, EngineOptions options, TextWriter error, out int exitCode)
    {
        exitCode = ExitCode.Failed;
        using var kill = new KillSignal();
        if (!EngineBuilder.TryBuild(
            config, secrets, options, out TradingEngine? engine, out StartProblem? problem))
        {
            exitCode = problem.IsBadInput ? ExitCode.BadInput : ExitCode.Failed;
            Failure.Say(error, problem.Message, exitCode);
            return null;
        }
        // Before the engine is armed, because starting a process allocates.
        using CompanionProcess? companion =
            options.Mode == RunMode.Record ? null : CompanionProcess.TryStart(config, error);
        EngineSummary? summary = Execute(engine, options, kill, error, out exitCode);
        companion?.Finish(error);
        return summary;
    }

    private static EngineSummary? Execute(
        TradingEngine engine, EngineOptions options, KillSignal kill, TextWriter error, out int exitCode)
    {
        exitCode = ExitCode.Failed;
        using (engine)
        {
            kill.Serve(engine);
            error.WriteLine($"trifuse: {options.Mode.ToString().ToLowerInvariant()}: {engine.Describe()}");
            foreach (string note in engine.Notes)
            {
                error.WriteLine($"trifuse: note: {note}");
            }
            engine.OnReady = () => error.WriteLine("trifuse: the streams are up; Ctrl-C stops in good order");
            using CancellationTokenRegistration stop = options.Stop.Register(engine.Stop);
            EngineSummary? summary = engine.Execute(out StartProblem? problem);
            kill.Serve(null);
            if (summary is null)
            {
                Failure.Say(error, problem!.Message, ExitCode.Failed);
                return null;
            }
            foreach (string trouble in summary.Problems)
            {
                Failure.Say(error, trouble, ExitCode.Failed);
            }
            exitCode = summary.Problems.Count == 0 ? ExitCode.Done : ExitCode.Failed;
            return summary;
        }
    }

    /// <summary>The secrets of the configuration, or null with the exit code.</summary>
    public static Secrets? LoadSecrets(EngineConfig config, TextWriter error, out int exitCode)
    {
        SecretsResult result = SecretsLoader.Load(config.Exchange.SecretsFile);
        exitCode = result.IsValid ? ExitCode.Done : Failure.Say(error, result.Error, ExitCode.BadInput);
        return result.Secrets;
    }
}
