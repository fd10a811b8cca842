namespace Trifuse.Net.Loop;

/// <summary>
/// What a descriptor is ready for; the values are the kernel's own (EPOLLIN, EPOLLOUT, ...).
/// </summary>
[Flags]
public enum ReadyEvents : uint
{
    None = 0,
    Readable = 0x1,
    Writable = 0x4,
    Error = 0x8,
    HangUp = 0x10,

    /// <summary>The peer has closed its sending side; what it sent before must be read first.</summary>
    PeerClosed = 0x2000,
}
