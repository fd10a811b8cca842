using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Trifuse.Trading.Execution;

/// <summary>
/// A short text kept in place. Control characters and the report line's separator are replaced on the way
/// in, so that words of the exchange cannot break a line; what does not fit is cut.
/// </summary>
public struct ReportText
{
    private const int Capacity = 200;

    private Bytes _bytes;
    private byte _length;

    /// <summary>The text as UTF-8, valid while the struct stays where it is.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Utf8 => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <summary>Replaces the text.</summary>
    public void Set(ReadOnlySpan<byte> utf8)
    {
        int length = Math.Min(utf8.Length, Capacity);
        // A cut must not leave half a character behind.
        while (length < utf8.Length && length > 0 && (utf8[length] & 0xC0) == 0x80)
        {
            length--;
        }
        Span<byte> bytes = _bytes;
        for (int i = 0; i < length; i++)
        {
            byte character = utf8[i];
            bytes[i] = character < 0x20 || character == 0x7F ? (byte)' '
                : character == (byte)'|' ? (byte)'/'
                : character;
        }
        _length = (byte)length;
    }

    [InlineArray(Capacity)]
    private struct Bytes
    {
        private byte _first;
    }
}
