using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Rings;
using Trifuse.Net.Loop;

namespace Trifuse.Engine.Connections;

/// <summary>What the hot thread wants fetched over REST.</summary>
internal enum ControlKind : byte
{
    /// <summary>The trade account's balances, after the private stream was away.</summary>
    Balances,

    /// <summary>A level2 snapshot of one symbol.</summary>
    Snapshot,
}

/// <summary>One wish of the hot thread.</summary>
internal struct ControlRequest
{
    public ControlKind Kind;
    public SymbolId Symbol;
}

/// <summary>
/// What the connector fetched. Made on the connector thread, used and forgotten on the hot thread.
/// </summary>
internal sealed class ControlResult
{
    public required ControlKind Kind { get; init; }

    /// <summary>The symbol of a snapshot.</summary>
    public SymbolId Symbol { get; init; }

    /// <summary>False when it could not be fetched; the hot thread asks again later.</summary>
    public required bool IsOk { get; init; }

    /// <summary>Sequence number of a snapshot.</summary>
    public long Sequence { get; init; }

    /// <summary>Bids of a snapshot, best first.</summary>
    public PriceLevel[] Bids { get; init; } = [];

    /// <summary>Asks of a snapshot, best first.</summary>
    public PriceLevel[] Asks { get; init; } = [];

    /// <summary>Balances, one event for each currency that the engine knows.</summary>
    public BalanceEvent[] Balances { get; init; } = [];
}

/// <summary>
/// Wishes of the hot thread to the connector and their results. At most <see cref="Capacity"/> are under way;
/// a wish beyond that is refused and the hot thread repeats it at its next tick.
/// </summary>
internal sealed class ControlDesk(WakeFlag connector, WakeFlag hot)
{
    /// <summary>Wishes under way.</summary>
    public const int Capacity = 64;

    private readonly SpscRing<ControlRequest> _requests = new(Capacity);
    private readonly SpscRing<int> _ready = new(Capacity);
    private readonly ControlResult?[] _results = new ControlResult?[Capacity];
    private readonly long[] _stamps = new long[Capacity];
    private int _asked;
    private int _taken;
    private int _open;
    private int _next;

    /// <summary>
    /// Hot thread: asks; false when too much is under way. The stamp comes back with the result.
    /// </summary>
    public bool TryAsk(in ControlRequest request, long stamp)
    {
        if (_open == Capacity)
        {
            return false;
        }
        _open++;
        _stamps[_asked] = stamp;
        _asked = (_asked + 1) % Capacity;
        bool taken = _requests.TryWrite(in request);
        Check.That(taken);
        connector.WakeIfSleeping();
        return true;
    }

    /// <summary>Hot thread: takes a result; null when none is ready.</summary>
    public ControlResult? TryTake(out long stamp)
    {
        stamp = 0;
        if (!_ready.TryRead(out int place))
        {
            return null;
        }
        _open--;
        stamp = _stamps[_taken];
        _taken = (_taken + 1) % Capacity;
        ControlResult? result = _results[place];
        _results[place] = null;
        return result;
    }

    /// <summary>Hot thread: true when a result waits.</summary>
    public bool HasReady => _ready.Count > 0;

    /// <summary>Connector: the next wish.</summary>
    public bool TryRequest(out ControlRequest request) => _requests.TryRead(out request);

    /// <summary>Connector: true when a wish waits.</summary>
    public bool HasRequest => _requests.Count > 0;

    /// <summary>Connector: hands a result over, in the order of the wishes.</summary>
    public void Deliver(ControlResult result)
    {
        // As many places as wishes can be open: the place is free again before its number comes round.
        _results[_next] = result;
        bool published = _ready.TryWrite(_next);
        Check.That(published);
        _next = (_next + 1) % Capacity;
        hot.WakeIfSleeping();
    }
}

/// <summary>A desk for each kind of wish, so that balances need not wait behind snapshots.</summary>
internal sealed class ControlDesks(WakeFlag connector, WakeFlag hot)
{
    public ControlDesk Balances { get; } = new(connector, hot);

    public ControlDesk Snapshots { get; } = new(connector, hot);
}
