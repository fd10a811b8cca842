using System.Buffers.Text;
using Trifuse.Core.Text;

namespace Trifuse.Core.Domain;

/// <summary>
/// The client id of an order: a pure function of run, cascade, step (0 to 2 the legs, from 3 on unwind steps)
/// and attempt, so that a restart can ask for every order that may exist. Written
/// tf-run-cascade-step-attempt, at most 32 characters of the 40 that the exchange allows, in its alphabet
/// [A-Za-z0-9_-].
/// </summary>
public readonly record struct ClientOrderId(uint Run, uint Cascade, byte Step, byte Attempt)
{
    /// <summary>The longest text: tf-, two 10-digit numbers, two 3-digit numbers, three dashes.</summary>
    public const int MaxLength = 32;

    /// <summary>A key for tables: unique within one run.</summary>
    public ulong Key => ((ulong)Cascade << 16) | ((ulong)Step << 8) | Attempt;

    private static ReadOnlySpan<byte> Prefix => "tf-"u8;

    /// <summary>Writes the text; returns its length.</summary>
    public int Format(Span<byte> destination)
    {
        var writer = new Utf8Writer(destination);
        writer.Append(Prefix);
        writer.Append(Run);
        writer.Append('-');
        writer.Append(Cascade);
        writer.Append('-');
        writer.Append(Step);
        writer.Append('-');
        writer.Append(Attempt);
        Check.That(!writer.Truncated);
        return writer.Length;
    }

    /// <summary>
    /// False when the text is not one of our ids (an order placed by hand, another program's).
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ClientOrderId id)
    {
        id = default;
        if (!text.StartsWith(Prefix))
        {
            return false;
        }
        text = text[Prefix.Length..];
        if (!TryNumber(ref text, uint.MaxValue, last: false, out uint run)
            || !TryNumber(ref text, uint.MaxValue, last: false, out uint cascade)
            || !TryNumber(ref text, byte.MaxValue, last: false, out uint step)
            || !TryNumber(ref text, byte.MaxValue, last: true, out uint attempt))
        {
            return false;
        }
        id = new ClientOrderId(run, cascade, (byte)step, (byte)attempt);
        return true;
    }

    /// <summary>The text. Allocates.</summary>
    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text)]);
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> text, uint max, bool last, out uint value)
    {
        if (!Utf8Parser.TryParse(text, out value, out int used) || value > max || used != DigitsOf(value))
        {
            return false;
        }
        if (last)
        {
            return used == text.Length;
        }
        if (used >= text.Length || text[used] != (byte)'-')
        {
            return false;
        }
        text = text[(used + 1)..];
        return true;
    }

    private static int DigitsOf(uint value)
    {
        int digits = 1;
        for (uint rest = value; rest >= 10; rest /= 10)
        {
            digits++;
        }
        return digits;
    }
}
