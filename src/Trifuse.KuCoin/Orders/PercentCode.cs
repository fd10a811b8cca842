using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Orders;

/// <summary>Values of a query, percent-encoded (RFC 3986 section 2.1).</summary>
internal static class PercentCode
{
    /// <summary>Appends the value; whatever is not an unreserved character is encoded.</summary>
    public static void Append(ref Utf8Writer writer, scoped ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
        foreach (byte character in value)
        {
            if (char.IsAsciiLetterOrDigit((char)character) || "-._~"u8.Contains(character))
            {
                writer.Append((char)character);
                continue;
            }
            writer.Append('%');
            writer.Append((char)digits[character >> 4]);
            writer.Append((char)digits[character & 15]);
        }
    }
}
