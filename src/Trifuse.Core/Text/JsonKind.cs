namespace Trifuse.Core.Text;

/// <summary>What kind of value a <see cref="JsonCursor"/> stands at.</summary>
public enum JsonKind : byte
{
    /// <summary>Nothing that starts a value.</summary>
    None,

    /// <summary>A quoted string.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>The literal true.</summary>
    True,

    /// <summary>The literal false.</summary>
    False,

    /// <summary>The literal null.</summary>
    Null,

    /// <summary>An object.</summary>
    Object,

    /// <summary>An array.</summary>
    Array,
}
