namespace Trifuse.Trading.Reporting;

/// <summary>What a remainder is; the numbers are the format's and never change.</summary>
public enum RemainderKind : byte
{
    /// <summary>Too small to be traded.</summary>
    Dust = 0,

    /// <summary>Could be traded, and was not.</summary>
    Held = 1,
}
