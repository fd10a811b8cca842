using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.KuCoin.Rest;
using Trifuse.Tests.Engine.Journal;
using Trifuse.Tests.Engine.Support;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;

namespace Trifuse.Tests.Engine.Audit;

public sealed class FillCheckTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly TempDirectory _directory = new();
    private readonly AuditCounters _counters = new();
    private readonly CascadeWorld _world = new();
    private readonly JournalKeeper _keeper;

    public FillCheckTests()
    {
        bool isOpen = JournalKeeper.TryOpen(
            _directory.Path, JournalBench.Run, 1, new JournalOptions(), new SegmentFiles(),
            out JournalKeeper? keeper, out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        _keeper = keeper!;
    }

    public void Dispose()
    {
        _keeper.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Fills_that_the_journal_may_lack_are_fetched_beyond_the_quota_and_journaled()
    {
        FillCheck check = NewCheck(perMinute: 0);
        check.Take(Cascade(mayLackFills: false), 0);
        Assert.False(check.OwesFills);
        Assert.Equal(1, _counters.FillsUnchecked);
        check.Take(Cascade(mayLackFills: true), 0);
        Assert.True(check.OwesFills);
        Assert.True(check.TryNext(Second, out AuditedOrder order, out _));
        check.OnFailed(Second);
        Assert.True(check.TryNext(2 * Second, out order, out _));
        check.OnFills([Row(1, "4"), Row(2, "6")], nextId: 0, 2 * Second);
        Assert.False(check.OwesFills);
        Assert.Equal((1L, 0L, 0L), (_counters.FillsAgreed, _counters.FillAlarms, _counters.FeeAlarms));
        Assert.Equal(
            [(order.ClientId, "4", "USDC"), (order.ClientId, "6", "USDC")],
            Journaled().Select(static r => (
                r.ClientId, r.Size.ToString(), Encoding.UTF8.GetString(r.FeeCurrency.Utf8))));
    }

    [Fact]
    public void A_sample_is_compared_and_not_journaled_again()
    {
        FillCheck check = NewCheck(perMinute: 1);
        check.Take(Cascade(mayLackFills: false), 0);
        Assert.False(check.OwesFills);
        check.OnFills([Row(1, "10")], nextId: 0, Second);
        Assert.Equal(1, _counters.FillsAgreed);
        Assert.Empty(Journaled());
    }

    private FillCheck NewCheck(int perMinute)
    {
        var journal = new AgentJournal(_keeper.Writer(0), utcOffsetNs: 0);
        var voice = new AuditVoice(
            JournalBench.Run, new AuditRings(), journal, new LogRing("test"), _counters);
        return new FillCheck(_world.Universe, voice, _counters, perMinute);
    }

    private AuditedCascade Cascade(bool mayLackFills)
    {
        var cascade = new AuditedCascade { Run = JournalBench.Run, Cascade = 7, OrderCount = 1 };
        cascade.Orders[0] = new AuditedOrder
        {
            ClientId = new ClientOrderId(JournalBench.Run, 7, 1, 0),
            Symbol = _world.Symbol("FLUX-USDC"),
            IsClosed = true,
            MayLackFills = mayLackFills,
            FeeLeavesQuote = true,
            Size = CascadeWorld.D("10"),
            Funds = CascadeWorld.D("5"),
            Fee = CascadeWorld.D("0.01"),
        };
        return cascade;
    }

    private static FillRow Row(int trade, string size) => new()
    {
        TradeId = new TradeId((UInt128)trade),
        Price = CascadeWorld.D("0.5"),
        Size = CascadeWorld.D(size),
        Funds = CascadeWorld.D("0.5") * CascadeWorld.D(size),
        Fee = CascadeWorld.D("0.001") * CascadeWorld.D(size),
        FeeIsQuote = true,
    };

    private List<JournalRecord> Journaled()
    {
        var records = new List<JournalRecord>();
        Assert.True(JournalReader.TryOpen(
            _directory.Path, JournalBench.Run, out JournalReader? reader, out JournalProblem problem));
        while (reader!.TryRead(out JournalEntry entry))
        {
            Assert.True(JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record));
            records.Add(record);
        }
        Assert.True(problem.IsNone, problem.Message);
        return records;
    }
}
