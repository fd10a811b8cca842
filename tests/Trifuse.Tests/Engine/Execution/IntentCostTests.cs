using System.Diagnostics;
using System.Globalization;
using Trifuse.Core.Domain;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Journal;
using Trifuse.Tests.Engine.Journal;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Engine.Execution;

/// <summary>
/// What an intent costs the executor, from the wish to the committed record. Run this class alone and with
/// -showLiveOutput for figures; what is asserted is that nothing is allocated and nothing lost.
/// </summary>
public sealed class IntentCostTests
{
    private const int Batches = 400;
    private const int PerBatch = 32;

    [Fact]
    public void Writing_an_intent_allocates_nothing()
    {
        using var directory = new TempDirectory();
        bool isOpen = JournalKeeper.TryOpen(
            directory.Path, JournalBench.Run, 1, new JournalOptions(), new SegmentFiles(),
            out JournalKeeper? keeper, out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        var world = new CascadeWorld();
        var journal = new ExecutorJournal(keeper!.Writer(0), world.Universe, utcOffsetNs: 0);
        var action = new CascadeAction { Kind = CascadeActionKind.Place };
        action.Request.Symbol = world.Symbol("FLUX-USDC");
        action.Request.Side = Side.Sell;
        action.Request.Amount = CascadeWorld.D("64.53");
        double[] nsEach = new double[Batches];
        uint cascade = 0;
        // The first one makes what the run-time makes once for each type that it meets.
        action.Request.ClientId = new ClientOrderId(JournalBench.Run, ++cascade, 1, 0);
        Assert.True(journal.TryIntent(in action, nowNs: cascade));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int batch = 0; batch < Batches; batch++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < PerBatch; i++)
            {
                action.Request.ClientId = new ClientOrderId(JournalBench.Run, ++cascade, 1, 0);
                Assert.True(journal.TryIntent(in action, nowNs: cascade));
            }
            long ticks = Stopwatch.GetTimestamp() - start;
            nsEach[batch] = ticks * 1e9 / Stopwatch.Frequency / PerBatch;
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, journal.Lost);
        keeper.Dispose();
        Array.Sort(nsEach);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"one intent: median {nsEach[Batches / 2]:F0} ns, p99 {nsEach[Batches * 99 / 100]:F0} ns, "
            + $"best {nsEach[0]:F0} ns ({Batches} x {PerBatch})"));
    }
}
