using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Trifuse.Core;
using Trifuse.Core.Text;

namespace Trifuse.Engine.Output;

/// <summary>
/// Makes the report log a chain: each line ends in " | chain=" and the SHA-256, in hexadecimal, of the hash
/// before (32 bytes; zeros for the first line) and the line up to there. Changing, removing or putting in a
/// line breaks every hash behind it. A line that a kill cut short is completed with " | torn" at the next
/// start, so it is in the chain too. Writing allocates nothing.
/// </summary>
internal sealed class ReportChain
{
    public const int HashBytes = 32;

    private const int MaxLineBytes = 16 * 1024;
    private const int TailBytes = 128 * 1024;

    private readonly byte[] _input = new byte[HashBytes + MaxLineBytes];
    private readonly byte[] _line = new byte[MaxLineBytes + Mark.Length + (2 * HashBytes)];
    private readonly byte[] _next = new byte[HashBytes];

    /// <summary>What stands between a line and its hash.</summary>
    public static ReadOnlySpan<byte> Mark => " | chain="u8;

    /// <summary>What completes a line that was cut short.</summary>
    public static ReadOnlySpan<byte> Torn => " | torn"u8;

    private Span<byte> Previous => _input.AsSpan(0, HashBytes);

    /// <summary>
    /// Goes on with the chain of an existing log, or begins one where there is none. A line that was cut
    /// short is completed through <paramref name="sink"/>, which appends to the same file.
    /// </summary>
    public static bool TryResume(
        string path, LineSink sink, [NotNullWhen(true)] out ReportChain? chain, out string problem)
    {
        chain = null;
        problem = "";
        byte[] tail;
        try
        {
            tail = ReadTail(path);
        }
        catch (Exception error) when (FileErrors.Includes(error))
        {
            problem = $"The report file {path} cannot be read back: {error.Message}. Check [report].";
            return false;
        }
        var resumed = new ReportChain();
        int end = tail.AsSpan().LastIndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> whole = tail.AsSpan(0, end).TrimEnd((byte)'\n');
        ReadOnlySpan<byte> last = whole[(whole.LastIndexOf((byte)'\n') + 1)..];
        if (TrySplit(last, out _, out string hash))
        {
            Convert.FromHexString(hash).CopyTo(resumed.Previous);
        }
        ReadOnlySpan<byte> torn = tail.AsSpan(end);
        if (torn.Length + Torn.Length > MaxLineBytes)
        {
            problem = $"The report file {path} ends in a line that no report can be: {torn.Length} bytes "
                + "without a line break. Name another file in [report].";
            return false;
        }
        if (!torn.IsEmpty)
        {
            resumed.Complete(sink, torn);
        }
        chain = resumed;
        return true;
    }

    /// <summary>Takes one line; a line that the sink loses leaves no gap in the chain.</summary>
    public bool Write(LineSink sink, ReadOnlySpan<byte> line)
    {
        var text = new Utf8Writer(_line);
        text.Append(line);
        AppendHash(ref text, line);
        if (!sink.Write(text.Written))
        {
            return false;
        }
        _next.CopyTo(Previous);
        return true;
    }

    /// <summary>Divides a line into what was hashed and the hash; false when it has none.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> content, out string hash)
    {
        int at = line.LastIndexOf(Mark);
        content = at < 0 ? line : line[..at];
        hash = at < 0 ? "" : Encoding.ASCII.GetString(line[(at + Mark.Length)..]);
        return hash.Length == 2 * HashBytes && hash.All(static c => char.IsAsciiHexDigitLower(c));
    }

    private void Complete(LineSink sink, ReadOnlySpan<byte> torn)
    {
        byte[] line = [.. torn, .. Torn];
        var text = new Utf8Writer(_line);
        text.Append(Torn);
        AppendHash(ref text, line);
        if (sink.Write(text.Written))
        {
            _next.CopyTo(Previous);
        }
    }

    private void AppendHash(ref Utf8Writer text, ReadOnlySpan<byte> line)
    {
        line.CopyTo(_input.AsSpan(HashBytes));
        _ = SHA256.HashData(_input.AsSpan(0, HashBytes + line.Length), _next);
        text.Append(Mark);
        foreach (byte value in _next)
        {
            text.Append((char)DigitOf(value >> 4));
            text.Append((char)DigitOf(value & 0xF));
        }
        Check.That(!text.Truncated);
    }

    private static int DigitOf(int value) => value < 10 ? '0' + value : 'a' + value - 10;

    private static byte[] ReadTail(string path)
    {
        // Pipes and devices have no length, and nothing to go on with.
        var info = new FileInfo(path);
        if (!info.Exists || info.Length == 0)
        {
            return [];
        }
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] tail = new byte[Math.Min(TailBytes, file.Length)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        return tail;
    }
}
