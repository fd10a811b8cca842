namespace Trifuse.Engine.Connections;

/// <summary>What a connection is for; decides how it is made.</summary>
public enum DialKind : byte
{
    /// <summary>HTTPS to the REST address.</summary>
    Rest,

    /// <summary>WebSocket with a public token.</summary>
    MarketStream,

    /// <summary>WebSocket with a private token.</summary>
    PrivateStream,

    /// <summary>
    /// WebSocket for orders, signed in by its address; the session itself is still to be signed.
    /// </summary>
    OrderStream,
}
