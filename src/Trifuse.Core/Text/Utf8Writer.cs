using System.Buffers;
using System.Buffers.Text;
using Trifuse.Core.Numbers;

namespace Trifuse.Core.Text;

/// <summary>
/// Writes UTF-8 into a given buffer without allocating. It never grows and never throws: what does not fit is
/// cut off and <see cref="Truncated"/> says so.
/// </summary>
public ref struct Utf8Writer(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>True when something did not fit.</summary>
    public bool Truncated { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[..Length];

    /// <summary>Appends bytes as they are.</summary>
    public void Append(scoped ReadOnlySpan<byte> utf8)
    {
        int room = Math.Min(utf8.Length, _buffer.Length - Length);
        utf8[..room].CopyTo(_buffer[Length..]);
        Length += room;
        Truncated |= room < utf8.Length;
    }

    /// <summary>Appends one ASCII character.</summary>
    public void Append(char ascii)
    {
        if (Length < _buffer.Length)
        {
            _buffer[Length++] = (byte)ascii;
        }
        else
        {
            Truncated = true;
        }
    }

    /// <summary>Appends ASCII text.</summary>
    public void Append(string ascii)
    {
        for (int i = 0; i < ascii.Length; i++)
        {
            Append(ascii[i]);
        }
    }

    /// <summary>Appends an integer.</summary>
    public void Append(long value)
    {
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(value, digits, out int length);
        Append(digits[..length]);
    }

    /// <summary>Appends an integer with leading zeros up to <paramref name="width"/> digits.</summary>
    public void AppendPadded(long value, int width)
    {
        Span<byte> digits = stackalloc byte[24];
        Utf8Formatter.TryFormat(value, digits, out int length, new StandardFormat('D', (byte)width));
        Append(digits[..length]);
    }

    /// <summary>Appends a decimal without exponent and trailing zeros.</summary>
    public void Append(ExactDecimal value)
    {
        Span<byte> digits = stackalloc byte[DecimalText.MaxLength];
        Append(digits[..DecimalText.Format(value, digits)]);
    }

    /// <summary>Appends a decimal with exactly the given decimals, rounded half away from zero.</summary>
    public void AppendFixed(ExactDecimal value, int decimals)
    {
        Span<byte> digits = stackalloc byte[DecimalText.MaxLength];
        Append(digits[..DecimalText.FormatFixed(value, decimals, digits)]);
    }

    /// <summary>Appends nanoseconds as milliseconds with three decimals (cut).</summary>
    public void AppendMs(long durationNs)
    {
        long micros = durationNs / 1000;
        if (micros < 0)
        {
            Append('-');
            micros = -micros;
        }
        Append(micros / 1000);
        Append('.');
        AppendPadded(micros % 1000, 3);
    }
}
