using System.Buffers.Binary;
using System.Text;

namespace Trifuse.Engine.Tape;

/// <summary>
/// What a replay has to know before the first record: named sections of bytes in order (config, symbols,
/// fees, balances, run number ...), and how the monotonic clock of the records relates to wall-clock time.
/// </summary>
public sealed class TapeHead
{
    /// <summary>The effective config, TOML text.</summary>
    public const string Config = "config";

    /// <summary>The symbols reply, JSON.</summary>
    public const string Symbols = "symbols";

    /// <summary>The fee rates, JSON.</summary>
    public const string Fees = "fees";

    /// <summary>The balances at the start, JSON.</summary>
    public const string Balances = "balances";

    /// <summary>The run number, decimal text.</summary>
    public const string Run = "run";

    /// <summary>live, paper or record.</summary>
    public const string Mode = "mode";

    /// <summary>
    /// How the values that lie on the tape as in memory are laid out; a reader must have the same.
    /// </summary>
    public const string Layout = "layout";

    private readonly List<TapeSection> _sections = [];

    /// <summary>Makes an empty head; both clocks are read at the same moment.</summary>
    public TapeHead(long startNs, long startUtcNs)
    {
        StartNs = startNs;
        StartUtcNs = startUtcNs;
    }

    /// <summary>The monotonic clock at the start, in the unit of the records' nowNs.</summary>
    public long StartNs { get; }

    /// <summary>The wall clock at the same moment, nanoseconds since 1970.</summary>
    public long StartUtcNs { get; }

    /// <summary>The sections in their order.</summary>
    public IReadOnlyList<TapeSection> Sections => _sections;

    /// <summary>Adds a section.</summary>
    public void Add(string name, ReadOnlySpan<byte> content) =>
        _sections.Add(new TapeSection(name, content.ToArray()));

    /// <summary>Adds a section of text.</summary>
    public void Add(string name, string text) =>
        _sections.Add(new TapeSection(name, Encoding.UTF8.GetBytes(text)));

    /// <summary>The first section of this name; false when there is none.</summary>
    public bool TryGet(string name, out ReadOnlyMemory<byte> content)
    {
        foreach (TapeSection section in _sections)
        {
            if (string.Equals(section.Name, name, StringComparison.Ordinal))
            {
                content = section.Content;
                return true;
            }
        }
        content = default;
        return false;
    }

    /// <summary>The first section of this name as text; empty when there is none.</summary>
    public string Text(string name) =>
        TryGet(name, out ReadOnlyMemory<byte> content) ? Encoding.UTF8.GetString(content.Span) : "";

    /// <summary>Start time, clock and sections as the raw bytes of the head block.</summary>
    internal byte[] Encode()
    {
        using var bytes = new MemoryStream();
        Span<byte> number = stackalloc byte[8];
        PutInt64(StartNs, number);
        PutInt64(StartUtcNs, number);
        PutInt32(_sections.Count, number);
        foreach (TapeSection section in _sections)
        {
            byte[] name = Encoding.UTF8.GetBytes(section.Name);
            PutInt32(name.Length, number);
            bytes.Write(name);
            PutInt32(section.Content.Length, number);
            bytes.Write(section.Content.Span);
        }
        return bytes.ToArray();

        void PutInt64(long value, Span<byte> room)
        {
            BinaryPrimitives.WriteInt64LittleEndian(room, value);
            bytes.Write(room);
        }

        void PutInt32(int value, Span<byte> room)
        {
            BinaryPrimitives.WriteInt32LittleEndian(room, value);
            bytes.Write(room[..4]);
        }
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; false when the bytes contradict themselves.</summary>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, out TapeHead? head)
    {
        head = null;
        if (bytes.Length < 20)
        {
            return false;
        }
        var result = new TapeHead(
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]));
        int count = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        bytes = bytes[20..];
        for (int i = 0; i < count; i++)
        {
            if (!TryTake(ref bytes, out ReadOnlySpan<byte> name)
                || !TryTake(ref bytes, out ReadOnlySpan<byte> content))
            {
                return false;
            }
            result.Add(Encoding.UTF8.GetString(name), content);
        }
        head = result;
        return count >= 0 && bytes.IsEmpty;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (bytes.Length < 4)
        {
            return false;
        }
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - 4)
        {
            return false;
        }
        taken = bytes.Slice(4, length);
        bytes = bytes[(4 + length)..];
        return true;
    }
}

/// <summary>A named part of a tape's head.</summary>
public readonly record struct TapeSection(string Name, ReadOnlyMemory<byte> Content);
