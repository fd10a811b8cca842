using Trifuse.Core.Numbers;

namespace Trifuse.Engine.Config;

/// <summary>
/// One key of the config file: its path, what it holds, its range and its default as TOML text.
/// </summary>
internal sealed record ConfigKey(string Path, ConfigKind Kind, string DefaultToml)
{
    /// <summary>The admitted words of a <see cref="ConfigKind.Word"/>.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>The smallest <see cref="ConfigKind.Whole"/>.</summary>
    public long Min { get; init; }

    /// <summary>The largest <see cref="ConfigKind.Whole"/>.</summary>
    public long Max { get; init; } = long.MaxValue;

    /// <summary>The smallest <see cref="ConfigKind.Amount"/>.</summary>
    public ExactDecimal MinAmount { get; init; }

    /// <summary>The largest <see cref="ConfigKind.Amount"/>.</summary>
    public ExactDecimal MaxAmount { get; init; }

    /// <summary>What a person should write, e.g. "a whole number from 1 to 16".</summary>
    public string Expectation => Kind switch
    {
        ConfigKind.Switch => "true or false",
        ConfigKind.Whole => $"a whole number from {Min} to {Max}",
        ConfigKind.Amount => $"a decimal number from {MinAmount} to {MaxAmount}",
        ConfigKind.Word => "one of \"" + string.Join("\", \"", Words) + '"',
        ConfigKind.Text => "a text in quotes",
        ConfigKind.Address => "an address such as \"https://api.kucoin.com\"",
        ConfigKind.Currencies => "a list of currency codes such as [\"USDT\", \"BTC\"]",
        ConfigKind.Symbols => "a list of symbol codes such as [\"BTC-USDT\"]",
        ConfigKind.Cores => "a list of processor numbers such as [2, 3]",
        _ => "a table of amounts such as { USDT = \"1000\" }",
    };

    public static ConfigKey Switch(string path, bool byDefault) =>
        new(path, ConfigKind.Switch, byDefault ? "true" : "false");

    public static ConfigKey Whole(string path, long byDefault, long min, long max) =>
        new(path, ConfigKind.Whole, byDefault.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            Min = min,
            Max = max,
        };

    public static ConfigKey Amount(string path, string byDefault, string min, string max) =>
        new(path, ConfigKind.Amount, $"\"{byDefault}\"")
        {
            MinAmount = ExactDecimal.Parse(min),
            MaxAmount = ExactDecimal.Parse(max),
        };

    /// <summary>The first word is the default.</summary>
    public static ConfigKey Word(string path, params string[] words) =>
        new(path, ConfigKind.Word, $"\"{words[0]}\"") { Words = words };

    public static ConfigKey Text(string path, string byDefault) =>
        new(path, ConfigKind.Text, $"\"{byDefault}\"");

    public static ConfigKey Table(string path, string byDefault, string max) =>
        new(path, ConfigKind.AmountTable, byDefault) { MaxAmount = ExactDecimal.Parse(max) };
}
