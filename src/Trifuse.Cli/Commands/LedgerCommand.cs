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
        return ConfigOptions.Serve(command, Run);
    }

    private static int Run(ParseResult parsed, EngineConfig config)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (!LedgerPlace.TryFind(config, out LedgerTarget? target, out LedgerProblem problem))
        {
            return Failure.Say(error, $"ledger: {problem.Message}", ExitCode.BadInput);
        }
        // Not disposed: the end of standard input may still come while the work winds down.
        var parentHasGone = new CancellationTokenSource();
        bool isChild = parsed.GetValue(ExitWithParent);
        // Ctrl-C reaches the whole group: the parent ends in good order, and this process after it. SIGTERM
        // ends it at once, which costs nothing but the time to catch up.
        using PosixSignalRegistration? interrupt = isChild
            ? PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true)
            : null;
        if (isChild)
        {
            ParentWatch.Start(parentHasGone);
        }
        using CompanionLock? taken =
            TakeLock(config, isChild, parentHasGone.Token, out JournalProblem why);
        if (taken is null)
        {
            return Failure.Say(error, $"ledger: {why.Message}", ExitCode.Failed);
        }
        using var companion = new Companion(config, target, error);
        bool isWell = isChild
            ? companion.Follow(parentHasGone.Token)
            : Work(companion, parsed.GetValue(WillFollow));
        if (!isChild)
        {
            Say(parsed, companion, target);
        }
        return isWell ? ExitCode.Done : ExitCode.Failed;
    }

    // After a kill the next run may begin while the companion of the last one still enters what is left.
    private static CompanionLock? TakeLock(
        EngineConfig config, bool mayWait, CancellationToken stop, out JournalProblem problem)
    {
        CompanionLock? taken;
        while (!CompanionLock.TryTake(config.Engine.StateDir, out taken, out problem)
            && mayWait
            && problem.Fault == JournalFault.Locked
            && !stop.WaitHandle.WaitOne(config.Ledger.PollMs))
        {
        }
        return taken;
    }

    private static bool Work(Companion companion, bool willFollow)
    {
        if (!willFollow)
        {
            return companion.CatchUp();
        }
        using var signals = new StopSignals();
        return companion.Follow(signals.Token);
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
