namespace Trifuse.Trading.Execution;

/// <summary>A way for orders to the exchange.</summary>
public enum OrderPath : byte
{
    /// <summary>Not one byte of the order was sent, or an earlier process sent it.</summary>
    None,

    /// <summary>A request of its own.</summary>
    Rest,

    /// <summary>The order socket.</summary>
    Socket,
}
