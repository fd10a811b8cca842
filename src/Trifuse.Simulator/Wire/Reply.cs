using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>One REST answer: HTTP status and body in KuCoin's envelope.</summary>
public sealed record Reply(int Status, byte[] Body)
{
    /// <summary>A success whose data the callback writes.</summary>
    public static Reply Data(Action<Utf8JsonWriter> write)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("code", "200000");
        json.Writer.WritePropertyName("data");
        write(json.Writer);
        json.Writer.WriteEndObject();
        return new Reply(200, json.ToArray());
    }

    /// <summary>A success whose data is an object that the callback fills.</summary>
    public static Reply Object(Action<Utf8JsonWriter> fill) => Data(w =>
    {
        w.WriteStartObject();
        fill(w);
        w.WriteEndObject();
    });

    public static Reply Error(int status, string code, string message)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("code", code);
        json.Writer.WriteString("msg", message);
        json.Writer.WriteEndObject();
        return new Reply(status, json.ToArray());
    }

    /// <summary>Business errors come with HTTP 200 (KuCoin protocol 1.2).</summary>
    public static Reply Refusal(Rejection rejection) => Error(200, rejection.Code, rejection.Message);
}
