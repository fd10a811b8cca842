using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Control;

/// <summary>
/// The hot thread's hand on the control page: keeps there what the limits have to remember, writes to journal
/// and log what has tripped, what was resumed and which symbols went off, and measures how long a kill takes
/// until nothing is open. Allocates nothing.
/// </summary>
internal sealed class LimitsKeeper
{
    private readonly Universe _universe;
    private readonly ControlPage? _page;
    private readonly AgentJournal _journal;
    private readonly LogRing _log;
    private readonly uint _run;
    private readonly bool _isLive;
    private readonly long _utcOffsetNs;
    private readonly uint[] _counted = new uint[CountedMark.MaxSlots];
    private long _version;
    private uint _tripped;
    private long _killedNs;

    public LimitsKeeper(
        Universe universe,
        ControlPage? page,
        AgentJournal journal,
        LogRing log,
        uint run,
        bool isLive,
        long utcOffsetNs)
    {
        _universe = universe;
        _page = page;
        _journal = journal;
        _log = log;
        _run = run;
        _isLive = isLive;
        _utcOffsetNs = utcOffsetNs;
    }

    /// <summary>How often the kill switch was used.</summary>
    public int Kills { get; private set; }

    /// <summary>Longest time from the kill switch to the end of the last open cascade (ns).</summary>
    public long LongestToQuietNs { get; private set; }

    /// <summary>
    /// What an earlier run has left, in the order of this universe; false when there is nothing. Results of
    /// paper trading do not count in live trading, nor the other way round; a breaker does.
    /// </summary>
    public static bool TryRestore(
        ControlPage page, Universe universe, bool isLive, out LimitsState state)
    {
        ControlState kept = page.Read();
        state = new LimitsState { Tripped = kept.TrippedBits };
        if (kept.IsLive == isLive)
        {
            state.Day = kept.Day;
            state.Failures = kept.Failures;
            for (int i = 0; i < universe.StartCurrencies.Length; i++)
            {
                string code = universe.CurrencyName(universe.StartCurrencies[i]);
                state.Results[i] = kept.Results.TryGetValue(code, out ExactDecimal result) ? result : default;
            }
        }
        return state.Day != 0 || state.Tripped != 0;
    }

    /// <summary>
    /// The limits were given what earlier runs had left: kept at once, with the mark of this run, so that it
    /// is counted once. Breakers of before are no news for journal and log.
    /// </summary>
    public void Begin(in LimitsState before, LimitBook limits, long nowNs)
    {
        _tripped = before.Tripped;
        // Results of paper trading must not take the place of those of live trading before there are any.
        bool isOthers = _page?.Read() is { Day: not 0 } kept && kept.IsLive != _isLive;
        if (!isOthers)
        {
            _version = limits.Version;
            Keep(limits, nowNs);
        }
    }

    /// <summary>A cascade of this run has ended and is in the results.</summary>
    public void NoteEnded(int slot, uint cascade) => _counted[slot] = cascade;

    /// <summary>The request that waits, if any.</summary>
    public bool TryTakeRequest(out ControlVerb verb, out long word)
    {
        word = 0;
        verb = ControlVerb.None;
        return _page is not null && _page.TryTakeRequest(out verb, out word);
    }

    /// <summary>The request has been carried out, and what came of it has been kept.</summary>
    public void Answer(long word) => _page?.Answer(word);

    /// <summary>The kill switch was used.</summary>
    public void NoteKill(long nowNs)
    {
        Kills++;
        _killedNs = nowNs;
    }

    /// <summary>Looks what has changed: breakers, results, symbols, open cascades.</summary>
    public void Follow(SignalGates gates, int openCascades, long nowNs)
    {
        if (_killedNs != 0 && openCascades == 0)
        {
            LongestToQuietNs = Math.Max(LongestToQuietNs, nowNs - _killedNs);
            _killedNs = 0;
        }
        while (gates.Symbols.TryTakeChange(out SymbolChange change))
        {
            Tell(in change, nowNs);
        }
        if (gates.Limits.Version != _version)
        {
            _version = gates.Limits.Version;
            Keep(gates.Limits, nowNs);
        }
    }

