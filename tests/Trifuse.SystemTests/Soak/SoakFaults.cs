using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Soak;

/// <summary>
/// Everything that the simulator can do to an engine at once, at one to five in a hundred; what happens to
/// the exchange as a whole comes every few seconds.
/// </summary>
internal static class SoakFaults
{
    private const string Order = "orders";
    private const string SocketOrder = "WS spot.order";
    private const string Query = "GET /api/v1/hf/orders/client-order/*";

    public static IReadOnlyList<FaultRule> All { get; } =
    [
        OnFrames("private frame lost", FaultKind.Drop, StreamKind.Private, 0.02),
        OnFrames("private frame doubled", FaultKind.Duplicate, StreamKind.Private, 0.03),
        OnFrames("private frame late", FaultKind.Delay, StreamKind.Private, 0.03) with { Ms = 200 },
        OnFrames("private frames out of order", FaultKind.Reorder, StreamKind.Private, 0.02),
        // The engine drops the connection for it, so each one costs all that comes until the next.
        OnFrames("private frame cut", FaultKind.Truncate, StreamKind.Private, 1) with { Every = 300 },
        OnFrames("market frame lost", FaultKind.Drop, StreamKind.Market, 0.01),
        OnFrames("market frame doubled", FaultKind.Duplicate, StreamKind.Market, 0.02),
        OnFrames("market frame late", FaultKind.Delay, StreamKind.Market, 0.02) with { Ms = 100 },
        OnCalls("order reply late", FaultKind.Hold, Order, 0.03) with { Ms = 400 },
        OnCalls("order lost", FaultKind.LoseBefore, Order, 0.01) with { Ms = 500 },
        OnCalls("order reply lost", FaultKind.LoseAfter, Order, 0.02) with { Ms = 500 },
        OnCalls("order answered 500, taken", FaultKind.Answer, Order, 0.01) with
        {
            Status = 500, Code = "500000", Message = "Internal Server Error", Taken = true,
        },
        OnCalls("order answered 500, not taken", FaultKind.Answer, Order, 0.01) with
        {
            Status = 500, Code = "500000", Message = "Internal Server Error",
        },
        OnCalls("order answered 429", FaultKind.Answer, Order, 0.01) with
        {
            Status = 429, Code = "429000", Message = "Too Many Requests",
        },
        OnCalls("query answered 500", FaultKind.Answer, Query, 0.03) with
        {
            Status = 500, Code = "500000", Message = "Internal Server Error",
        },
        OnCalls("query reply lost", FaultKind.LoseAfter, Query, 0.02) with { Ms = 300 },
        Often("order refused", FaultKind.Reject, 0.02) with
        {
            Code = "400100", Message = "Order size below the minimum",
        },
        Often("order filled in part", FaultKind.PartialFill, 0.03) with { Percent = 60 },
        Often("credit late", FaultKind.CreditLag, 0.03) with { Ms = 150 },
        OnCalls("order on the socket lost", FaultKind.LoseBefore, SocketOrder, 0.01) with { Ms = 500 },
        OnCalls("order reply on the socket lost", FaultKind.LoseAfter, SocketOrder, 0.02) with { Ms = 500 },
        OnCalls("order on the socket answered 429", FaultKind.Answer, SocketOrder, 0.01) with
        {
            Status = 429, Code = "429000", Message = "Too Many Requests",
        },
        ByTime("order sockets cut", FaultKind.Close, 9_000) with { Stream = StreamKind.OrderEntry },
        ByTime("order sockets frozen", FaultKind.Freeze, 23_000) with
        {
            Stream = StreamKind.OrderEntry, Ms = 2_000,
        },
        ByTime("sockets cut", FaultKind.Close, 11_000),
        ByTime("private stream cut", FaultKind.Close, 7_000) with { Stream = StreamKind.Private },
        ByTime("private stream frozen", FaultKind.Freeze, 13_000) with
        {
            Stream = StreamKind.Private, Ms = 1_500,
        },
        ByTime("tokens expired", FaultKind.ExpireTokens, 17_000),
    ];

    private static FaultRule OnFrames(string name, FaultKind kind, StreamKind stream, double chance) =>
        Often(name, kind, chance) with { Stream = stream };

    private static FaultRule OnCalls(string name, FaultKind kind, string path, double chance) =>
        Often(name, kind, chance) with { Path = path };

    private static FaultRule Often(string name, FaultKind kind, double chance) =>
        new() { Do = kind, Name = name, Probability = chance, Times = long.MaxValue };

    private static FaultRule ByTime(string name, FaultKind kind, long everyMs) =>
        new() { Do = kind, Name = name, AtMs = everyMs, EveryMs = everyMs, Times = long.MaxValue };
}
