using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Trifuse.Engine.Config;

/// <summary>
/// Reads TOML into a flat list of entries through the syntax tree, whose tokens keep every digit of a decimal
/// (the library's own binder goes through double).
/// </summary>
internal sealed class TomlSource
{
    private readonly List<RawEntry> _entries = [];
    private readonly List<ConfigError> _errors;
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);
    private int _brokenLine = int.MaxValue;

    private TomlSource(List<ConfigError> errors)
    {
        _errors = errors;
    }

    /// <summary>The entries in the order of the file; what is not TOML is added to the errors.</summary>
    public static IReadOnlyList<RawEntry> Read(string text, List<ConfigError> errors)
    {
        var source = new TomlSource(errors);
        DocumentSyntax? document = Parse(text, out string problem);
        if (document is null)
        {
            errors.Add(new ConfigError(0, "", $"not TOML: {problem}"));
            return [];
        }
        source.TakeDiagnostics(document);
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            source.Take("", pair);
        }
        foreach (TableSyntaxBase table in document.Tables)
        {
            source.TakeTable(table);
        }
        return source._entries;
    }

    /// <summary>One value of the command line: TOML when it reads as TOML, otherwise text.</summary>
    public static RawValue ReadOverride(string text)
    {
        DocumentSyntax? document = Parse($"x = {text}\n", out _);
        bool isOneValue = document is { HasErrors: false }
            && document.KeyValues.ChildrenCount == 1
            && document.Tables.ChildrenCount == 0;
        RawValue value = isOneValue && document!.KeyValues.GetChild(0)?.Value is { } syntax
            ? Convert(syntax)
            : new RawValue(RawKind.Text, text);
        return value with { IsOverride = true };
    }

    /// <summary>
    /// The parser throws on some texts, such as an escape that is no character, instead of saying so.
    /// </summary>
    private static DocumentSyntax? Parse(string text, out string problem)
    {
        problem = "";
        try
        {
            return SyntaxParser.Parse(text, "config", validate: true);
        }
        catch (Exception e)
        {
            problem = e.Message;
            return null;
        }
    }

    private void TakeDiagnostics(DocumentSyntax document)
    {
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            int line = message.Span.Start.Line + 1;
            bool isRepetition = message.Message.Contains("already defined", StringComparison.Ordinal);
            if (!isRepetition)
            {
                _brokenLine = Math.Min(_brokenLine, line);
            }
            // The parser stumbles on after an error; the first stumble says what is wrong.
            if (isRepetition || line <= _brokenLine)
            {
                string said = isRepetition ? "the key is given twice" : $"not TOML: {message.Message}";
                if (!_errors.Exists(e => e.Line == line))
                {
                    _errors.Add(new ConfigError(line, "", said));
                }
            }
        }
    }

    private void TakeTable(TableSyntaxBase table)
    {
        if (table.Name is null)
        {
            return;
        }
        int line = table.Span.Start.Line + 1;
        string path = PathOf(table.Name);
        if (table is TableArraySyntax)
        {
            int number = _repeats.GetValueOrDefault(path);
            _repeats[path] = number + 1;
            path = $"{path}[{number}]";
        }
        Add(path, new RawValue(RawKind.Table, ""), line);
        foreach (KeyValueSyntax pair in table.Items)
        {
            Take(path + ".", pair);
        }
    }

    private void Take(string prefix, KeyValueSyntax pair)
    {
        if (pair.Key is null || pair.Value is null)
        {
            return;
        }
        string path = prefix + PathOf(pair.Key);
        int line = pair.Span.Start.Line + 1;
        if (pair.Value is InlineTableSyntax table)
        {
            Add(path, new RawValue(RawKind.Table, ""), line);
            foreach (InlineTableItemSyntax item in table.Items)
            {
                if (item.KeyValue is { } inner)
                {
                    Take(path + ".", inner);
                }
            }
            return;
        }
        Add(path, Convert(pair.Value), line);
    }

    private void Add(string path, RawValue value, int line)
    {
        if (line < _brokenLine && !_errors.Exists(e => e.Line == line && e.Key.Length == 0))
        {
            _entries.Add(new RawEntry(path, value, line));
        }
    }

    private static RawValue Convert(ValueSyntax value) => value switch
    {
        StringValueSyntax text => new RawValue(RawKind.Text, text.Value ?? ""),
        IntegerValueSyntax whole => new RawValue(RawKind.Whole, whole.Token?.Text ?? ""),
        FloatValueSyntax number => new RawValue(RawKind.Fraction, number.Token?.Text ?? ""),
        BooleanValueSyntax flag => new RawValue(RawKind.Switch, flag.Value ? "true" : "false"),
        ArraySyntax list => new RawValue(RawKind.List, "") { Items = ItemsOf(list) },
        InlineTableSyntax => new RawValue(RawKind.Table, ""),
        _ => new RawValue(RawKind.Other, value.ToString().Trim()),
    };

    private static List<RawValue> ItemsOf(ArraySyntax list)
    {
        var items = new List<RawValue>();
        foreach (ArrayItemSyntax item in list.Items)
        {
            if (item.Value is { } value)
            {
                items.Add(Convert(value));
            }
        }
        return items;
    }

    private static string PathOf(KeySyntax key)
    {
        string path = NameOf(key.Key);
        foreach (DottedKeyItemSyntax item in key.DotKeys)
        {
            path += "." + NameOf(item.Key);
        }
        return path;
    }

    private static string NameOf(BareKeyOrStringValueSyntax? name) => name switch
    {
        BareKeySyntax bare => (bare.Key?.Text ?? "").Trim(),
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };
}
