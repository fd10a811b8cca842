using Tomlyn.Parsing;
using Tomlyn.Syntax;
using Trifuse.Simulator;
using Trifuse.Simulator.Config;

namespace Trifuse.Cli.Sim;

/// <summary>Reads the simulator's TOML files through the syntax tree, which keeps lines and digits.</summary>
internal static class SimToml
{
    /// <exception cref="SimulatorStartException">The file cannot be read or is no TOML.</exception>
    public static ConfigTable Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            throw new SimulatorStartException(path + " cannot be read: " + e.Message, e)
            {
                IsBadInput = true,
            };
        }

        return Parse(text, path);
    }

    public static ConfigTable Parse(string text, string source)
    {
        var errors = new ConfigErrors(source);
        var root = new ConfigTable(1);
        DocumentSyntax document = Syntax(text, source);
        foreach (DiagnosticMessage message in document.Diagnostics)
        {
            errors.Add(message.Span.Start.Line + 1, "", "no TOML: " + message.Message);
            break;
        }

        errors.ThrowIfAny();
        foreach (KeyValueSyntax pair in document.KeyValues)
        {
            Put(root, pair, errors);
        }

        foreach (TableSyntaxBase table in document.Tables)
        {
            Put(root, table, errors);
        }

        errors.ThrowIfAny();
        return root;
    }

    /// <summary>The parser throws on some texts instead of saying what is wrong.</summary>
    private static DocumentSyntax Syntax(string text, string source)
    {
        try
        {
            return SyntaxParser.Parse(text, source, validate: true);
        }
        catch (Exception e)
        {
            throw new SimulatorStartException(source + ": no TOML: " + e.Message, e) { IsBadInput = true };
        }
    }

    private static void Put(ConfigTable root, TableSyntaxBase syntax, ConfigErrors errors)
    {
        if (syntax.Name is null)
        {
            return;
        }

        int line = syntax.Span.Start.Line + 1;
        List<string> path = PathOf(syntax.Name);
        ConfigTable? parent = Descend(root, path, line, errors);
        if (parent is null)
        {
            return;
        }

        var table = new ConfigTable(line);
        if (syntax is TableArraySyntax)
        {
            AddToList(parent, path[^1], table, line, errors);
        }
        else if (parent[path[^1]]?.Table is { } made)
        {
            table = made;
        }
        else if (!parent.TryAdd(path[^1], new ConfigValue(ConfigKind.Table, "", line) { Table = table }))
        {
            errors.Add(line, string.Join('.', path), "is given twice.");
        }

        foreach (KeyValueSyntax pair in syntax.Items)
        {
            Put(table, pair, errors);
        }
    }

    private static void AddToList(
        ConfigTable parent, string key, ConfigTable table, int line, ConfigErrors errors)
    {
        var item = new ConfigValue(ConfigKind.Table, "", line) { Table = table };
        if (parent[key] is not { } list)
        {
            parent.TryAdd(key, new ConfigValue(ConfigKind.List, "", line) { Items = [item] });
        }
        else if (list.Kind == ConfigKind.List)
        {
            parent.Replace(key, list with { Items = [.. list.Items, item] });
        }
        else
        {
            errors.Add(line, key, "is a table and a list of tables at once.");
        }
    }

    /// <summary>
    /// The table that holds the last part of the path; in a list of tables, the latest one.
    /// </summary>
    private static ConfigTable? Descend(
        ConfigTable root, List<string> path, int line, ConfigErrors errors)
    {
        ConfigTable at = root;
        foreach (string part in path.Take(path.Count - 1))
        {
            ConfigValue? value = at[part];
            if (value is null)
            {
                value = new ConfigValue(ConfigKind.Table, "", line) { Table = new ConfigTable(line) };
                at.TryAdd(part, value);
            }

            ConfigTable? next = value.Kind == ConfigKind.List && value.Items.Count > 0
                ? value.Items[^1].Table
                : value.Table;
            if (next is null)
            {
                errors.Add(line, string.Join('.', path), "lies within a value that is no table.");
                return null;
            }

            at = next;
        }

        return at;
    }

    private static void Put(ConfigTable table, KeyValueSyntax pair, ConfigErrors errors)
    {
        if (pair.Key is null || pair.Value is null)
        {
            return;
        }

        int line = pair.Span.Start.Line + 1;
        List<string> path = PathOf(pair.Key);
        ConfigTable? parent = Descend(table, path, line, errors);
        if (parent is not null && !parent.TryAdd(path[^1], ValueOf(pair.Value, line, errors)))
        {
            errors.Add(line, string.Join('.', path), "is given twice.");
        }
    }

    private static ConfigValue ValueOf(ValueSyntax value, int line, ConfigErrors errors)
    {
        switch (value)
        {
            case StringValueSyntax text:
                return new ConfigValue(ConfigKind.Text, text.Value ?? "", line);
            case IntegerValueSyntax whole:
                return new ConfigValue(ConfigKind.Number, whole.Token?.Text ?? "", line);
            case FloatValueSyntax number:
                return new ConfigValue(ConfigKind.Number, number.Token?.Text ?? "", line);
            case BooleanValueSyntax flag:
                return new ConfigValue(ConfigKind.Flag, flag.Value ? "true" : "false", line);
            case ArraySyntax list:
                return new ConfigValue(ConfigKind.List, "", line) { Items = ItemsOf(list, line, errors) };
            case InlineTableSyntax inline:
                var table = new ConfigTable(line);
                foreach (InlineTableItemSyntax item in inline.Items)
                {
                    if (item.KeyValue is { } pair)
                    {
                        Put(table, pair, errors);
                    }
                }

                return new ConfigValue(ConfigKind.Table, "", line) { Table = table };
            default:
                return new ConfigValue(ConfigKind.Text, value.ToString().Trim(), line);
        }
    }

    private static List<ConfigValue> ItemsOf(ArraySyntax list, int line, ConfigErrors errors)
    {
        var items = new List<ConfigValue>();
        foreach (ArrayItemSyntax item in list.Items)
        {
            if (item.Value is { } value)
            {
                items.Add(ValueOf(value, line, errors));
            }
        }

        return items;
    }

    private static List<string> PathOf(KeySyntax key)
    {
        List<string> path = [NameOf(key.Key)];
        foreach (DottedKeyItemSyntax item in key.DotKeys)
        {
            path.Add(NameOf(item.Key));
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
