using System.Text.Json;

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

    public static byte[] Error(JsonElement id, int code, string text)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        WriteId(json.Writer, id);
        json.Writer.WriteString("type", "error");
        json.Writer.WriteNumber("code", code);
        json.Writer.WriteString("data", text);
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    private static void WriteId(Utf8JsonWriter writer, JsonElement id)
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
