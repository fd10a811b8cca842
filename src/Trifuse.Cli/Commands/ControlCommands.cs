using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Trifuse.Core.Text;
using Trifuse.Engine.Config;
using Trifuse.Engine.Control;

namespace Trifuse.Cli.Commands;

/// <summary>
/// The verbs `kill`, `drain`, `resume` and `status`: they talk to the engine of a state directory through its
/// control page, or change the page for the next start where no engine runs.
/// </summary>
internal sealed class ControlCommands
{
    private readonly ControlVerb _verb;
    private readonly ConfigOptions _config = new();

    private readonly Option<string?> _directory = new("--state-dir", "-d")
    {
        Description = "The engine's state directory; the config is not read then. Default: as configured.",
        HelpName = "directory",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "The answer as one JSON object.",
    };

    private ControlCommands(ControlVerb verb) => _verb = verb;

    /// <summary>All four.</summary>
    public static Command[] Create() =>
    [
        new ControlCommands(ControlVerb.Kill).Make(
            "kill",
            "Stop trading now: no new cascade is opened, open ones stop between two orders by the config's "
            + "policy. Stays so, also over a restart, until `trifuse resume`. SIGUSR1 to the engine does the "
            + "same."),
        new ControlCommands(ControlVerb.Drain).Make(
            "drain",
            "Open no new cascades; those under way go on to their end. Stays so, also over a restart, until "
            + "`trifuse resume`."),
        new ControlCommands(ControlVerb.Resume).Make(
            "resume",
            "Let the engine trade again: says what had tripped and why, and clears it. The day's results are "
            + "counted anew where the daily loss had tripped; symbols that the engine took off are on "
            + "again."),
        new ControlCommands(ControlVerb.None).Make(
            "status",
            "Say whether an engine runs, what it has open, the day's results, and what has tripped."),
    ];

    private Command Make(string name, string description)
    {
        var command = new Command(name, description);
        command.Add(_directory);
        command.Add(_json);
        _config.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        string? directory = parsed.GetValue(_directory);
        if (directory is null)
        {
            if (!_config.TryLoad(parsed, [], out EngineConfig? config, out int badConfig))
            {
                return badConfig;
            }
            directory = config.Engine.StateDir;
        }
        ControlOutcome outcome = _verb == ControlVerb.None
            ? RemoteControl.Look(directory)
            : RemoteControl.Send(directory, _verb);
        if (outcome.Problem is not null)
        {
            return Failure.Say(error, outcome.Problem, ExitCode.Failed);
        }
        if (parsed.GetValue(_json))
        {
            output.WriteLine(SummaryOutput.JsonOf(json => WriteMembers(outcome, json)));
        }
        else
        {
            WriteText(outcome, output);
        }
        return ExitCode.Done;
    }

    private void WriteText(ControlOutcome outcome, TextWriter output)
    {
        ControlState before = outcome.Before!;
        string open = outcome.WasRunning
            ? $"{before.OpenCascades} cascades were open"
            : "no engine is running";
        switch (_verb)
        {
            case ControlVerb.Kill:
            case ControlVerb.Drain:
                output.WriteLine(
                    $"No new cascade is opened from now on ({open}); `trifuse resume` lets it go on.");
                break;
            case ControlVerb.Resume:
                foreach (TrippedBreaker breaker in before.Tripped)
                {
                    output.WriteLine($"Had tripped: {Describe(breaker)}");
                }
                output.WriteLine(before.Tripped.Count == 0
                    ? $"Nothing had tripped ({open})."
                    : outcome.WasRunning
                        ? "Cleared: new cascades may be opened again."
                        : "Cleared: the next start may trade (no engine is running).");
                break;
            default:
                WriteStatus(outcome, output);
                break;
        }
    }

    private static void WriteStatus(ControlOutcome outcome, TextWriter output)
    {
        ControlState state = outcome.After!;
        output.WriteLine(outcome.WasRunning
            ? $"Run {state.Run} is up: {(state.IsArmed ? "armed" : "not armed")}, {state.OpenCascades} "
                + $"cascades open, {state.SymbolsOff} symbols off"
                + (state.IsKillFileThere ? ", stopped by the kill file" : "")
            : $"No engine is running; the last run was {state.Run}.");
        foreach ((string currency, Core.Numbers.ExactDecimal result) in state.Results)
        {
            string day = DateTime.UnixEpoch.AddDays(state.Day).ToString(
                "yyyy-MM-dd", CultureInfo.InvariantCulture);
            output.WriteLine($"Result of {day}: {result} {currency}");
        }
        foreach (TrippedBreaker breaker in state.Tripped)
        {
            output.WriteLine($"Tripped: {Describe(breaker)}");
        }
    }

    private void WriteMembers(ControlOutcome outcome, Utf8JsonWriter json)
    {
        ControlState state = outcome.After!;
        json.WriteBoolean("running", outcome.WasRunning);
        json.WriteNumber("run", state.Run);
        json.WriteBoolean("armed", outcome.WasRunning && state.IsArmed);
        json.WriteNumber("open_cascades", outcome.WasRunning ? state.OpenCascades : 0);
        json.WriteNumber("symbols_off", state.SymbolsOff);
        json.WriteBoolean("kill_file", state.IsKillFileThere);
        json.WriteNumber("failures_in_a_row", state.Failures);
        json.WriteStartObject("results_of_day");
        foreach ((string currency, Core.Numbers.ExactDecimal result) in state.Results)
        {
            json.WriteString(currency, result.ToString());
        }
        json.WriteEndObject();
        WriteBreakers(json, "tripped", state.Tripped);
        if (_verb == ControlVerb.Resume)
        {
            WriteBreakers(json, "had_tripped", outcome.Before!.Tripped);
        }
    }

    private static void WriteBreakers(
        Utf8JsonWriter json, string name, IReadOnlyList<TrippedBreaker> breakers)
    {
        json.WriteStartArray(name);
        foreach (TrippedBreaker breaker in breakers)
        {
            json.WriteStartObject();
            json.WriteString("cause", breaker.Cause);
            json.WriteString("since", TimeOf(breaker.UtcNs));
            json.WriteString("text", breaker.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string Describe(TrippedBreaker breaker) =>
        $"{breaker.Cause} at {TimeOf(breaker.UtcNs)}: {breaker.Text}";

    private static string TimeOf(long utcNs)
    {
        var text = new Utf8Writer(stackalloc byte[32]);
        UtcText.Append(ref text, utcNs);
        return System.Text.Encoding.ASCII.GetString(text.Written);
    }
}
