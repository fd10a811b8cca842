namespace Trifuse.Core.Text;

/// <summary>
/// The content of a JSON string, or the characters of a number or literal, as they stand in the input: a
/// view, not a copy. Escapes are resolved only on demand, because exchanges hardly ever write any.
/// </summary>
public readonly ref struct JsonText(ReadOnlySpan<byte> raw, bool isEscaped)
{
    private const int ScratchBytes = 64;

    /// <summary>The bytes between the quotes, escapes unresolved.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>True when <see cref="Raw"/> holds a backslash.</summary>
    public bool IsEscaped { get; } = isEscaped;

    /// <summary>
    /// True when the text, escapes resolved, equals <paramref name="utf8"/> (at most 64 bytes).
    /// </summary>
    public bool Is(ReadOnlySpan<byte> utf8)
    {
        if (!IsEscaped)
        {
            return Raw.SequenceEqual(utf8);
        }
        Span<byte> scratch = stackalloc byte[ScratchBytes];
        return TryCopyTo(scratch, out int length) && scratch[..length].SequenceEqual(utf8);
    }

    /// <summary>
    /// Resolves escapes into the destination; false when it is too short or an escape is malformed.
    /// </summary>
    public bool TryCopyTo(Span<byte> destination, out int length)
    {
        length = 0;
        if (!IsEscaped)
        {
            length = Raw.Length;
            return Raw.TryCopyTo(destination);
        }
        int i = 0;
        while (i < Raw.Length)
        {
            if (Raw[i] != (byte)'\\')
            {
                if (length == destination.Length)
                {
                    return false;
                }
                destination[length++] = Raw[i++];
            }
            else if (!TryEscape(Raw, ref i, destination, ref length))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// The text with escapes resolved: <see cref="Raw"/> itself, or a part of the scratch buffer. False when
    /// the buffer is too short or an escape is malformed.
    /// </summary>
    public bool TryGet(Span<byte> scratch, out ReadOnlySpan<byte> text)
    {
        text = Raw;
        if (!IsEscaped)
        {
            return true;
        }
        bool fits = TryCopyTo(scratch, out int length);
        text = scratch[..length];
        return fits;
    }

    private static bool TryEscape(ReadOnlySpan<byte> raw, ref int i, Span<byte> destination, ref int length)
    {
        if (i + 1 >= raw.Length)
        {
            return false;
        }
        byte kind = raw[i + 1];
        if (kind == (byte)'u')
        {
            return TryUnicode(raw, ref i, destination, ref length);
        }
        int plain = kind switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => kind,
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => -1,
        };
        if (plain < 0 || length == destination.Length)
        {
            return false;
        }
        destination[length++] = (byte)plain;
        i += 2;
        return true;
    }

    private static bool TryUnicode(ReadOnlySpan<byte> raw, ref int i, Span<byte> destination, ref int length)
    {
        if (!TryHex(raw, i + 2, out int code))
        {
            return false;
        }
        i += 6;
        if (char.IsSurrogate((char)code))
        {
            // RFC 8259 section 7: characters beyond the basic plane are written as a pair of escapes.
            if (i + 1 >= raw.Length || raw[i] != (byte)'\\' || raw[i + 1] != (byte)'u'
                || !TryHex(raw, i + 2, out int low)
                || !char.IsSurrogatePair((char)code, (char)low))
            {
                return false;
            }
            i += 6;
            code = char.ConvertToUtf32((char)code, (char)low);
        }
        if (!new System.Text.Rune(code).TryEncodeToUtf8(destination[length..], out int written))
        {
            return false;
        }
        length += written;
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> raw, int start, out int code)
    {
        code = 0;
        if (start + 4 > raw.Length)
        {
            return false;
        }
        for (int i = start; i < start + 4; i++)
        {
            if (!char.IsAsciiHexDigit((char)raw[i]))
            {
                return false;
            }
            int digit = raw[i] <= (byte)'9' ? raw[i] - '0' : (raw[i] | 0x20) - 'a' + 10;
            code = (code << 4) | digit;
        }
        return true;
    }
}
