using System.Buffers;
using System.Text;

namespace Trifuse.Net.Http;

/// <summary>The small grammars inside HTTP heads (RFC 9110 section 5.6, RFC 9112 section 7.1).</summary>
internal static class HttpText
{
    private const int LengthDigitsMax = 18;
    private const int ChunkDigitsMax = 15;

    internal static readonly SearchValues<byte> TokenBytes = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Strips spaces and tabs at both ends.</summary>
    internal static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>Digits only: a sign, a list or a blank is refused.</summary>
    internal static bool TryParseLength(ReadOnlySpan<byte> text, out long length)
    {
        length = 0;
        if (text.IsEmpty || text.Length > LengthDigitsMax)
        {
            return false;
        }
        foreach (byte character in text)
        {
            int digit = character - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }
            length = length * 10 + digit;
        }
        return true;
    }

    /// <summary>Hexadecimal digits, optionally followed by extensions, which are ignored.</summary>
    internal static bool TryParseChunkSize(ReadOnlySpan<byte> line, out long size)
    {
        size = 0;
        int semicolon = line.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = semicolon < 0 ? line : Trim(line[..semicolon]);
        if (digits.IsEmpty || digits.Length > ChunkDigitsMax)
        {
            return false;
        }
        foreach (byte character in digits)
        {
            if (!char.IsAsciiHexDigit((char)character))
            {
                return false;
            }
            int digit = char.IsAsciiDigit((char)character) ? character - '0' : (character | 0x20) - 'a' + 10;
            size = size * 16 + digit;
        }
        return true;
    }

    /// <summary>Whether a comma-separated list holds a word, in any case.</summary>
    internal static bool ListContains(ReadOnlySpan<byte> list, ReadOnlySpan<byte> word)
    {
        while (true)
        {
            int comma = list.IndexOf((byte)',');
            ReadOnlySpan<byte> item = comma < 0 ? list : list[..comma];
            if (Ascii.EqualsIgnoreCase(Trim(item), word))
            {
                return true;
            }
            if (comma < 0)
            {
                return false;
            }
            list = list[(comma + 1)..];
        }
    }
}
