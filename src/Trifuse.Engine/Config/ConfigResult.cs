using System.Diagnostics.CodeAnalysis;

namespace Trifuse.Engine.Config;

/// <summary>Either a whole valid config or every error that was found.</summary>
public sealed class ConfigResult
{
    private readonly string _source;

    internal ConfigResult(string source, EngineConfig? config, IReadOnlyList<ConfigError> errors)
    {
        _source = source;
        Config = config;
        Errors = errors;
    }

    /// <summary>Null when there are errors.</summary>
    public EngineConfig? Config { get; }

    /// <summary>All errors in the order of the file; empty when the config is valid.</summary>
    public IReadOnlyList<ConfigError> Errors { get; }

    /// <summary>True when <see cref="Config"/> may be used.</summary>
    [MemberNotNullWhen(true, nameof(Config))]
    public bool IsValid => Config is not null;

    /// <summary>All errors as one message, one line each; empty when there are none.</summary>
    public string Message
    {
        get
        {
            if (Errors.Count == 0)
            {
                return "";
            }
            string count = Errors.Count == 1 ? "1 error" : $"{Errors.Count} errors";
            return $"{_source}: {count} in the config\n  " + string.Join("\n  ", Errors);
        }
    }
}
