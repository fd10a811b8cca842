using System.CommandLine;
using System.CommandLine.Parsing;
using Trifuse.Engine.Config;
using Trifuse.Engine.Start;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `record`: raw market frames to a tape, without an account and without orders.</summary>
internal static class RecordCommand
{
    private static readonly Argument<string> TapeFile = new("tape")
    {
        Description = "The file to make; an existing one is refused.",
    };

    private static readonly Option<int?> Seconds = new("--seconds")
    {
        Description = "How long; 0 is until stopped. Default: engine.run_seconds.",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "The summary as one JSON object.",
    };

    public static Command Create()
    {
        var command = new Command(
            "record",
            "Record the frames of the configured market with their receive times, compressed and "
            + "checksummed. Needs no API key. The tape replays as a dry run: what would have been a "
            + "signal is in its decision hash.");
        command.Add(TapeFile);
        command.Add(Seconds);
        command.Add(Json);
        return ConfigOptions.Serve(command, Run, Own);
    }

    private static string[] Own(ParseResult parsed) =>
        parsed.GetValue(Seconds) is { } seconds ? [$"engine.run_seconds={seconds}"] : [];

    private static int Run(ParseResult parsed, EngineConfig config)
    {
        var options = new EngineOptions(RunMode.Record, parsed.GetValue(TapeFile), parsed.GetValue(Json));
        return EngineRun.RunToEnd(config, secrets: null, options, parsed.InvocationConfiguration);
    }
}
