namespace Trifuse.Engine.Config;

/// <summary>Which way orders go to the exchange.</summary>
public enum OrderPathMode : byte
{
    /// <summary>Over REST; no order socket is opened.</summary>
    Rest,

    /// <summary>Over WebSocket, and over REST where that is not possible.</summary>
    Ws,

    /// <summary>Over the path that answers faster.</summary>
    Auto,
}
