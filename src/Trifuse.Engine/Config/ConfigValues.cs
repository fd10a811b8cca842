using System.Globalization;
using System.Text;
using Trifuse.Core.Numbers;

namespace Trifuse.Engine.Config;

/// <summary>The validated values by path, before they become typed records.</summary>
internal sealed class ConfigValues
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    /// <summary>The paths that a person has set, in the file or on the command line.</summary>
    public HashSet<string> Given { get; } = new(StringComparer.Ordinal);

    /// <summary>How many [[market.group]] tables there are.</summary>
    public int GroupCount { get; set; }

    public void Set(string path, object value) => _values[path] = value;

    public bool Has(string path) => _values.ContainsKey(path);

    public bool Switch(string path) => (bool)_values[path];

    public long Whole(string path) => (long)_values[path];

    public long Ns(string path) => Whole(path) * 1_000_000;

    public ExactDecimal Amount(string path) => (ExactDecimal)_values[path];

    public string Text(string path) => (string)_values[path];

    public IReadOnlyList<string> List(string path) => (IReadOnlyList<string>)_values[path];

    public IReadOnlyList<int> Cores(string path) => (IReadOnlyList<int>)_values[path];

    /// <summary>The amounts by currency, in ordinal order.</summary>
    public SortedDictionary<string, ExactDecimal> Table(string path) =>
        (SortedDictionary<string, ExactDecimal>)_values[path];

    /// <summary>The value as TOML.</summary>
    public string ToToml(string path) => _values[path] switch
    {
        bool flag => flag ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        ExactDecimal amount => $"\"{amount}\"",
        string text => Quote(text),
        IReadOnlyList<int> cores => "[" + string.Join(", ", cores) + "]",
        IReadOnlyList<string> list => "[" + string.Join(", ", list.Select(Quote)) + "]",
        SortedDictionary<string, ExactDecimal> table => table.Count == 0
            ? "{}"
            : "{ " + string.Join(", ", table.Select(t => $"{t.Key} = \"{t.Value}\"")) + " }",
        object other => throw new InvalidOperationException($"{path} holds a {other.GetType()}."),
    };

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            if (character is '"' or '\\')
            {
                quoted.Append('\\').Append(character);
            }
            else if (char.IsControl(character))
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                quoted.Append(character);
            }
        }
        return quoted.Append('"').ToString();
    }
}
