namespace Trifuse.Net.Http;

/// <summary>Where a <see cref="ResponseParser"/> stands.</summary>
public enum ParseState : byte
{
    NeedMore,
    Complete,

    /// <summary>
    /// The reply is refused; <see cref="ResponseParser.Fault"/> says why. The connection cannot be used on.
    /// </summary>
    Faulted,
}
