using System.Globalization;
using System.Text;

namespace Trifuse.Engine.Config;

/// <summary>
/// Prints the configuration in force as TOML that can be read back; there are no secrets in it.
/// </summary>
public static class EffectiveConfig
{
    /// <summary>Every key with its value, table by table.</summary>
    public static string Print(EngineConfig config)
    {
        ConfigValues values = config.Values;
        var text = new StringBuilder();
        string section = "";
        foreach (ConfigKey key in ConfigKeys.All)
        {
            if (key.Path.Contains("[]", StringComparison.Ordinal))
            {
                continue;
            }
            int dot = key.Path.IndexOf('.', StringComparison.Ordinal);
            if (!string.Equals(section, key.Path[..dot], StringComparison.Ordinal))
            {
                section = key.Path[..dot];
                text.Append(CultureInfo.InvariantCulture, $"[{section}]\n");
            }
            AppendKey(text, key.Path[(dot + 1)..], values.ToToml(key.Path));
        }
        for (int i = 0; i < values.GroupCount; i++)
        {
            text.Append("[[market.group]]\n");
            AppendKey(text, "feed", values.ToToml($"market.group[{i}].feed"));
            AppendKey(text, "symbols", values.ToToml($"market.group[{i}].symbols"));
        }
        return text.ToString();
    }

    private static void AppendKey(StringBuilder text, string name, string value) =>
        text.Append(name).Append(" = ").Append(value).Append('\n');
}