    /// <summary>Tells how the engine is; a few times a second.</summary>
    public void Beat(SignalGates gates, int openCascades, long nowNs) => _page?.Beat(
        nowNs + _utcOffsetNs, _run, openCascades, gates.Symbols.OffCount, gates.IsArmed, gates.IsKilled);

    private void Keep(LimitBook limits, long nowNs)
    {
        ref readonly LimitsState state = ref limits.State;
        Span<byte> text = stackalloc byte[BreakerNote.MaxText];
        Span<byte> copy = _page is null ? [] : _page.BeginStore();
        for (int i = 1; i < BreakerCauses.Count; i++)
        {
            var cause = (BreakerCause)i;
            bool isTripped = limits.IsTrippedBy(cause);
            if (isTripped == ((_tripped & (1u << i)) != 0))
            {
                continue;
            }
            var writer = new Utf8Writer(text);
            if (isTripped)
            {
                limits.NoteOf(cause).Write(ref writer, _universe);
            }
            else
            {
                writer.Append("resumed by command"u8);
            }
            if (_page is not null)
            {
                ControlLayout.WriteBreaker(
                    copy, cause, isTripped ? limits.NoteOf(cause).UtcNs : 0, isTripped ? writer.Written : []);
            }
            Tell(cause, isTripped, writer.Written, nowNs);
        }
        _tripped = state.Tripped;
        if (_page is null)
        {
            return;
        }
        ControlLayout.WriteHead(copy, in state, _isLive);
        ControlLayout.WriteMark(copy, _run, _counted);
        for (int i = 0; i < LimitsState.MaxStarts; i++)
        {
            bool isUsed = i < _universe.StartCurrencies.Length;
            ReadOnlySpan<byte> code = isUsed
                ? _universe.Currencies.NameOf(new SymbolId(_universe.StartCurrencies[i].Index))
                : [];
            ControlLayout.WriteResult(copy, i, code, isUsed ? state.Results[i] : default);
        }
        _page.Store(copy);
    }

    private void Tell(BreakerCause cause, bool isTripped, ReadOnlySpan<byte> text, long nowNs)
    {
        JournalDetails.Breaker(_run, BreakerCauses.Utf8Of(cause), isTripped, text, out JournalRecord record);
        _journal.Append(in record, nowNs);
        var line = new Utf8Writer(stackalloc byte[256]);
        line.Append(isTripped ? "breaker "u8 : "breaker cleared: "u8);
        line.Append(BreakerCauses.Utf8Of(cause));
        line.Append(isTripped ? " tripped: "u8 : ", "u8);
        line.Append(text);
        line.Append(isTripped ? "; no new cascades until trifuse resume"u8 : ""u8);
        _log.Write(isTripped ? LogLevel.Error : LogLevel.Info, nowNs, line.Written);
    }

    private void Tell(in SymbolChange change, long nowNs)
    {
        ReadOnlySpan<byte> symbol = _universe.Symbols.NameOf(change.Symbol);
        var text = new Utf8Writer(stackalloc byte[80]);
        bool isRest = change.Cause == SymbolOffCause.CoolDown;
        text.Append(isRest ? "an order on it failed; it rests for ms "u8 : ""u8);
        if (isRest)
        {
            text.Append(Math.Max(0, change.UntilNs - nowNs) / 1_000_000);
        }
        JournalDetails.SymbolSwitch(
            _run, symbol, !change.IsOff, WordOf(change.Cause), text.Written, out JournalRecord record);
        _journal.Append(in record, nowNs);
        var line = new Utf8Writer(stackalloc byte[256]);
        line.Append(symbol);
        line.Append(change.IsOff ? " is off: "u8 : " is no longer off for: "u8);
        line.Append(WordOf(change.Cause));
        _log.Write(isRest ? LogLevel.Info : LogLevel.Warning, nowNs, line.Written);
    }

    private static ReadOnlySpan<byte> WordOf(SymbolOffCause cause) => cause switch
    {
        SymbolOffCause.CoolDown => "cool_down"u8,
        SymbolOffCause.FeeDrift => "fee_drift"u8,
        SymbolOffCause.BookAudit => "book_audit"u8,
        _ => "halted"u8,
    };
}
