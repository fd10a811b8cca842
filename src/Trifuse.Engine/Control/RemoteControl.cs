using System.Text;
using Trifuse.Engine.Journal;
using Trifuse.Net.Linux;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Control;

/// <summary>What came of a request.</summary>
/// <param name="Problem">Why nothing came of it; null when it was carried out.</param>
/// <param name="WasRunning">An engine was running and has answered.</param>
/// <param name="Before">The page before the request.</param>
/// <param name="After">The page after it.</param>
public sealed record ControlOutcome(
    string? Problem, bool WasRunning, ControlState? Before, ControlState? After);

/// <summary>
/// The other end of the control page: what `trifuse kill`, `drain`, `resume` and `status` do. A running
/// engine is asked and answers; where none runs, the page is changed for the next start.
/// </summary>
public static class RemoteControl
{
    private const int LookMs = 1;
    private const long PatienceNs = 10_000_000_000;
    private const long FreshNs = 2_000_000_000;

    /// <summary>Asks, and waits until it is carried out.</summary>
    public static ControlOutcome Send(string stateDirectory, ControlVerb verb)
    {
        if (!TryOpen(stateDirectory, out ControlPage? page, out string? problem))
        {
            return new ControlOutcome(problem, WasRunning: false, Before: null, After: null);
        }
        using (page)
        {
            ControlState before = page!.Read();
            if (StateDirectory.TryOpen(stateDirectory, out StateDirectory? free, out JournalProblem why))
            {
                using (free)
                {
                    ChangeAtRest(page, verb);
                    return new ControlOutcome(Problem: null, WasRunning: false, before, page.Read());
                }
            }
            if (why.Fault != JournalFault.Locked)
            {
                return new ControlOutcome(why.Message, WasRunning: false, before, After: null);
            }
            long word = page.Ask(verb);
            long untilNs = MonotonicClock.NowNs() + PatienceNs;
            while (!page.IsAnswered(word) && MonotonicClock.NowNs() < untilNs)
            {
                Thread.Sleep(LookMs);
            }
            string? silence = page.IsAnswered(word)
                ? null
                : $"The engine has not answered within {PatienceNs / 1_000_000_000} s. The request stands: "
                    + "it is carried out as soon as the engine's hot thread looks. If it must stop now, end "
                    + "the process.";
            return new ControlOutcome(silence, WasRunning: true, before, page.Read());
        }
    }

    /// <summary>Only looks.</summary>
    public static ControlOutcome Look(string stateDirectory)
    {
        if (!TryOpen(stateDirectory, out ControlPage? page, out string? problem))
        {
            return new ControlOutcome(problem, WasRunning: false, Before: null, After: null);
        }
        using (page)
        {
            ControlState state = page!.Read();
            bool isRunning = RealtimeClock.NowNs() - state.HeartbeatUtcNs < FreshNs;
            return new ControlOutcome(Problem: null, isRunning, state, state);
        }
    }

    private static bool TryOpen(string stateDirectory, out ControlPage? page, out string? problem)
    {
        page = null;
        if (!Directory.Exists(stateDirectory))
        {
            problem = $"There is no state directory {stateDirectory}, so no engine has run with it. Name the "
                + "right one with --state-dir or --config.";
            return false;
        }
        return ControlPage.TryOpen(stateDirectory, out page, out problem);
    }

    // The lock on the state directory is held: no engine can start meanwhile.
    private static void ChangeAtRest(ControlPage page, ControlVerb verb)
    {
        Span<byte> copy = page.BeginStore();
        uint tripped = ControlLayout.TrippedOf(copy);
        if (verb == ControlVerb.Resume)
        {
            var state = new LimitsState
            {
                Day = ControlLayout.DayOf(copy),
                Failures = 0,
            };
            bool wasDailyLoss = (tripped & (1u << (int)BreakerCause.DailyLoss)) != 0;
            ControlLayout.WriteHead(copy, in state, ControlLayout.IsLive(copy));
            for (int i = 0; wasDailyLoss && i < LimitsState.MaxStarts; i++)
            {
                ControlLayout.WriteResult(copy, i, [], default);
            }
        }
        else
        {
            BreakerCause cause = verb == ControlVerb.Kill ? BreakerCause.Kill : BreakerCause.Drain;
            if ((tripped & (1u << (int)cause)) == 0)
            {
                ReadOnlySpan<byte> text = "by command while no engine ran"u8;
                ControlLayout.WriteBreaker(copy, cause, RealtimeClock.NowNs(), text);
                ControlLayout.WriteTripped(copy, tripped | (1u << (int)cause));
            }
        }
        page.Store(copy);
        page.FlushChanges();
        if (page.TryTakeRequest(out _, out long left))
        {
            // A request that an engine left behind is overtaken by this one.
            page.Answer(left);
        }
    }
}
