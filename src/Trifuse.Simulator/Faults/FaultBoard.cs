using System.Diagnostics;
using Trifuse.Simulator.Loop;

namespace Trifuse.Simulator.Faults;

/// <summary>A fault with its counts, for people.</summary>
public sealed record FaultReport(int Id, FaultRule Rule, long Seen, long Struck, bool IsOver);

/// <summary>
/// All faults in force. Each moment of the exchange at which something may go wrong asks here; what concerns
/// the exchange as a whole is done on the event loop.
/// </summary>
public sealed class FaultBoard(EventLoop loop, IFaultTargets targets, long seed)
{
    private static readonly TimeSpan FreezeUsually = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly List<ArmedFault> _faults = [];
    private readonly long _start = Stopwatch.GetTimestamp();

    // Rules that may concern frames of each kind: most runs have none, and every frame asks.
    private readonly int[] _onFrames = new int[3];
    private int _onRequests;
    private int _onOrders;

    /// <summary>True if a frame of this kind has to be asked about.</summary>
    public bool Watches(StreamKind kind) => Volatile.Read(ref _onFrames[(int)kind]) > 0;

    public bool WatchesRequests => Volatile.Read(ref _onRequests) > 0;

    /// <summary>True if orders and fills have to be asked about.</summary>
    public bool WatchesOrders => Volatile.Read(ref _onOrders) > 0;

    public IReadOnlyList<FaultReport> Reports
    {
        get
        {
            lock (_gate)
            {
                long nowMs = NowMs();
                return [.. _faults.Select(f =>
                    new FaultReport(f.Id, f.Rule, f.Seen, f.Struck, f.IsOver(nowMs)))];
            }
        }
    }

    /// <summary>Puts a rule in force; its times count from now.</summary>
    public int Arm(FaultRule rule)
    {
        ArmedFault fault;
        lock (_gate)
        {
            fault = new ArmedFault(_faults.Count + 1, rule, NowMs(), seed);
            _faults.Add(fault);
            CountWatched();
        }

        if (rule.Moment == FaultMoment.Time)
        {
            // What is due now has happened when this returns, so whoever armed it can rely on it.
            if (rule.AtMs <= 0)
            {
                StrikeByTime(fault);
            }
            else
            {
                loop.After(TimeSpan.FromMilliseconds(rule.AtMs), () => StrikeByTime(fault));
            }
        }

        return fault.Id;
    }

    /// <summary>False if there is no such fault.</summary>
    public bool Revoke(int id)
    {
        lock (_gate)
        {
            if (_faults.Find(f => f.Id == id) is not { } fault)
            {
                return false;
            }

            fault.IsRevoked = true;
            CountWatched();
            return true;
        }
    }

    /// <summary>
    /// The rule that strikes at this occasion, if any. Rules about the exchange as a whole that count such
    /// occasions are carried out besides.
    /// </summary>
    public FaultRule? Meet(in FaultOccasion occasion)
    {
        FaultRule? met = null;
        List<FaultRule>? actions = null;
        lock (_gate)
        {
            long nowMs = NowMs();
            bool anyOver = false;
            foreach (ArmedFault fault in _faults)
            {
                // Only one fault can strike one occasion; the others do not count it.
                bool isWanted = fault.Rule.IsAction || met is null;
                if (isWanted && !fault.IsOver(nowMs) && fault.Rule.Concerns(occasion)
                    && fault.Strikes(nowMs))
                {
                    anyOver |= fault.IsOver(nowMs);
                    if (fault.Rule.IsAction)
                    {
                        (actions ??= []).Add(fault.Rule);
                    }
                    else
                    {
                        met = fault.Rule;
                    }
                }
            }

            if (anyOver)
            {
                CountWatched();
            }
        }

        foreach (FaultRule action in actions ?? [])
        {
            loop.After(TimeSpan.Zero, () => Carry(action));
        }

        return met;
    }

    /// <summary>Does what an action says, at once.</summary>
    public void Carry(FaultRule rule)
    {
        switch (rule.Do)
        {
            case FaultKind.Close:
                targets.CloseSockets(rule.Stream, rule.Account);
                break;
            case FaultKind.Freeze:
                targets.FreezeSockets(rule.Stream, rule.Account,
                    rule.Ms > 0 ? TimeSpan.FromMilliseconds(rule.Ms) : FreezeUsually);
                break;
            case FaultKind.Halt:
                targets.Halt(rule.Symbol);
                break;
            case FaultKind.CancelOnly:
                targets.CancelOnly(rule.Symbol);
                break;
            case FaultKind.Resume:
                targets.Resume(rule.Symbol);
                break;
            case FaultKind.SkipSequence when rule.Symbol is not null:
                targets.SkipSequence(rule.Symbol);
                break;
            case FaultKind.ExpireTokens:
                targets.ExpireTokens();
                break;
            case FaultKind.ShiftClock:
                targets.ShiftClock(TimeSpan.FromMilliseconds(rule.Ms));
                break;
            default:
                break;
        }
    }

    private void StrikeByTime(ArmedFault fault)
    {
        bool strikes;
        bool isOver;
        lock (_gate)
        {
            long nowMs = NowMs();
            strikes = fault.Strikes(nowMs);
            isOver = fault.IsOver(nowMs);
        }

        if (strikes)
        {
            Carry(fault.Rule);
        }

        if (!isOver && fault.Rule.EveryMs > 0)
        {
            loop.After(TimeSpan.FromMilliseconds(fault.Rule.EveryMs), () => StrikeByTime(fault));
        }
    }

    private void CountWatched()
    {
        long nowMs = NowMs();
        var live = _faults.Where(f => !f.IsOver(nowMs)).Select(f => f.Rule).ToList();
        for (int kind = 0; kind < _onFrames.Length; kind++)
        {
            Volatile.Write(ref _onFrames[kind], live.Count(r =>
                r.Moment == FaultMoment.Frame && (r.Stream is null || (int)r.Stream == kind)));
        }

        Volatile.Write(ref _onRequests, live.Count(r => r.Moment == FaultMoment.Request));
        Volatile.Write(ref _onOrders, live.Count(r => r.Moment is FaultMoment.Order or FaultMoment.Fill));
    }

    private long NowMs() => (long)Stopwatch.GetElapsedTime(_start).TotalMilliseconds;
}
