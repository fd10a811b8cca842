using System.Buffers.Text;
using System.Text;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Wire;

/// <summary>Builds UTF-8 JSON by hand in one reused buffer. Not thread-safe: one per gate.</summary>
public sealed class FrameBuilder
{
    private byte[] _bytes = new byte[16 * 1024];
    private int _length;

    public FrameBuilder Start()
    {
        _length = 0;
        return this;
    }

    public FrameBuilder Raw(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(_bytes.AsSpan(_length));
        _length += utf8.Length;
        return this;
    }

    /// <summary>Text without anything that JSON would escape (symbols, ids, enum words).</summary>
    public FrameBuilder Plain(string text)
    {
        Reserve(text.Length * 3);
        _length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
        return this;
    }

    public FrameBuilder Number(long value)
    {
        Reserve(20);
        _ = Utf8Formatter.TryFormat(value, _bytes.AsSpan(_length), out int written);
        _length += written;
        return this;
    }

    /// <summary>units x 10^-scale in quotes, without trailing zeros or exponent.</summary>
    public FrameBuilder Quoted(long units, int scale)
    {
        Raw("\""u8);
        while (scale > 0 && units % 10 == 0)
        {
            units /= 10;
            scale--;
        }

        if (units == 0 || scale == 0)
        {
            return Number(units).Raw("\""u8);
        }

        Span<byte> digits = stackalloc byte[48];
        int at = digits.Length;
        int places = 0;
        while (units > 0 || places <= scale)
        {
            if (places == scale)
            {
                digits[--at] = (byte)'.';
            }

            digits[--at] = (byte)('0' + (units % 10));
            units /= 10;
            places++;
        }

        return Raw(digits[at..]).Raw("\""u8);
    }

    /// <summary>An exact number in quotes.</summary>
    public FrameBuilder Quoted(Dec value) => Raw("\""u8).Plain(value.ToString()).Raw("\""u8);

    /// <summary>What has been built; valid until the next <see cref="Start"/>.</summary>
    public ReadOnlySpan<byte> Frame => _bytes.AsSpan(0, _length);

    public byte[] ToArray() => Frame.ToArray();

    private void Reserve(int more)
    {
        if (_length + more > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
        }
    }
}
