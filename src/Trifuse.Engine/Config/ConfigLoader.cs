using Trifuse.Core;
using Trifuse.Core.Numbers;

namespace Trifuse.Engine.Config;

/// <summary>Reads the config file, the one time that it is read.</summary>
public static class ConfigLoader
{
    private const int MaxFileBytes = 1 << 20;

    /// <summary>
    /// Reads a file and lays the overrides ("engine.mode=live") over it. Never throws for what a person
    /// wrote: the result holds either the config or every error.
    /// </summary>
    public static ConfigResult Load(string path, IReadOnlyList<string> overrides)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > MaxFileBytes)
            {
                return Failed(path, "is larger than 1 MiB; this is no config file");
            }
            return Parse(File.ReadAllText(path), path, overrides);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Failed(path, $"cannot be read: {e.Message}");
        }
    }

    /// <summary>
    /// The same for text that is already in memory; <paramref name="source"/> names it in messages.
    /// </summary>
    public static ConfigResult Parse(string text, string source, IReadOnlyList<string> overrides)
    {
        var values = new ConfigValues();
        foreach (RawEntry entry in TomlSource.Read(ConfigKeys.DefaultToml, []))
        {
            TakeDefault(values, entry);
        }
        values.Given.Clear();
        var errors = new List<ConfigError>();
        var entries = new List<RawEntry>(TomlSource.Read(text, errors));
        TakeOverrides(overrides, entries, errors);
        var reader = new ConfigReader(values, errors);
        foreach (RawEntry entry in entries)
        {
            reader.Take(entry);
        }
        new ConfigRules(values, entries, errors).CheckAll();
        errors.Sort((a, b) => a.Line.CompareTo(b.Line));
        return new ConfigResult(source, errors.Count == 0 ? ConfigBuilder.Build(values) : null, errors);
    }

    private static void TakeDefault(ConfigValues values, RawEntry entry)
    {
        var errors = new List<ConfigError>();
        if (ConfigKeys.Find(entry.Path) is { Kind: ConfigKind.AmountTable })
        {
            values.Set(entry.Path, new SortedDictionary<string, ExactDecimal>(StringComparer.Ordinal));
        }
        new ConfigReader(values, errors).Take(entry);
        Check.That(errors.Count == 0);
    }

    private static void TakeOverrides(
        IReadOnlyList<string> overrides, List<RawEntry> entries, List<ConfigError> errors)
    {
        foreach (string text in overrides)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                errors.Add(new ConfigError(0, "--set", $"\"{text}\" is not of the form key=value"));
                continue;
            }
            RawValue value = TomlSource.ReadOverride(text[(equals + 1)..].Trim());
            entries.Add(new RawEntry(text[..equals].Trim(), value, 0));
        }
    }

    private static ConfigResult Failed(string path, string message) =>
        new(path, null, [new ConfigError(0, "", message)]);
}
