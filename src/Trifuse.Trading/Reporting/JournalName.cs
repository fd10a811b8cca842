using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Trifuse.Core;

namespace Trifuse.Trading.Reporting;

/// <summary>
/// The code of a symbol or currency, kept in place. Records hold codes, not indices: an index means another
/// symbol after a restart. At most 31 bytes.
/// </summary>
public struct JournalName
{
    internal const int Capacity = 31;

    private Bytes _bytes;
    private byte _length;

    /// <summary>The code, valid while the struct stays where it is.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Utf8 => ((ReadOnlySpan<byte>)_bytes)[.._length];

    /// <summary>Replaces the code.</summary>
    public void Set(ReadOnlySpan<byte> utf8)
    {
        Check.That(utf8.Length <= Capacity);
        utf8.CopyTo(_bytes);
        _length = (byte)utf8.Length;
    }

    [InlineArray(Capacity)]
    private struct Bytes
    {
        private byte _first;
    }
}
