using System.Text;
using System.Text.Json;

namespace Trifuse.Simulator.Wire;

/// <summary>A JSON writer over a growing buffer that leaves non-ASCII and slashes as they are.</summary>
public sealed class JsonBytes : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly System.Buffers.ArrayBufferWriter<byte> _buffer = new(1024);

    public JsonBytes()
    {
        Writer = new Utf8JsonWriter(_buffer, Options);
    }

    public Utf8JsonWriter Writer { get; }

    public byte[] ToArray()
    {
        Writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }

    public override string ToString() => Encoding.UTF8.GetString(ToArray());

    public void Dispose() => Writer.Dispose();
}
