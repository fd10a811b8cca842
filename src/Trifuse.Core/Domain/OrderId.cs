using System.Runtime.CompilerServices;

namespace Trifuse.Core.Domain;

/// <summary>
/// The exchange's order id as plain bytes: 24 hexadecimal digits today, 18 decimal ones on unified accounts
/// (KuCoin protocol). At most 32 ASCII characters; a longer one does not fit and is refused.
/// </summary>
public struct OrderId : IEquatable<OrderId>
{
    private const int MaxLength = 32;

    private Text _text;
    private byte _length;

    /// <summary>True when no id is known.</summary>
    public readonly bool IsEmpty => _length == 0;

    /// <summary>False when the text is empty or longer than 32 bytes.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> text, out OrderId id)
    {
        id = default;
        if (text.Length is 0 or > MaxLength)
        {
            return false;
        }
        text.CopyTo(id._text);
        id._length = (byte)text.Length;
        return true;
    }

    /// <summary>Copies the characters; returns their number.</summary>
    public readonly int CopyTo(Span<byte> destination)
    {
        ReadOnlySpan<byte> text = _text;
        text[.._length].CopyTo(destination);
        return _length;
    }

    /// <inheritdoc/>
    public readonly bool Equals(OrderId other)
    {
        ReadOnlySpan<byte> mine = _text;
        ReadOnlySpan<byte> theirs = other._text;
        return _length == other._length && mine.SequenceEqual(theirs);
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is OrderId other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        ReadOnlySpan<byte> text = _text;
        var hash = default(HashCode);
        hash.AddBytes(text[.._length]);
        return hash.ToHashCode();
    }

    /// <summary>Same characters.</summary>
    public static bool operator ==(OrderId a, OrderId b) => a.Equals(b);

    /// <summary>Other characters.</summary>
    public static bool operator !=(OrderId a, OrderId b) => !a.Equals(b);

    /// <summary>The characters. Allocates.</summary>
    public override readonly string ToString()
    {
        ReadOnlySpan<byte> text = _text;
        return System.Text.Encoding.ASCII.GetString(text[.._length]);
    }

    [InlineArray(MaxLength)]
    private struct Text
    {
        private byte _first;
    }
}
