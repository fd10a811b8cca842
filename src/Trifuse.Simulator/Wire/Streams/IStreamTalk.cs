namespace Trifuse.Simulator.Wire.Streams;

/// <summary>What is said on one connection: a protocol and where in it the connection stands.</summary>
public interface IStreamTalk
{
    /// <summary>The server speaks first.</summary>
    void Begin(StreamClient client);

    /// <summary>A whole message of the client.</summary>
    /// <param name="client">Who sent it.</param>
    /// <param name="message">Valid until the call returns.</param>
    /// <param name="tooMany">The client has sent more messages than it may.</param>
    void Hear(StreamClient client, ReadOnlyMemory<byte> message, bool tooMany);

    /// <summary>The connection has ended.</summary>
    void End(StreamClient client);
}
