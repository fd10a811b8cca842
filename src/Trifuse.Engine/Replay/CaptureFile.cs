using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Trifuse.Engine.Replay;

/// <summary>
/// A capture that is being written (docs/kcap.md), gzipped when its name ends in .gz. Every method that
/// writes may throw what <see cref="FileErrors"/> knows.
/// </summary>
internal sealed class CaptureFile : IDisposable
{
    /// <summary>The unpacked bytes that a reader of captures takes, at most.</summary>
    public const long MaxBytes = 1L << 30;

    private readonly string _path;
    private readonly Stream _stream;
    private long _lastUs = long.MinValue;

    private CaptureFile(string path, Stream stream)
    {
        _path = path;
        _stream = stream;
    }

    /// <summary>Unpacked bytes so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines behind the header.</summary>
    public long Lines { get; private set; }

    /// <summary>Microseconds from the first line to the last.</summary>
    public long SpanUs { get; private set; }

    /// <summary>Makes the file; an existing one is refused with a sentence, never overwritten.</summary>
    public static bool TryCreate(
        string path, [NotNullWhen(true)] out CaptureFile? file, [NotNullWhen(false)] out string? problem)
    {
        file = null;
        problem = null;
        try
        {
            Stream stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            bool isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
            stream = isPacked
                ? new GZipStream(stream, CompressionLevel.Optimal)
                : new BufferedStream(stream, 1 << 16);
            file = new CaptureFile(path, stream);
            return true;
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = Path.Exists(path)
                ? $"The capture {path} cannot be made: File exists. Captures are never overwritten: name "
                    + "another."
                : $"The capture {path} cannot be made: {error.Message}";
            return false;
        }
    }

    /// <summary>The first line.</summary>
    public void WriteHeader(string exchange, string converted)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("kcap", 1);
            json.WriteString("exchange", exchange);
            json.WriteString("clock", "recv");
            json.WriteString("converted", converted);
            json.WriteEndObject();
        }
        Put(line.ToArray());
        Put("\n"u8);
    }

    /// <summary>A message of a stream. A time before that of the last line is written as that.</summary>
    public void WriteMessage(long utcUs, ReadOnlySpan<byte> message) => Write(utcUs, "", message);

    /// <summary>A reply to a REST call.</summary>
    public void WriteReply(long utcUs, string call, ReadOnlySpan<byte> body) =>
        Write(utcUs, $",\"http\":\"{JsonEncodedText.Encode(call)}\"", body);

    /// <summary>Writes what is still buffered and closes the file.</summary>
    public void Finish() => _stream.Dispose();

    /// <summary>Closes and deletes it: half a capture is none.</summary>
    public void Discard()
    {
        try
        {
            _stream.Dispose();
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            // What could not be written is of no use any more.
        }
        try
        {
            File.Delete(_path);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            // It stays, cut, and a reader of captures will say so.
        }
    }

    public void Dispose() => _stream.Dispose();

    private void Write(long utcUs, string call, ReadOnlySpan<byte> body)
    {
        utcUs = Math.Max(utcUs, _lastUs);
        SpanUs += Lines == 0 ? 0 : utcUs - _lastUs;
        _lastUs = utcUs;
        Lines++;
        string head = string.Create(CultureInfo.InvariantCulture, $"{{\"r\":{utcUs}{call},\"m\":");
        Put(Encoding.UTF8.GetBytes(head));
        Put(body);
        Put("}\n"u8);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        Bytes += bytes.Length;
    }
}
