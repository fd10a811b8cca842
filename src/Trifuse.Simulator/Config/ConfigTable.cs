namespace Trifuse.Simulator.Config;

/// <summary>What a value of a config is.</summary>
public enum ConfigKind
{
    Text,
    Number,
    Flag,
    List,
    Table,
}

/// <summary>One value, wherever it came from: a TOML file or a JSON body.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">A text's text, a number's digits as written, true or false.</param>
/// <param name="Line">Line of the file, from 1; 0 if there are no lines.</param>
public sealed record ConfigValue(ConfigKind Kind, string Text, int Line)
{
    public IReadOnlyList<ConfigValue> Items { get; init; } = [];

    public ConfigTable? Table { get; init; }
}

/// <summary>Keys and values in the order in which they were written. A repeated key is refused.</summary>
public sealed class ConfigTable(int line)
{
    private readonly Dictionary<string, ConfigValue> _values = new(StringComparer.Ordinal);
    private readonly List<string> _keys = [];

    public int Line { get; } = line;

    public IReadOnlyList<string> Keys => _keys;

    public ConfigValue? this[string key] => _values.GetValueOrDefault(key);

    public bool TryAdd(string key, ConfigValue value)
    {
        if (!_values.TryAdd(key, value))
        {
            return false;
        }

        _keys.Add(key);
        return true;
    }

    /// <summary>Puts a value in the place of another one, which keeps its rank.</summary>
    public void Replace(string key, ConfigValue value) => _values[key] = value;
}
