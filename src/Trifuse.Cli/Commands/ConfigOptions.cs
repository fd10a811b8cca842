using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Trifuse.Engine.Config;

namespace Trifuse.Cli.Commands;

/// <summary>--config and --set, the same for every verb that reads the configuration.</summary>
internal sealed class ConfigOptions
{
    private readonly Option<string?> _file = new("--config", "-c")
    {
        Description = "The config file. Default: trifuse.toml where it exists, otherwise built-in values.",
        HelpName = "file",
    };

    private readonly Option<string[]> _overrides = new("--set", "-s")
    {
        Description = "Sets a config key over the file, for example --set engine.mode=live. May be repeated.",
        HelpName = "key=value",
    };

    /// <summary>Adds both options to a verb.</summary>
    public ConfigOptions AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_overrides);
        return this;
    }

    /// <summary>
    /// Gives a verb both options and an action that reads the config first; a bad one ends the verb with
    /// every error on standard error. <paramref name="own"/> gives the verb's own overrides.
    /// </summary>
    public static Command Serve(
        Command command,
        Func<ParseResult, EngineConfig, int> run,
        Func<ParseResult, string[]>? own = null)
    {
        ConfigOptions options = new ConfigOptions().AddTo(command);
        command.SetAction(parsed => options.TryLoad(
            parsed, own?.Invoke(parsed) ?? [], out EngineConfig? config, out int exitCode)
                ? run(parsed, config)
                : exitCode);
        return command;
    }

    /// <summary>True when the command line holds one of the two.</summary>
    public bool IsGiven(ParseResult parsed) =>
        parsed.GetValue(_file) is not null || parsed.GetValue(_overrides) is { Length: > 0 };

    /// <summary>
    /// Reads the config; every error is on standard error when it returns false. The verb's own overrides
    /// (such as those of --mode) come after the user's.
    /// </summary>
    public bool TryLoad(
        ParseResult parsed,
        IReadOnlyList<string> own,
        [NotNullWhen(true)] out EngineConfig? config,
        out int exitCode)
    {
        string[] overrides = [.. parsed.GetValue(_overrides) ?? [], .. own];
        string? file = parsed.GetValue(_file) ?? (File.Exists("trifuse.toml") ? "trifuse.toml" : null);
        ConfigResult result = file is null
            ? ConfigLoader.Parse("", "built-in defaults", overrides)
            : ConfigLoader.Load(file, overrides);
        config = result.Config;
        exitCode = result.IsValid
            ? ExitCode.Done
            : Failure.Say(parsed.InvocationConfiguration.Error, result.Message, ExitCode.BadInput);
        return result.IsValid;
    }
}
