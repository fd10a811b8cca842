using System.Text.Json;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>welcome, ack, pong and error. Ids are echoed as strings, exactly as they came.</summary>
public static class ControlFrames
{
    public static byte[] Welcome(string id)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("id", id);
        json.Writer.WriteString("type", "welcome");
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    public static byte[] Simple(JsonElement id, string type)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        WriteId(json.Writer, id);
        json.Writer.WriteString("type", type);
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    /// <summary>The code is a number, the data its text (KuCoin protocol 6.1).</summary>
    public static byte[] Error(JsonElement id, StreamFault fault)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        WriteId(json.Writer, id);
        json.Writer.WriteString("type", "error");
        json.Writer.WriteNumber("code", fault.Code);
        json.Writer.WriteString("data", fault.Text);
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    /// <summary>Writes an id that is a string or a number; anything else is none.</summary>
    internal static void WriteId(Utf8JsonWriter writer, JsonElement id)
    {
        if (id.ValueKind == JsonValueKind.String)
        {
            writer.WriteString("id", id.GetString());
        }
        else if (id.ValueKind == JsonValueKind.Number)
        {
            writer.WriteString("id", id.GetRawText());
        }
    }
}
