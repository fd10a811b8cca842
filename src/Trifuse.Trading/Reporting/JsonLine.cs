using Trifuse.Core.Numbers;
using Trifuse.Core.Text;

namespace Trifuse.Trading.Reporting;

/// <summary>Writes one JSON document on one line into a given buffer, without allocating.</summary>
internal ref struct JsonLine(Span<byte> buffer)
{
    private Utf8Writer _text = new(buffer);
    private bool _needsComma;

    public readonly int Length => _text.Length;

    public readonly bool Truncated => _text.Truncated;

    /// <summary>Opens an object or array as the next element, or as the whole document.</summary>
    public void Open(char bracket)
    {
        Separate();
        _text.Append(bracket);
        _needsComma = false;
    }

    public void Close(char bracket)
    {
        _text.Append(bracket);
        _needsComma = true;
    }

    /// <summary>Opens an object or array as a member.</summary>
    public void Open(ReadOnlySpan<byte> name, char bracket)
    {
        Name(name);
        _text.Append(bracket);
        _needsComma = false;
    }

    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        _text.Append(value);
    }

    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        _text.Append(value ? "true"u8 : "false"u8);
    }

    public void Text(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> utf8)
    {
        Name(name);
        Quote(utf8);
    }

    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        Separate();
        Quote(utf8);
    }

    /// <summary>An exact decimal, as a string: a reader's floating point must not touch it.</summary>
    public void Amount(ReadOnlySpan<byte> name, ExactDecimal value)
    {
        Name(name);
        _text.Append('"');
        _text.Append(value);
        _text.Append('"');
    }

    public void Utc(ReadOnlySpan<byte> name, long utcNs)
    {
        Name(name);
        _text.Append('"');
        UtcText.Append(ref _text, utcNs);
        _text.Append('"');
    }

    private void Separate()
    {
        if (_needsComma)
        {
            _text.Append(',');
        }
        _needsComma = true;
    }

    private void Name(scoped ReadOnlySpan<byte> name)
    {
        Separate();
        _text.Append('"');
        _text.Append(name);
        _text.Append("\":"u8);
    }

    private void Quote(scoped ReadOnlySpan<byte> utf8)
    {
        _text.Append('"');
        foreach (byte character in utf8)
        {
            if (character is (byte)'"' or (byte)'\\')
            {
                _text.Append('\\');
            }
            // Control characters never get here from a report; a space keeps the line one line all the same.
            _text.Append(character < 0x20 ? " "u8 : new ReadOnlySpan<byte>(in character));
        }
        _text.Append('"');
    }
}
