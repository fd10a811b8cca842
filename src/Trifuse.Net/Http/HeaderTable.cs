using System.Text;

namespace Trifuse.Net.Http;

/// <summary>Where the header lines of the reply in a buffer begin and end. Fixed size.</summary>
internal sealed class HeaderTable
{
    internal const int Capacity = 128;

    private readonly Line[] _lines = new Line[Capacity];
    private int _count;

    internal void Clear() => _count = 0;

    internal bool TryAdd(int nameStart, int nameLength, int valueStart, int valueLength)
    {
        if (_count == Capacity)
        {
            return false;
        }
        _lines[_count++] = new Line(nameStart, nameLength, valueStart, valueLength);
        return true;
    }

    /// <summary>The first value under a name, whatever its case.</summary>
    internal bool TryGet(ReadOnlySpan<byte> buffer, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int i = 0; i < _count; i++)
        {
            ref readonly Line line = ref _lines[i];
            if (line.NameLength == name.Length &&
                Ascii.EqualsIgnoreCase(buffer.Slice(line.NameStart, line.NameLength), name))
            {
                value = buffer.Slice(line.ValueStart, line.ValueLength);
                return true;
            }
        }
        value = default;
        return false;
    }

    private readonly record struct Line(int NameStart, int NameLength, int ValueStart, int ValueLength);
}
