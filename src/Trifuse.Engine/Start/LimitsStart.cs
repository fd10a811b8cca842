using Trifuse.Core.Domain;
using Trifuse.Core.Text;
using Trifuse.Engine.Control;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Engine.Recovery;
using Trifuse.Net.Linux;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Start;

/// <summary>What the limits carry over from the run before.</summary>
internal static class LimitsStart
{
    /// <summary>
    /// Makes the keeper, and gives the core what an earlier run has left: the first input of its decisions.
    /// </summary>
    public static LimitsKeeper Begin(
        ControlPage? page,
        HotCore<RingOutput> core,
        HotSetup setup,
        MarketFacts facts,
        AgentJournal journal,
        LogRing log,
        IReadOnlyList<PastResult> uncounted)
    {
        bool isLive = facts.Mode == RunMode.Live;
        var keeper = new LimitsKeeper(
            setup.Universe, page, journal, log, facts.Run, isLive, setup.UtcOffsetNs);
        if (page is null)
        {
            return keeper;
        }
        if (page.TryTakeRequest(out ControlVerb verb, out long word) && verb == ControlVerb.Resume)
        {
            // Asked of an engine that is gone: who wants this one to go on has to look at it first.
            page.Answer(word);
        }
        bool isKept = LimitsKeeper.TryRestore(page, setup.Universe, isLive, out LimitsState state);
        // Results of paper trading do not count in live trading, nor the other way round.
        List<PastResult> own = [.. uncounted.Where(result => result.IsLive == isLive)];
        if (isKept || own.Count > 0)
        {
            Restore(core, setup, state, own);
        }
        keeper.Begin(in state, core.Desk.Gates.Limits, MonotonicClock.NowNs());
        return keeper;
    }

    // What was settled at this start, and what a killed run could not count any more, counts as if its own
    // run had done so; what that trips is told as news.
    private static void Restore(
        HotCore<RingOutput> core, HotSetup setup, LimitsState state, IReadOnlyList<PastResult> uncounted)
    {
        long nowNs = MonotonicClock.NowNs();
        var book = new LimitBook(setup.Universe, setup.Options.Limits);
        book.Restore(in state);
        foreach (PastResult past in uncounted)
        {
            CurrencyId start = StartOf(setup.Universe, past.Start);
            if (start != CurrencyId.None)
            {
                var result = new CascadeResult
                {
                    Cascade = past.Cascade,
                    Start = start,
                    Profit = past.Profit,
                    IsFilled = past.Outcome == CascadeOutcome.Filled,
                    IsFailed = past.Outcome == CascadeOutcome.Failed,
                    IsUncertain = past.IsUncertain,
                };
                book.OnEnded(in result, past.UtcNs);
            }
        }
        LimitsState settledState = book.State;
        settledState.Tripped = state.Tripped;
        core.OnRestore(in settledState, nowNs);
        for (int i = 1; i < BreakerCauses.Count; i++)
        {
            var cause = (BreakerCause)i;
            if (book.IsTrippedBy(cause) && (state.Tripped & (1u << i)) == 0)
            {
                core.OnTrip(book.NoteOf(cause), nowNs);
            }
        }
    }

    private static CurrencyId StartOf(Universe universe, string code)
    {
        foreach (CurrencyId start in universe.StartCurrencies)
        {
            if (string.Equals(universe.CurrencyName(start), code, StringComparison.Ordinal))
            {
                return start;
            }
        }
        return CurrencyId.None;
    }

    /// <summary>For the operator: one sentence for each breaker that is still tripped.</summary>
    public static IEnumerable<string> NotesOf(ControlPage? page) => page is null
        ? []
        : page.Read().Tripped.Select(static t =>
            $"no new cascade is opened: breaker {t.Cause} tripped at {TimeOf(t.UtcNs)}: {t.Text}. "
            + "`trifuse resume` lets it go on.");

    private static string TimeOf(long utcNs)
    {
        var text = new Utf8Writer(stackalloc byte[32]);
        UtcText.Append(ref text, utcNs);
        return System.Text.Encoding.ASCII.GetString(text.Written);
    }
}
