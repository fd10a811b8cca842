using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Rings;
using Trifuse.Engine.Execution;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Hot;

/// <summary>The hot core's output in the running engine: the executors' rings and their wake-ups.</summary>
internal struct RingOutput : IHotOutput
{
    private readonly ExecutorRings[] _rings;
    private readonly WakeFlag?[] _wakers;
    private readonly SymbolId[] _wanted;
    private readonly bool[] _isWanted;
    private readonly bool _passBalances;
    private readonly HotMetrics _metrics;
    private readonly bool _isDry;
    private int _wantedCount;

    /// <summary>Wakers are null where an executor runs on the hot thread itself.</summary>
    public RingOutput(
        ExecutorRings[] rings, WakeFlag?[] wakers, int symbolCount, bool passBalances, HotMetrics metrics,
        bool isDry)
    {
        _rings = rings;
        _wakers = wakers;
        _wanted = new SymbolId[symbolCount];
        _isWanted = new bool[symbolCount];
        _passBalances = passBalances;
        _metrics = metrics;
        _isDry = isDry;
    }

    /// <summary>True when an executor on this thread has something to do.</summary>
    public bool HasNews { get; set; }

    public readonly ref Signal Begin(int slot)
    {
        SpscRing<Signal> ring = _rings[slot].Signals;
        bool hasRoom = ring.TryBeginWrite(out int place);
        Check.That(hasRoom);
        return ref ring.Slot(place);
    }

    public void Publish(int slot)
    {
        // The decision's inputs carry the tape's time; when it was ready is measured here.
        ref Signal signal = ref Begin(slot);
        signal.DecodedNs = _metrics.DecodedNs;
        signal.SignalNs = MonotonicClock.NowNs();
        _metrics.IngressToSignal.Record(signal.SignalNs - signal.IngressNs);
        if (_isDry)
        {
            // Recording only: nobody takes the signal, so its place is simply used again.
            return;
        }
        _rings[slot].Signals.EndWrite();
        Wake(slot);
    }

    public void Order(int slot, in OrderEvent orderEvent, long nowNs)
    {
        _rings[slot].Pass(new FillNote { Kind = FillNoteKind.Order, IngressNs = nowNs, Order = orderEvent });
        Wake(slot);
    }

    public void Balance(in BalanceEvent balanceEvent, long nowNs)
    {
        if (!_passBalances)
        {
            return;
        }
        for (int slot = 0; slot < _rings.Length; slot++)
        {
            _rings[slot].Pass(
                new FillNote { Kind = FillNoteKind.Balance, IngressNs = nowNs, Balance = balanceEvent });
            Wake(slot);
        }
    }

    public void Exits(int slot, in ExitPlan plan)
    {
        // Full of answers to questions that were given up: the executor gives this one up too and asks again.
        _rings[slot].Exits.TryWrite(in plan);
        Wake(slot);
    }

    public void NeedSnapshot(SymbolId symbol)
    {
        // A reconnect forgets what was asked for, so the same wish can come twice.
        if (!_isWanted[symbol.Index])
        {
            _isWanted[symbol.Index] = true;
            _wanted[_wantedCount++] = symbol;
        }
    }

    /// <summary>
    /// Tells every executor: to stop before its next leg, or that the private stream was lost.
    /// </summary>
    public void TellAll(FillNoteKind kind, long nowNs)
    {
        for (int slot = 0; slot < _rings.Length; slot++)
        {
            _rings[slot].Pass(new FillNote { Kind = kind, IngressNs = nowNs });
            Wake(slot);
        }
    }

    /// <summary>The next symbol whose book needs a snapshot; false when there is none.</summary>
    public bool TryTakeWanted(out SymbolId symbol)
    {
        if (_wantedCount == 0)
        {
            symbol = SymbolId.None;
            return false;
        }
        symbol = _wanted[--_wantedCount];
        _isWanted[symbol.Index] = false;
        return true;
    }

    private void Wake(int slot)
    {
        if (_wakers[slot] is { } waker)
        {
            waker.WakeIfSleeping();
        }
        else
        {
            HasNews = true;
        }
    }
}
