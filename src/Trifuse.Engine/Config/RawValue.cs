namespace Trifuse.Engine.Config;

/// <summary>The spelling of a value in the file: what it is and its characters, digits untouched.</summary>
internal sealed record RawValue(RawKind Kind, string Text)
{
    /// <summary>The elements of a list.</summary>
    public IReadOnlyList<RawValue> Items { get; init; } = [];

    /// <summary>True for a value of the command line, where text needs no quotes.</summary>
    public bool IsOverride { get; init; }

    /// <summary>How the value is named in a message.</summary>
    public string Description => Kind switch
    {
        RawKind.Text => $"the text \"{Text}\"",
        RawKind.Whole or RawKind.Fraction => $"the number {Text}",
        RawKind.Switch => Text,
        RawKind.List => "a list",
        RawKind.Table => "a table",
        _ => $"a value of another type ({Text})",
    };
}

/// <summary>What a TOML value is.</summary>
internal enum RawKind
{
    Text,
    Whole,
    Fraction,
    Switch,
    List,
    Table,
    Other,
}

/// <summary>One "key = value" of the file with its full path; line 0 is the command line.</summary>
internal sealed record RawEntry(string Path, RawValue Value, int Line);
