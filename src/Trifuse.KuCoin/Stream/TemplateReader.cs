using System.Runtime.CompilerServices;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// Matches a frame against literals and picks values out between them. Every method that returns false leaves
/// the frame to the member walk, which decides what it is: so this reader knows plain spellings only.
/// </summary>
internal ref struct TemplateReader(ReadOnlySpan<byte> frame)
{
    private const int MaxNameBytes = 32;
    private const int MaxNumberDigits = 18;
    private const int MaxIntegerDigits = 19;

    private readonly ReadOnlySpan<byte> _text = frame;
    private int _at;

    public readonly bool AtEnd => _at == _text.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Take(ReadOnlySpan<byte> literal)
    {
        if (_text.Length - _at < literal.Length || !_text.Slice(_at, literal.Length).SequenceEqual(literal))
        {
            return false;
        }
        _at += literal.Length;
        return true;
    }

    /// <summary>Reads up to and over the closing quote.</summary>
    public bool TakeName(out ReadOnlySpan<byte> name)
    {
        name = default;
        int end = Math.Min(_text.Length, _at + MaxNameBytes + 1);
        for (int i = _at; i < end; i++)
        {
            if (_text[i] == (byte)'"')
            {
                name = _text[_at..i];
                _at = i + 1;
                return true;
            }
            if (_text[i] == (byte)'\\')
            {
                return false;
            }
        }
        return false;
    }

    /// <summary>
    /// Reads digits with at most one point, at most 18 of them, up to and over the closing quote.
    /// </summary>
    public bool TakeNumber(out ExactDecimal value)
    {
        ReadOnlySpan<byte> text = _text;
        int start = _at;
        int i = start;
        int point = -1;
        ulong mantissa = 0;
        for (; i < text.Length; i++)
        {
            uint digit = unchecked((uint)(text[i] - '0'));
            if (digit <= 9)
            {
                // A wrapped product is thrown away below: then there were more than 18 digits.
                mantissa = unchecked((mantissa * 10) + digit);
            }
            else if (text[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                break;
            }
        }
        int digits = i - start - (point < 0 ? 0 : 1);
        value = default;
        if (i >= text.Length || text[i] != (byte)'"' || digits is 0 or > MaxNumberDigits)
        {
            return false;
        }
        _at = i + 1;
        int scale = point < 0 ? 0 : i - point - 1;
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }
        value = new ExactDecimal(mantissa, scale);
        return true;
    }

    /// <summary>Reads at most 19 digits up to the first other character.</summary>
    public bool TakeInteger(out long value)
    {
        int i = _at;
        ulong number = 0;
        int end = Math.Min(_text.Length, _at + MaxIntegerDigits + 1);
        for (; i < end; i++)
        {
            uint digit = unchecked((uint)(_text[i] - '0'));
            if (digit > 9)
            {
                break;
            }
            number = unchecked((number * 10) + digit);
        }
        int digits = i - _at;
        bool leadingZero = digits > 1 && _text[_at] == (byte)'0';
        value = unchecked((long)number);
        if (digits is 0 or > MaxIntegerDigits || leadingZero || value < 0)
        {
            return false;
        }
        _at = i;
        return true;
    }
}
