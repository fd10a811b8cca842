namespace Trifuse.KuCoin;

/// <summary>What may stand in a path or header without quoting.</summary>
internal static class WireText
{
    /// <summary>
    /// True for one or more of A-Z a-z 0-9 - _ and dot: symbols, currencies, order and client ids.
    /// </summary>
    public static bool IsToken(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)character)
                && character is not ((byte)'-' or (byte)'_' or (byte)'.'))
            {
                return false;
            }
        }
        return !text.IsEmpty;
    }

    /// <summary>True for one or more visible ASCII characters: what may be a header's value.</summary>
    public static bool IsVisible(ReadOnlySpan<byte> text)
    {
        foreach (byte character in text)
        {
            if (character is <= (byte)' ' or >= 127)
            {
                return false;
            }
        }
        return !text.IsEmpty;
    }

    /// <summary>True when the text holds the lower-case ASCII word, whatever the case of the text.</summary>
    public static bool HasWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerWord)
    {
        for (int i = 0; i + lowerWord.Length <= text.Length; i++)
        {
            if (System.Text.Ascii.EqualsIgnoreCase(text.Slice(i, lowerWord.Length), lowerWord))
            {
                return true;
            }
        }
        return false;
    }
}
