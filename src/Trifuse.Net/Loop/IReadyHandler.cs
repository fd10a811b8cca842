namespace Trifuse.Net.Loop;

/// <summary>Owner of a descriptor in an <see cref="EventLoop"/>. Called on the loop's thread only.</summary>
public interface IReadyHandler
{
    /// <summary>
    /// The descriptor is ready. Interest is level-triggered: what is left unread in the kernel is announced
    /// again, what is left inside a TLS stream is not. <paramref name="nowNs"/> is the monotonic time of the
    /// wake-up.
    /// </summary>
    void OnReady(ReadyEvents events, long nowNs);
}
