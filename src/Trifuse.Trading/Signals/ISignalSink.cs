namespace Trifuse.Trading.Signals;

/// <summary>
/// Where signals go. Implemented by structs and used as a type parameter. A slot is only begun when the desk
/// knows it free, so there is always room.
/// </summary>
public interface ISignalSink
{
    /// <summary>The signal of this executor's ring, to be filled in place.</summary>
    ref Signal Begin(int slot);

    /// <summary>The signal is complete: hand it to the executor.</summary>
    void Publish(int slot);
}
