using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Trifuse.Cli.Ledger;
using Trifuse.Engine.Config;
using Trifuse.Engine.Journal;
using Trifuse.Ledger;
using Trifuse.Ledger.Store;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `ledger`: the companion that takes the journal into the database.</summary>
internal static class LedgerCommand
{
    private static readonly Option<bool> WillFollow = new("--follow")
    {
        Description =
            "Go on with what the running engine writes, until Ctrl-C. Without it: catch up and end.",
    };

    private static readonly Option<bool> ExitWithParent = new("--exit-with-parent")
    {
        Description = "End when standard input ends and everything is in the ledger, not on Ctrl-C.",
        Hidden = true,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "What was entered as one JSON object.",
    };

    public static Command Create()
    {
        var command = new Command(
            "ledger",
            "Take the journal of engine.state_dir into the ledger: SQLite, or PostgreSQL at "
            + $"{LedgerTarget.Variable} with ledger.store=postgres. `run` starts it by itself; by hand it "
            + "catches up what a companion that was stopped or missing has left. docs/ledger.md has the "
            + "tables.");
        command.Add(WillFollow);
        command.Add(ExitWithParent);
        command.Add(Json);
        ConfigOptions config = new ConfigOptions().AddTo(command);
        command.SetAction(parsed => Run(parsed, config));
        return command;
    }

    private static int Run(ParseResult parsed, ConfigOptions configOptions)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (!configOptions.TryLoad(parsed, [], out EngineConfig? config, out int exitCode))
        {
            return exitCode;
        }
        if (!LedgerPlace.TryFind(config, out LedgerTarget? target, out LedgerProblem problem))
        {
            return Failure.Say(error, $"ledger: {problem.Message}", ExitCode.BadInput);
        }
        if (!CompanionLock.TryTake(config.Engine.StateDir, out CompanionLock? taken, out JournalProblem why))
        {
            return Failure.Say(error, $"ledger: {why.Message}", ExitCode.Failed);
        }
        using (taken)
        using (var companion = new Companion(config, target, error))
        {
            bool isWell = Work(parsed, companion);
            companion.Dispose();
            if (!parsed.GetValue(ExitWithParent))
            {
                Say(parsed, companion, target);
            }
            return isWell ? ExitCode.Done : ExitCode.Failed;
        }
    }

    private static bool Work(ParseResult parsed, Companion companion)
    {
        if (!parsed.GetValue(WillFollow))
        {
            return companion.CatchUp();
        }
        if (!parsed.GetValue(ExitWithParent))
        {
            using var signals = new StopSignals();
            return companion.Follow(signals.Token);
        }
        // Ctrl-C reaches the whole group: the parent ends in good order, and this process after it. SIGTERM
        // ends it at once, which costs nothing but the time to catch up.
        using PosixSignalRegistration interrupt =
            PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        // Not disposed: the end of standard input may still come while the work winds down.
        var stop = new CancellationTokenSource();
        ParentWatch.Start(stop);
        return companion.Follow(stop.Token);
    }

    private static void Say(ParseResult parsed, Companion companion, LedgerTarget target)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(SummaryOutput.JsonOf(json =>
            {
                json.WriteString("ledger", target.File ?? "postgres");
                json.WriteString("engine", target.Engine);
                json.WriteNumber("records", companion.Records);
                json.WriteNumber("unknown_records", companion.UnknownRecords);
                json.WriteNumber("damages", companion.Damages);
            }));
            return;
        }
        output.WriteLine(
            $"{target.Name}: {companion.Records} records entered, {companion.UnknownRecords} of kinds "
            + $"unknown here, {companion.Damages} places of the journal could not be read");
    }
}
