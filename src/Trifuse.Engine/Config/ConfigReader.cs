using System.Globalization;
using System.Text;
using Trifuse.Core.Numbers;

namespace Trifuse.Engine.Config;

/// <summary>
/// Turns entries into values of the right kind and range; whatever is wrong is added to the errors.
/// </summary>
internal sealed class ConfigReader(ConfigValues values, List<ConfigError> errors)
{
    private readonly HashSet<string> _replacedTables = new(StringComparer.Ordinal);
    private string _refusedTable = "";

    /// <summary>Takes one entry of the file or of the command line.</summary>
    public void Take(RawEntry entry)
    {
        // The members of a table where none belongs were refused together with it.
        if (_refusedTable.Length > 0 && entry.Path.StartsWith(_refusedTable, StringComparison.Ordinal))
        {
            return;
        }
        string pattern = PatternOf(entry.Path, out int group);
        if (entry.Value.Kind == RawKind.Table && ConfigKeys.IsTable(pattern))
        {
            values.GroupCount = Math.Max(values.GroupCount, group + 1);
            return;
        }
        if (RefusesSecret(entry))
        {
            return;
        }
        if (ConfigKeys.Find(pattern) is { } key)
        {
            values.GroupCount = Math.Max(values.GroupCount, group + 1);
            if (!TryConvert(key, entry.Value, out object? value, out string problem))
            {
                string expected = $"expected {key.Expectation}, found {entry.Value.Description}";
                Fail(entry, problem.Length > 0 ? problem : expected);
                _refusedTable = entry.Value.Kind == RawKind.Table ? entry.Path + "." : "";
                return;
            }
            values.Set(entry.Path, value!);
            values.Given.Add(entry.Path);
            return;
        }
        int dot = entry.Path.LastIndexOf('.');
        if (dot > 0 && ConfigKeys.Find(entry.Path[..dot]) is { Kind: ConfigKind.AmountTable } table)
        {
            TakeAmount(entry, table, entry.Path[(dot + 1)..]);
            return;
        }
        string? near = Suggestion.For(pattern);
        Fail(entry, near is null
            ? "unknown key; trifuse.example.toml lists all keys"
            : $"unknown key; did you mean {near.Replace("[]", "", StringComparison.Ordinal)}?");
    }

