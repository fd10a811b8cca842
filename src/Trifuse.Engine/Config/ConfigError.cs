namespace Trifuse.Engine.Config;

/// <summary>
/// One thing wrong with the config. Line 0 means the command line or the config as a whole.
/// </summary>
public sealed record ConfigError(int Line, string Key, string Message)
{
    /// <summary>"line 12: engine.mode: ...".</summary>
    public override string ToString()
    {
        string place = Line > 0 ? $"line {Line}: " : "";
        return Key.Length > 0 ? $"{place}{Key}: {Message}" : $"{place}{Message}";
    }
}
