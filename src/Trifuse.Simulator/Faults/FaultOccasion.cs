namespace Trifuse.Simulator.Faults;

/// <summary>The kinds of moments at which a fault may strike.</summary>
public enum FaultMoment
{
    /// <summary>A frame is about to leave.</summary>
    Frame,

    /// <summary>A request has come in.</summary>
    Request,

    /// <summary>An order is about to be checked.</summary>
    Order,

    /// <summary>An order of an account has traded.</summary>
    Fill,

    /// <summary>An instant of the plan has come.</summary>
    Time,
}

/// <summary>Which sockets or frames: market topics, private topics, or WebSocket order entry.</summary>
public enum StreamKind
{
    Market,
    Private,
    OrderEntry,
}

/// <summary>One moment, with what rules may ask about it; null: it has no such thing.</summary>
public readonly record struct FaultOccasion(FaultMoment Moment)
{
    public StreamKind? Stream { get; init; }

    public string? Topic { get; init; }

    /// <summary>"POST /api/v1/hf/orders", or "WS spot.order" for WebSocket order entry.</summary>
    public string? Call { get; init; }

    public string? Account { get; init; }

    public string? Symbol { get; init; }
}
