using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Trifuse.Simulator.Faults;

namespace Trifuse.Simulator.Control;

/// <summary>Faults and their counts as JSON, for the control endpoint and the summary.</summary>
public static class FaultJson
{
    /// <summary>A member "faults" with one object for each.</summary>
    public static void WriteAll(Utf8JsonWriter writer, IReadOnlyList<FaultReport> reports)
    {
        writer.WriteStartArray("faults");
        foreach (FaultReport report in reports)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", report.Id);
            writer.WriteString("do", FaultWords.WordOf(report.Rule.Do));
            writer.WriteString("name", report.Rule.Name);
            writer.WriteNumber("seen", report.Seen);
            writer.WriteNumber("struck", report.Struck);
            writer.WriteBoolean("over", report.IsOver);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static string Object(Action<Utf8JsonWriter> fill)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            writer.WriteStartObject();
            fill(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
