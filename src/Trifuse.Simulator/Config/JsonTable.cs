using System.Text.Json;

namespace Trifuse.Simulator.Config;

/// <summary>Makes a config table of a JSON object.</summary>
internal static class JsonTable
{
    public static ConfigTable Of(JsonElement json)
    {
        var table = new ConfigTable(0);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            table.TryAdd(property.Name, ValueOf(property.Value));
        }

        return table;
    }

    private static ConfigValue ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new ConfigValue(ConfigKind.Text, json.GetString()!, 0),
        JsonValueKind.Number => new ConfigValue(ConfigKind.Number, json.GetRawText(), 0),
        JsonValueKind.True => new ConfigValue(ConfigKind.Flag, "true", 0),
        JsonValueKind.False => new ConfigValue(ConfigKind.Flag, "false", 0),
        JsonValueKind.Array => new ConfigValue(ConfigKind.List, "", 0)
        {
            Items = [.. json.EnumerateArray().Select(ValueOf)],
        },
        JsonValueKind.Object => new ConfigValue(ConfigKind.Table, "", 0) { Table = Of(json) },
        _ => new ConfigValue(ConfigKind.Text, "null", 0),
    };
}
