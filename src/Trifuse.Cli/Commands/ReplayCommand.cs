using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Start;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `replay`: a tape through the same engine on a virtual clock.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> TapeFile = new("tape")
    {
        Description = "A tape of `trifuse record` or of `trifuse run --tape`.",
    };

    private static readonly Option<string?> Vectors = new("--vectors")
    {
        Description = "on or off, over the recorded setting. The decisions do not depend on it.",
    };

    private static readonly Option<bool> Quiet = new("--quiet", "-q")
    {
        Description = "Only the last lines, not every signal.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Signals and result as JSON, one object a line.",
    };

    private static readonly Option<string?> Kcap = new("--kcap")
    {
        Description = "Write the tape's market to this file instead, for `trifuse sim --data FILE`: tops, "
            + "depths, level2 snapshots and changes at their receive times. Gzipped when the name ends in "
            + ".gz; an existing file is refused.",
        HelpName = "file",
    };

    public static Command Create()
    {
        var command = new Command(
            "replay",
            "Play a tape through the engine's own decisions on the tape's clock; print the signals and the "
            + "SHA-256 over the exact decisions, and compare it with that of the recorded run. "
            + "Exit code 1 when they differ or the "
            + "tape is damaged. With --kcap nothing is played: the market is written as a capture.");
        command.Add(TapeFile);
        command.Add(Kcap);
        command.Add(Vectors);
        command.Add(Quiet);
        command.Add(Json);
        Vectors.AcceptOnlyFromAmong("on", "off");
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        string path = parsed.GetValue(TapeFile)!;
        bool asJson = parsed.GetValue(Json);
        if (parsed.GetValue(Kcap) is { } capture)
        {
            return Export(path, capture, asJson, output, error);
        }
        bool? vectors = parsed.GetValue(Vectors) is { } word ? word == "on" : null;
        Action<ReplayedSignal>? show = parsed.GetValue(Quiet) ? null : signal => Show(signal, asJson, output);
        if (!TapePlayer.TryOpen(path, vectors, show, out TapePlayer? player, out StartProblem? problem))
        {
            return Failure.Say(error, problem.Message, ExitCode.BadInput);
        }
        using (player)
        {
            ReplayResult result = player.Play();
            Show(player, result, asJson, output);
            output.Flush();
            return Judge(result, path, error);
        }
    }

    private static int Export(
        string path, string capture, bool asJson, TextWriter output, TextWriter error)
    {
        CaptureResult result = CaptureExport.Write(path, capture);
        if (result.Events > 0)
        {
            Show(result, capture, asJson, output);
            output.Flush();
        }
        return result.Problem is { } problem
            ? Failure.Say(error, problem.Message, problem.IsBadInput ? ExitCode.BadInput : ExitCode.Failed)
            : ExitCode.Done;
    }

    private static int Judge(ReplayResult result, string path, TextWriter error)
    {
        if (result.Problem is not null)
        {
            return Failure.Say(error, result.Problem, ExitCode.Failed);
        }
        if (!result.CanClaimEquality)
        {
            return Failure.Say(error, result.WhyNot, ExitCode.Failed);
        }
        return result.IsEqual
            ? ExitCode.Done
            : Failure.Say(
                error,
                "the replay decided differently from the recorded run",
                path,
                "was it recorded by another version of Trifuse?",
                ExitCode.Failed);
    }

    private static void Show(CaptureResult result, string capture, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            output.WriteLine(SummaryOutput.JsonOf(json =>
            {
                json.WriteString("capture", capture);
                json.WriteNumber("records", result.Records);
                json.WriteNumber("dropped", result.Dropped);
                json.WriteNumber("events", result.Events);
                json.WriteNumber("symbols", result.Symbols);
                json.WriteNumber("span_us", result.SpanUs);
            }));
            return;
        }
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{capture}: {result.Events} market events of {result.Symbols} symbols in {Seconds(result)} s, "
            + $"from {result.Records} records, {result.Dropped} records dropped while recording"));
    }

    private static string Seconds(CaptureResult result) =>
        (result.SpanUs / 1_000_000m).ToString("0.0", CultureInfo.InvariantCulture);

    private static void Show(ReplayedSignal signal, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            output.WriteLine(SummaryOutput.JsonOf(json =>
            {
                json.WriteString("corr", Correlation(signal));
                json.WriteString("start", signal.StartCurrency);
                json.WriteStartArray("legs");
                foreach (string leg in signal.Legs)
                {
                    json.WriteStringValue(leg);
                }
                json.WriteEndArray();
                json.WriteString("cost", signal.Cost.ToString());
                json.WriteString("output", signal.Output.ToString());
                json.WriteString("predicted_bps", signal.Bps.ToString());
            }));
            return;
        }
        output.WriteLine(
            $"{Correlation(signal)} {signal.StartCurrency}: {string.Join(", ", signal.Legs)}; "
            + $"cost {signal.Cost}, output {signal.Output}, {signal.Bps} bps");
    }

    private static string Correlation(ReplayedSignal signal) =>
        string.Create(CultureInfo.InvariantCulture, $"{signal.Run}-{signal.Cascade}");

    private static void Show(TapePlayer player, ReplayResult result, bool asJson, TextWriter output)
    {
        if (asJson)
        {
            output.WriteLine(SummaryOutput.JsonOf(json =>
            {
                json.WriteNumber("run", player.Run);
                json.WriteNumber("records", result.Records);
                json.WriteNumber("dropped", result.Dropped);
                json.WriteNumber("updates", result.Updates);
                json.WriteNumber("signals", result.Signals);
                json.WriteString("decision_hash", result.DecisionHash);
                json.WriteString("recorded_hash", result.RecordedHash);
                json.WriteBoolean("equal", result.IsEqual);
            }));
            return;
        }
        output.WriteLine(
            $"run {player.Run} ({player.Mode.ToString().ToLowerInvariant()}): {result.Records} records, "
            + $"{result.Frames} frames, {result.Updates} book updates, {result.Signals} signals, "
            + $"{result.Dropped} records dropped while recording");
        output.WriteLine($"decisions  {result.DecisionHash}");
        output.WriteLine($"recorded   {result.RecordedHash ?? "(the run did not end in good order)"}");
        output.WriteLine(result.IsEqual
            ? "equal: the same decisions, digit by digit"
            : $"not shown to be equal: {(result.CanClaimEquality ? "the hashes differ" : result.WhyNot)}");
    }
}
