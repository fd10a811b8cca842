using Trifuse.Core.Text;
using Trifuse.Engine.Control;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Net.Linux;
using Trifuse.Trading.Limits;

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
        LogRing log)
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
        if (LimitsKeeper.TryRestore(page, setup.Universe, isLive, out LimitsState state))
        {
            core.OnRestore(in state, MonotonicClock.NowNs());
            keeper.NoteRestored(in state);
        }
        return keeper;
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
