using System.Globalization;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Config;

/// <summary>
/// Takes values out of a table by name and range. What is wrong goes to the errors; what nobody has asked for
/// by <see cref="Done"/> is an unknown key.
/// </summary>
internal sealed class TableReader(ConfigTable table, string path, ConfigErrors errors)
{
    private readonly List<string> _known = [];

    public int Line => table.Line;

    public IReadOnlyList<string> Keys => table.Keys;

    public ConfigErrors Errors => errors;

    public bool Has(string key)
    {
        _known.Add(key);
        return table[key] is not null;
    }

    public string? Text(string key) => Find(key, ConfigKind.Text, "a text in quotes")?.Text;

    public string Text(string key, string fallback) => Text(key) ?? fallback;

    public bool Flag(string key, bool fallback) =>
        Find(key, ConfigKind.Flag, "true or false")?.Text is { } text ? text == "true" : fallback;

    public long Whole(string key, long fallback, long low, long high)
    {
        string wanted = "a whole number from " + low + " to " + high;
        ConfigValue? value = Find(key, ConfigKind.Number, wanted);
        if (value is null)
        {
            return fallback;
        }

        string digits = value.Text.Replace("_", "", StringComparison.Ordinal);
        if (long.TryParse(
                digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number >= low && number <= high)
        {
            return number;
        }

        Refuse(key, value, wanted);
        return fallback;
    }

    public double Number(string key, double fallback, double low, double high)
    {
        ConfigValue? value = Find(key, ConfigKind.Number, "a number");
        return value is null ? fallback : NumberOf(key, value, fallback, low, high);
    }

    /// <summary>
    /// Two numbers in a list, the first not above the second; or one, which stands for both.
    /// </summary>
    public (double First, double Second)? Pair(string key, double low, double high)
    {
        const string Wanted = "a list of two numbers such as [8, 40]";
        _known.Add(key);
        ConfigValue? value = table[key];
        if (value is null)
        {
            return null;
        }

        if (value.Kind != ConfigKind.List || value.Items.Count != 2
            || value.Items.Any(i => i.Kind != ConfigKind.Number))
        {
            Refuse(key, value, Wanted);
            return null;
        }

        double first = NumberOf(key, value.Items[0], low, low, high);
        double second = NumberOf(key, value.Items[1], high, low, high);
        if (first > second)
        {
            Refuse(key, value, "a list whose first number is not above the second");
        }

        return (first, second);
    }

    /// <summary>An exact amount, as a text ("0.1") or a number.</summary>
    public Dec? Amount(string key)
    {
        const string Wanted = "an amount such as \"0.5\"";
        _known.Add(key);
        ConfigValue? value = table[key];
        if (value is null)
        {
            return null;
        }

        if (value.Kind is ConfigKind.Text or ConfigKind.Number && Dec.TryParse(value.Text, out Dec amount)
            && amount.Sign >= 0)
        {
            return amount;
        }

        Refuse(key, value, Wanted);
        return null;
    }

    public IReadOnlyList<string> Texts(string key)
    {
        const string Wanted = "a list of texts such as [\"a\", \"b\"]";
        ConfigValue? value = Find(key, ConfigKind.List, Wanted);
        if (value is null)
        {
            return [];
        }

        if (value.Items.Any(i => i.Kind != ConfigKind.Text))
        {
            Refuse(key, value, Wanted);
        }

        return [.. value.Items.Select(i => i.Text)];
    }

    /// <summary>One of the words; null if absent or none of them.</summary>
    public string? Word(string key, params IReadOnlyList<string> words)
    {
        ConfigValue? value = Find(key, ConfigKind.Text, "one of " + string.Join(", ", words));
        if (value is null || words.Contains(value.Text, StringComparer.Ordinal))
        {
            return value?.Text;
        }

        Refuse(key, value, "one of " + string.Join(", ", words));
        return null;
    }

    public TableReader? Table(string key) =>
        Find(key, ConfigKind.Table, "a table [" + Name(key) + "]")?.Table is { } inner
            ? new TableReader(inner, Name(key), errors)
            : null;

    /// <summary>Each [[key]] of the file.</summary>
    public IReadOnlyList<TableReader> Tables(string key)
    {
        string wanted = "tables, each under [[" + Name(key) + "]]";
        ConfigValue? value = Find(key, ConfigKind.List, wanted);
        if (value is null)
        {
            return [];
        }

        if (value.Items.Any(i => i.Table is null))
        {
            Refuse(key, value, wanted);
            return [];
        }

        return [.. value.Items.Select((item, i) =>
            new TableReader(item.Table!, Name(key) + "[" + i + "]", errors))];
    }

    public void Refuse(string key, string wanted)
    {
        if (table[key] is { } value)
        {
            Refuse(key, value, wanted);
        }
        else
        {
            errors.Add(table.Line, Name(key), "is missing; give " + wanted + ".");
        }
    }

    /// <summary>Refuses every key that nobody has asked for.</summary>
    public void Done()
    {
        foreach (string key in table.Keys.Where(k => !_known.Contains(k, StringComparer.Ordinal)))
        {
            errors.Add(table[key]!.Line, Name(key),
                "there is no such key; known here: " + string.Join(", ",
                    _known.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) + ".");
        }
    }

    private string Name(string key) => path.Length == 0 ? key : path + "." + key;

    private double NumberOf(string key, ConfigValue value, double fallback, double low, double high)
    {
        string digits = value.Text.Replace("_", "", StringComparison.Ordinal);
        if (double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= low && number <= high)
        {
            return number;
        }

        Refuse(key, value, string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}"));
        return fallback;
    }

    private ConfigValue? Find(string key, ConfigKind kind, string wanted)
    {
        _known.Add(key);
        ConfigValue? value = table[key];
        if (value is null || value.Kind == kind)
        {
            return value;
        }

        Refuse(key, value, wanted);
        return null;
    }

    private void Refuse(string key, ConfigValue value, string wanted)
    {
        string found = value.Kind switch
        {
            ConfigKind.Table => "a table",
            ConfigKind.List => "a list",
            ConfigKind.Text => "\"" + value.Text + "\"",
            _ => value.Text,
        };
        errors.Add(value.Line, Name(key), "is " + found + "; give " + wanted + ".");
    }
}