    /// <summary>
    /// market.group[3].feed becomes market.group[].feed; group is 3, or -1 when there is no number.
    /// </summary>
    private static string PatternOf(string path, out int group)
    {
        group = -1;
        int open = path.IndexOf('[', StringComparison.Ordinal);
        int close = path.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 || close < open || !int.TryParse(
            path.AsSpan(open + 1, close - open - 1), CultureInfo.InvariantCulture, out group))
        {
            group = -1;
            return path;
        }
        return string.Concat(path.AsSpan(0, open + 1), path.AsSpan(close));
    }

    private bool RefusesSecret(RawEntry entry)
    {
        string name = entry.Path[(entry.Path.LastIndexOf('.') + 1)..];
        if (ConfigKeys.Find(entry.Path) is not null || !LooksSecret(name))
        {
            return false;
        }
        Fail(entry, "a secret must not stand here; put it in the environment ("
            + string.Join(", ", Secrets.Names)
            + ") or in a file with mode 600 named by exchange.secrets_file");
        return true;
    }

    private static bool LooksSecret(string name)
    {
        string plain = string.Concat(name.Split('_', '-'));
        string[] marks = ["secret", "passphrase", "password", "apikey", "privatekey", "token", "credential"];
        return marks.Any(m => plain.Contains(m, StringComparison.OrdinalIgnoreCase));
    }

    private void TakeAmount(RawEntry entry, ConfigKey table, string currency)
    {
        if (!IsCurrency(currency))
        {
            Fail(entry, $"\"{currency}\" is not a currency code (capital letters and digits)");
            return;
        }
        ExactDecimal max = table.MaxAmount;
        if (!TryAmount(entry.Value, out ExactDecimal amount) || !amount.IsPositive || amount > max)
        {
            Fail(entry, $"expected an amount above 0 and up to {max}, found {entry.Value.Description}");
            return;
        }
        // A table in the file stands instead of the default; the command line adds to what there is.
        if (!entry.Value.IsOverride && _replacedTables.Add(table.Path))
        {
            values.Table(table.Path).Clear();
        }
        values.Table(table.Path)[currency] = amount;
        values.Given.Add(entry.Path);
    }

    private static bool TryConvert(ConfigKey key, RawValue raw, out object? value, out string problem)
    {
        problem = "";
        value = null;
        switch (key.Kind)
        {
            case ConfigKind.Switch:
                value = raw.Text is "true";
                return raw.Kind == RawKind.Switch;
            case ConfigKind.Whole:
                return TryWhole(raw, key.Min, key.Max, out value);
            case ConfigKind.Amount:
                bool isAmount = TryAmount(raw, out ExactDecimal amount);
                value = amount;
                return isAmount && amount >= key.MinAmount && amount <= key.MaxAmount;
            case ConfigKind.Word:
                value = raw.Text;
                return raw.Kind == RawKind.Text && key.Words.Contains(raw.Text, StringComparer.Ordinal);
            case ConfigKind.Text:
                value = raw.Text;
                return raw.Kind == RawKind.Text
                    || (raw.IsOverride && raw.Kind is RawKind.Whole or RawKind.Fraction or RawKind.Switch);
            case ConfigKind.Address:
                value = raw.Text.TrimEnd('/');
                return raw.Kind == RawKind.Text && IsAddress(raw.Text, out problem);
            case ConfigKind.Currencies:
                return TryNames(raw, IsCurrency, "currency", out value, out problem);
            case ConfigKind.Symbols:
                return TryNames(raw, IsSymbol, "symbol", out value, out problem);
            case ConfigKind.Cores:
                return TryCores(raw, out value, out problem);
            default:
                return false;
        }
    }

    private static bool TryWhole(RawValue raw, long min, long max, out object? value)
    {
        string digits = raw.Text.Replace("_", "", StringComparison.Ordinal);
        bool isWhole = long.TryParse(
            digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole);
        value = whole;
        return raw.Kind == RawKind.Whole && isWhole && whole >= min && whole <= max;
    }

    private static bool TryAmount(RawValue raw, out ExactDecimal amount)
    {
        amount = default;
        string digits = raw.Kind == RawKind.Text ? raw.Text : string.Concat(raw.Text.Split('_'));
        return raw.Kind is RawKind.Text or RawKind.Whole or RawKind.Fraction
            && DecimalText.TryParse(Encoding.UTF8.GetBytes(digits), out amount);
    }

    private static bool IsAddress(string text, out string problem)
    {
        problem = "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            return false;
        }
        if (!string.Equals(uri.Scheme, "https", StringComparison.Ordinal))
        {
            problem = $"\"{text}\" is not encrypted; orders and keys travel over https only";
            return false;
        }
        if (uri.AbsolutePath.Length > 1 || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
        {
            problem = $"\"{text}\" has more than scheme, host and port";
            return false;
        }
        return true;
    }

    private static bool TryNames(
        RawValue raw, Func<string, bool> isName, string what, out object? value, out string problem)
    {
        problem = "";
        value = null;
        IReadOnlyList<RawValue> items = raw.Items;
        if (raw is { IsOverride: true, Kind: RawKind.Text })
        {
            items = raw.Text
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(t => new RawValue(RawKind.Text, t))
                .ToList();
        }
        else if (raw.Kind != RawKind.List)
        {
            return false;
        }
        var names = new List<string>();
        foreach (RawValue item in items)
        {
            if (item.Kind != RawKind.Text || !isName(item.Text))
            {
                problem = $"{item.Description} is not a {what} code";
                return false;
            }
            if (names.Contains(item.Text, StringComparer.Ordinal))
            {
                problem = $"{item.Text} is named twice";
                return false;
            }
            names.Add(item.Text);
        }
        value = names;
        return true;
    }

    private static bool TryCores(RawValue raw, out object? value, out string problem)
    {
        problem = "";
        value = null;
        IReadOnlyList<RawValue> items = raw.Kind == RawKind.Whole && raw.IsOverride ? [raw] : raw.Items;
        if (raw.Kind != RawKind.List && items.Count == 0)
        {
            return false;
        }
        var cores = new List<int>();
        foreach (RawValue item in items)
        {
            if (!TryWhole(item, 0, 1023, out object? core) || cores.Contains((int)(long)core!))
            {
                problem = $"{item.Description} is not a processor number from 0 to 1023, or is there twice";
                return false;
            }
            cores.Add((int)(long)core);
        }
        value = cores;
        return true;
    }

    private static bool IsCurrency(string text) =>
        text.Length is > 0 and <= 24 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    private static bool IsSymbol(string text)
    {
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && IsCurrency(text[..dash]) && IsCurrency(text[(dash + 1)..]);
    }

    private void Fail(RawEntry entry, string message) =>
        errors.Add(new ConfigError(entry.Line, entry.Line > 0 ? entry.Path : $"--set {entry.Path}", message));
}
