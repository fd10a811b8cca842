using Trifuse.Core;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Loop;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Execution;

/// <summary>What an executor is made of.</summary>
/// <param name="Slot">Its number.</param>
/// <param name="Loop">The loop of the thread that it runs on.</param>
/// <param name="OwnsLoop">True on a thread of its own.</param>
/// <param name="Rings">Its rings.</param>
/// <param name="Run">Its state machine.</param>
/// <param name="Journal">Its end of the journal.</param>
/// <param name="Dials">Its desk at the connector.</param>
/// <param name="FirstLink">The first of its links.</param>
/// <param name="Times">Waiting times of its connections.</param>
/// <param name="Signer">Signs its requests and its order socket's session.</param>
/// <param name="Requests">Writes its requests.</param>
/// <param name="PathMode">Which way its orders go.</param>
/// <param name="Socket">Its order socket; null without one.</param>
/// <param name="Clock">The exchange's clock.</param>
/// <param name="Limits">What it watches of the exchange's limits.</param>
/// <param name="HotWaker">Wakes the hot thread; null when that is this thread.</param>
/// <param name="IsPaper">Orders are only tested, fills simulated.</param>
/// <param name="FillsAtArrival">Paper: fills come from the live book, not from the signal's.</param>
/// <param name="Universe">Symbols and rules.</param>
/// <param name="PaperRules">Rules by symbol, for fills from the signal's books.</param>
internal sealed record ExecutorParts(
    int Slot,
    EventLoop Loop,
    bool OwnsLoop,
    ExecutorRings Rings,
    CascadeRun Run,
    ExecutorJournal Journal,
    DialDesk Dials,
    int FirstLink,
    RestTimes Times,
    RequestSigner Signer,
    OrderRequests Requests,
    OrderPathMode PathMode,
    OrderStreamPlan? Socket,
    ClockOffset Clock,
    ExecutorLimits Limits,
    WakeFlag? HotWaker,
    bool IsPaper,
    bool FillsAtArrival,
    Universe Universe,
    TradeRules[] PaperRules)
{
    // What nobody waits for leaves room for what must not be lost.
    private const int MostNews = 32;

    /// <summary>Tells the hot thread, unless that has not listened for long.</summary>
    public void Mention(in ExecutorEvent executorEvent)
    {
        if (Rings.Returns.Count < MostNews)
        {
            Return(in executorEvent);
        }
    }

    /// <summary>Tells the hot thread.</summary>
    public void Return(in ExecutorEvent executorEvent)
    {
        bool taken = Rings.Returns.TryWrite(in executorEvent);
        Check.That(taken);
        HotWaker?.WakeIfSleeping();
    }
}

/// <summary>What an executor tells the hot thread of when it is reached.</summary>
/// <param name="QuotaReservePercent">Of the rate limit's window, kept for open cascades.</param>
/// <param name="ClockToleranceMs">Largest difference of the clocks.</param>
internal readonly record struct ExecutorLimits(int QuotaReservePercent, long ClockToleranceMs);
