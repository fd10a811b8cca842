using System.Text;
using System.Text.Json;
using Trifuse.Core;

namespace Trifuse.Tests.KuCoin;

/// <summary>Writes a JSON text anew: same content, other spelling, driven by a seed.</summary>
internal static class JsonShuffle
{
    /// <summary>
    /// Members in another order, unknown members between them, white space between tokens, some characters of
    /// strings escaped.
    /// </summary>
    public static byte[] Rewrite(byte[] json, ulong seed)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        var random = new Prng(seed);
        var text = new StringBuilder();
        Write(document.RootElement, text, ref random);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Write(JsonElement element, StringBuilder text, ref Prng random)
    {
        Space(text, ref random);
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, text, ref random);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                string separator = string.Empty;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    text.Append(separator);
                    Write(item, text, ref random);
                    separator = ",";
                }
                Space(text, ref random);
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(element.GetString()!, text, ref random);
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
        Space(text, ref random);
    }

    private static void WriteObject(JsonElement element, StringBuilder text, ref Prng random)
    {
        JsonProperty[] members = [.. element.EnumerateObject()];
        for (int i = members.Length - 1; i > 0; i--)
        {
            int other = (int)random.NextBelow(i + 1);
            (members[i], members[other]) = (members[other], members[i]);
        }
        text.Append('{');
        string separator = string.Empty;
        foreach (JsonProperty member in members)
        {
            if (random.NextBelow(3) == 0)
            {
                text.Append(separator).Append(Unknown(ref random));
                separator = ",";
            }
            text.Append(separator);
            Space(text, ref random);
            WriteString(member.Name, text, ref random);
            Space(text, ref random);
            text.Append(':');
            Write(member.Value, text, ref random);
            separator = ",";
        }
        text.Append('}');
    }

    private static void WriteString(string value, StringBuilder text, ref Prng random)
    {
        text.Append('"');
        foreach (char character in value)
        {
            bool mustEscape = character is '"' or '\\' or < ' ';
            if (mustEscape || random.NextBelow(20) == 0)
            {
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else if (character == '/' && random.NextBelow(2) == 0)
            {
                text.Append("\\/");
            }
            else
            {
                text.Append(character);
            }
        }
        text.Append('"');
    }

    private static string Unknown(ref Prng random) => random.NextBelow(4) switch
    {
        0 => "\"sn\":12",
        1 => "\"extra\":{\"type\":\"welcome\",\"asks\":[[\"1\",\"2\"],{\"}\":\"]\"}],\"data\":null}",
        2 => "\"more\":[true,false,null,-1.5e+3,\"a\\\"b\\\\\"]",
        _ => "\"\":\"\"",
    };

    private static void Space(StringBuilder text, ref Prng random)
    {
        if (random.NextBelow(4) == 0)
        {
            text.Append(" \t\r\n"[(int)random.NextBelow(4)]);
        }
    }
}
