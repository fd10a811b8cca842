using System.CommandLine;
using System.CommandLine.Parsing;
using Trifuse.Cli.Ledger;
using Trifuse.Engine.Config;
using Trifuse.Engine.Output;
using Trifuse.Ledger;
using Trifuse.Ledger.Reading;
using Trifuse.Ledger.Store;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `verify`: whether the report log is as it was written.</summary>
internal static class VerifyCommand
{
    private const int Shown = 5;

    private static readonly Argument<string?> LogFile = new("log")
    {
        Description = "The report log. Default: report.file of the config.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "What was found as one JSON object.",
    };

    public static Command Create()
    {
        var command = new Command(
            "verify",
            "Check the hash chain of the report log: whether a line was changed, removed or put in. Where "
            + "the ledger is there, also whether each of its cascades has a line, which shows an end that "
            + "was cut off. Exit code 1 when something is wrong.");
        command.Add(LogFile);
        command.Add(Json);
        return ConfigOptions.Serve(command, Run);
    }

    private static int Run(ParseResult parsed, EngineConfig config)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        string path = parsed.GetValue(LogFile) ?? config.Report.File;
        if (path.Length == 0)
        {
            return Failure.Say(
                error, "there is no report log", "verify", "name one, or set report.file", ExitCode.BadInput);
        }
        ReportLogCheck? check = ReportLogCheck.TryRead(path, out string problem);
        if (check is null)
        {
            return Failure.Say(error, problem, ExitCode.Failed);
        }
        LogAgainstLedger? ledger = CompareWithLedger(config, check, error, out int exitCode);
        if (ledger is null && exitCode != ExitCode.Done)
        {
            return exitCode;
        }
        List<string> faults = [.. check.Breaks];
        if (check.Doubles > 0)
        {
            faults.Add($"{check.Doubles} cascades have more than one line");
        }
        if (ledger is { Missing.Count: > 0 })
        {
            faults.Add(
                $"{ledger.Missing.Count} cascades of the ledger have no line: {ListOf(ledger.Missing)}");
        }
        Say(parsed, path, check, ledger, faults);
        foreach (string fault in faults)
        {
            Failure.Say(error, $"{path}: {fault}", ExitCode.Failed);
        }
        return faults.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    // Null with exit code Done: there is no ledger to compare with.
    private static LogAgainstLedger? CompareWithLedger(
        EngineConfig config, ReportLogCheck check, TextWriter error, out int exitCode)
    {
        exitCode = ExitCode.Done;
        if (!config.Ledger.IsPostgres && !File.Exists(config.Ledger.File))
        {
            return null;
        }
        using LedgerStore? store = LedgerPlace.OpenExisting(config, error, out exitCode);
        if (store is null)
        {
            return null;
        }
        if (!new LedgerReader(store).TryRead(
            new ReportQuery(), out IReadOnlyList<CascadeFacts>? cascades, out LedgerProblem problem))
        {
            exitCode = Failure.Say(error, problem.Message, ExitCode.Failed);
            return null;
        }
        return LogAgainstLedger.Compare(check.Cascades, cascades);
    }

    private static void Say(
        ParseResult parsed,
        string path,
        ReportLogCheck check,
        LogAgainstLedger? ledger,
        List<string> faults)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(SummaryOutput.JsonOf(json =>
            {
                json.WriteString("log", path);
                json.WriteNumber("lines", check.Lines);
                json.WriteNumber("lines_before_the_chain", check.LinesBefore);
                json.WriteNumber("torn_lines", check.TornLines);
                json.WriteBoolean("ends_torn", check.EndsTorn);
                json.WriteString("head", check.Head);
                if (ledger is not null)
                {
                    json.WriteNumber("ledger_cascades", ledger.Compared);
                    json.WriteNumber("missing_at_the_end_of_runs", ledger.MissingAtEnd.Count);
                    json.WriteNumber("cascades_of_later_runs", ledger.LaterRuns);
                }
                json.WriteStartArray("faults");
                faults.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }));
            return;
        }
        output.WriteLine(
            $"{path}: {check.Lines} lines, {check.LinesBefore} of them before the chain begins, "
            + $"{check.TornLines} cut short by a kill; the chain "
            + (check.Breaks.Count == 0 ? "holds" : "is broken") + $", its head is {check.Head}");
        if (check.EndsTorn)
        {
            output.WriteLine($"{path}: the last line is cut short; the next run completes it");
        }
        if (ledger is not null)
        {
            output.WriteLine($"{path}: {ledger.Compared} cascades of the ledger compared");
        }
        if (ledger is { MissingAtEnd.Count: > 0 })
        {
            output.WriteLine(
                $"{path}: at the end of a run {ledger.MissingAtEnd.Count} cascades have no line "
                + $"({ListOf(ledger.MissingAtEnd)}): a kill takes the last lines, and so does "
                + "who cuts them off");
        }
        if (ledger is { LaterRuns: > 0 })
        {
            output.WriteLine(
                $"{path}: {ledger.LaterRuns} cascades of the ledger are of later runs than the last line");
        }
    }

    private static string ListOf(IReadOnlyList<string> cascades) =>
        string.Join(", ", cascades.Take(Shown)) + (cascades.Count > Shown ? ", ..." : "");
}
