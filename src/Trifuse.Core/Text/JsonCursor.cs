using Trifuse.Core.Numbers;

namespace Trifuse.Core.Text;

/// <summary>
/// Walks one JSON document member by member without allocating and without ever throwing or reading outside.
/// The first thing that is not as expected sets <see cref="Failed"/> for good, and every later call returns
/// false, so that a loop needs one test at its end.
/// <code>
/// cursor.EnterObject(); while (cursor.NextMember(out JsonText key)) {
///     if (key.Is("id"u8)) { cursor.ReadText(out id); } else { cursor.Skip(); }
/// } bool good = cursor.AtEnd;
/// </code>
/// Values read are checked by RFC 8259's grammar; of values skipped only brackets, strings and depth are
/// checked (at most 64 levels), and bytes of strings are not checked for being UTF-8.
/// </summary>
public ref struct JsonCursor(ReadOnlySpan<byte> json)
{
    private const int MaxDepth = 64;
    private const int NumberScratchBytes = 64;

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private bool _needsComma;

    /// <summary>True once anything was not as expected.</summary>
    public bool Failed { get; private set; }

    /// <summary>The offset of the next byte to read.</summary>
    public readonly int Position => _at;

    /// <summary>True when nothing failed and only white space is left.</summary>
    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return !Failed && _at == _json.Length;
        }
    }

    /// <summary>
    /// The kind of the next value, judged by its first character; consumes white space only.
    /// </summary>
    public JsonKind Peek()
    {
        SkipSpace();
        if (Failed || _at >= _json.Length)
        {
            return JsonKind.None;
        }
        return _json[_at] switch
        {
            (byte)'"' => JsonKind.String,
            (byte)'{' => JsonKind.Object,
            (byte)'[' => JsonKind.Array,
            (byte)'t' => JsonKind.True,
            (byte)'f' => JsonKind.False,
            (byte)'n' => JsonKind.Null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => JsonKind.Number,
            _ => JsonKind.None,
        };
    }

    /// <summary>Enters an object.</summary>
    public bool EnterObject() => Enter((byte)'{');

    /// <summary>Enters an array.</summary>
    public bool EnterArray() => Enter((byte)'[');

    /// <summary>
    /// Goes to the next member of the object entered and reads its name; its value must be read or skipped
    /// before the next call. False behind the last one, which leaves the object.
    /// </summary>
    public bool NextMember(out JsonText name)
    {
        name = default;
        if (!Advance((byte)'}') || !ReadString(out name))
        {
            return false;
        }
        SkipSpace();
        if (_at >= _json.Length || _json[_at] != (byte)':')
        {
            return Fail();
        }
        _at++;
        _needsComma = false;
        return true;
    }

    /// <summary>
    /// Goes to the next element of the array entered; false behind the last one, which leaves it.
    /// </summary>
    public bool NextElement()
    {
        if (!Advance((byte)']'))
        {
            return false;
        }
        _needsComma = false;
        return true;
    }

    /// <summary>Reads a string; anything else fails.</summary>
    public bool ReadText(out JsonText text)
    {
        SkipSpace();
        return ReadString(out text);
    }

    /// <summary>Reads a string, number, true, false or null; fails on an object or array.</summary>
    public bool ReadScalar(out JsonText text, out JsonKind kind)
    {
        kind = Peek();
        text = default;
        switch (kind)
        {
            case JsonKind.String:
                return ReadString(out text);
            case JsonKind.Number:
                return ReadNumber(out text);
            case JsonKind.True:
                return ReadLiteral("true"u8, out text);
            case JsonKind.False:
                return ReadLiteral("false"u8, out text);
            case JsonKind.Null:
                return ReadLiteral("null"u8, out text);
            default:
                return Fail();
        }
    }

    /// <summary>Consumes a null if one comes next; false, without failing, if not.</summary>
    public bool TryReadNull() => Peek() == JsonKind.Null && ReadLiteral("null"u8, out _);

    /// <summary>Reads true or false; anything else fails.</summary>
    public bool ReadBoolean(out bool value)
    {
        value = false;
        if (!ReadScalar(out _, out JsonKind kind) || kind is not (JsonKind.True or JsonKind.False))
        {
            return Fail();
        }
        value = kind == JsonKind.True;
        return true;
    }

    /// <summary>
    /// Reads a decimal written as a number or as a string that holds one; anything else fails.
    /// </summary>
    public bool ReadDecimal(out ExactDecimal value)
    {
        value = default;
        Span<byte> scratch = stackalloc byte[NumberScratchBytes];
        if (!ReadScalar(out JsonText text, out JsonKind kind)
            || kind is not (JsonKind.String or JsonKind.Number)
            || !text.TryGet(scratch, out ReadOnlySpan<byte> digits)
            || !DecimalText.TryParse(digits, out value))
        {
            return Fail();
        }
        return true;
    }

    /// <summary>
    /// Reads a whole number written as a number or as a string that holds one; anything else fails.
    /// </summary>
    public bool ReadInt64(out long value)
    {
        value = 0;
        Span<byte> scratch = stackalloc byte[NumberScratchBytes];
        if (!ReadScalar(out JsonText text, out JsonKind kind)
            || kind is not (JsonKind.String or JsonKind.Number)
            || !text.TryGet(scratch, out ReadOnlySpan<byte> digits)
            || !IntegerText.TryParse(digits, out value))
        {
            return Fail();
        }
        return true;
    }

    /// <summary>Passes over one value of any kind.</summary>
    public bool Skip() => Skip(out _);

    /// <summary>
    /// Passes over one value of any kind and gives its bytes, quotes and brackets included.
    /// </summary>
    public bool Skip(out ReadOnlySpan<byte> raw)
    {
        raw = default;
        JsonKind kind = Peek();
        int start = _at;
        bool good = kind is JsonKind.Object or JsonKind.Array ? SkipNested() : ReadScalar(out _, out _);
        if (good)
        {
            raw = _json[start.._at];
        }
        return good;
    }

    /// <summary>Gives the document up: for the caller that finds a value which cannot be.</summary>
    public bool Fail()
    {
        Failed = true;
        return false;
    }

    private bool Enter(byte bracket)
    {
        SkipSpace();
        if (Failed || _at >= _json.Length || _json[_at] != bracket)
        {
            return Fail();
        }
        _at++;
        _needsComma = false;
        return true;
    }

    private bool Advance(byte closing)
    {
        SkipSpace();
        if (Failed || _at >= _json.Length)
        {
            return Fail();
        }
        if (_json[_at] == closing)
        {
            _at++;
            _needsComma = true;
            return false;
        }
        if (_needsComma)
        {
            if (_json[_at] != (byte)',')
            {
                return Fail();
            }
            _at++;
            SkipSpace();
        }
        return true;
    }

    private bool ReadString(out JsonText text)
    {
        text = default;
        if (Failed || _at >= _json.Length || _json[_at] != (byte)'"')
        {
            return Fail();
        }
        int start = _at + 1;
        int end = start;
        bool isEscaped = false;
        while (true)
        {
            int next = IndexOfQuoteOrBackslash(_json[end..]);
            if (next < 0)
            {
                return Fail();
            }
            end += next;
            if (_json[end] == (byte)'"')
            {
                break;
            }
            isEscaped = true;
            end += 2;
            if (end > _json.Length)
            {
                return Fail();
            }
        }
        text = new JsonText(_json[start..end], isEscaped);
        _at = end + 1;
        _needsComma = true;
        return true;
    }

    // Names and prices are 3 to 20 bytes long, where a plain loop beats setting a vector search up.
    private static int IndexOfQuoteOrBackslash(ReadOnlySpan<byte> text)
    {
        int near = Math.Min(text.Length, 24);
        for (int i = 0; i < near; i++)
        {
            if (text[i] is (byte)'"' or (byte)'\\')
            {
                return i;
            }
        }
        int far = text[near..].IndexOfAny((byte)'"', (byte)'\\');
        return far < 0 ? -1 : near + far;
    }

    private bool ReadNumber(out JsonText text)
    {
        int start = _at;
        int i = _at;
        if (_json[i] == (byte)'-')
        {
            i++;
        }
        int whole = i;
        i = SkipDigits(i);
        bool good = i > whole && (_json[whole] != (byte)'0' || i == whole + 1);
        if (good && i < _json.Length && _json[i] == (byte)'.')
        {
            int fraction = ++i;
            i = SkipDigits(i);
            good = i > fraction;
        }
        if (good && i < _json.Length && (_json[i] | 0x20) == 'e')
        {
            i++;
            if (i < _json.Length && _json[i] is (byte)'+' or (byte)'-')
            {
                i++;
            }
            int exponent = i;
            i = SkipDigits(i);
            good = i > exponent;
        }
        text = default;
        if (!good)
        {
            return Fail();
        }
        text = new JsonText(_json[start..i], isEscaped: false);
        _at = i;
        _needsComma = true;
        return true;
    }

    private readonly int SkipDigits(int i)
    {
        while (i < _json.Length && _json[i] is >= (byte)'0' and <= (byte)'9')
        {
            i++;
        }
        return i;
    }

    private bool ReadLiteral(ReadOnlySpan<byte> literal, out JsonText text)
    {
        text = default;
        if (!_json[_at..].StartsWith(literal))
        {
            return Fail();
        }
        text = new JsonText(_json.Slice(_at, literal.Length), isEscaped: false);
        _at += literal.Length;
        _needsComma = true;
        return true;
    }

    private bool SkipNested()
    {
        // One bit per level, set for an object, so that brackets must match.
        ulong objects = 0;
        int depth = 0;
        while (_at < _json.Length)
        {
            byte character = _json[_at];
            if (character == (byte)'"')
            {
                if (!ReadString(out _))
                {
                    return false;
                }
                continue;
            }
            _at++;
            if (character is (byte)'{' or (byte)'[')
            {
                if (depth == MaxDepth)
                {
                    return Fail();
                }
                objects = (objects << 1) | (character == (byte)'{' ? 1UL : 0UL);
                depth++;
            }
            else if (character is (byte)'}' or (byte)']')
            {
                if ((objects & 1) != (character == (byte)'}' ? 1UL : 0UL))
                {
                    return Fail();
                }
                objects >>= 1;
                depth--;
                if (depth == 0)
                {
                    _needsComma = true;
                    return true;
                }
            }
        }
        return Fail();
    }

    private void SkipSpace()
    {
        while (_at < _json.Length && IsSpace(_json[_at]))
        {
            _at++;
        }
    }

    private static bool IsSpace(byte character) =>
        character is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
