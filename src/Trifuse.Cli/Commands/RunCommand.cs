using System.CommandLine;
using System.CommandLine.Parsing;
using Trifuse.Engine.Config;
using Trifuse.Engine.Start;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `run`: the engine against the exchange of the configuration.</summary>
internal static class RunCommand
{
    private static readonly Option<string?> Mode = new("--mode")
    {
        Description = "paper (orders are tested, fills simulated) or live. Default: as configured, which is "
            + "paper unless the file says otherwise.",
    };

    private static readonly Option<string?> Tape = new("--tape")
    {
        Description = "Record every input of the decisions to this new file, for `trifuse replay`.",
        HelpName = "file",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Reports and summary on standard output as JSON, one object a line.",
    };

    public static Command Create()
    {
        var command = new Command(
            "run",
            "Trade: watch the markets, send orders, report. Ctrl-C stops in good order: no new cascades, "
            + "those under way are followed to their end. The API key comes from TRIFUSE_API_KEY, "
            + "TRIFUSE_API_SECRET and TRIFUSE_API_PASSPHRASE in the environment, or from the file (mode 600) "
            + "that exchange.secrets_file names. trifuse.example.toml explains every config key.");
        command.Add(Mode);
        command.Add(Tape);
        command.Add(Json);
        return ConfigOptions.Serve(command, Run, Own);
    }

    private static string[] Own(ParseResult parsed) =>
        parsed.GetValue(Mode) is { } mode ? [$"engine.mode={mode}"] : [];

    private static int Run(ParseResult parsed, EngineConfig config)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        using Secrets? secrets = EngineRun.LoadSecrets(config, error, out int exitCode);
        if (secrets is null)
        {
            return exitCode;
        }
        error.WriteLine(EffectiveConfig.Print(config));
        RunMode runMode = config.Engine.Mode == TradingMode.Live ? RunMode.Live : RunMode.Paper;
        var options = new EngineOptions(runMode, parsed.GetValue(Tape), parsed.GetValue(Json));
        return EngineRun.RunToEnd(config, secrets, options, parsed.InvocationConfiguration);
    }
}
