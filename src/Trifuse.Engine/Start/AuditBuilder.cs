using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Output;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Loop;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Start;

/// <summary>
/// Makes the auditor, which owns the loop from then on, and the hot thread's end of it.
/// </summary>
internal sealed class AuditBuilder(
    EngineConfig config, MarketFacts facts, Universe universe, EventLoop loop)
{
    private readonly AuditCounters _counters = new();

    /// <summary>The rings between auditor, hot thread and scribe.</summary>
    public AuditRings Rings { get; } = new();

    /// <summary>The auditor's log.</summary>
    public LogRing Log { get; } = new("auditor");

    /// <summary>Wakes the auditor.</summary>
    public WakeFlag Waker => loop.Waker;

    /// <summary>Gives the hot core its end, and makes the auditor.</summary>
    public AuditorAgent Build(
        HotCore<RingOutput> core,
        HotAgent hot,
        DialDesk dials,
        ExchangeAddress address,
        RequestSigner signer,
        long clockOffsetMs,
        EngineJournals journals)
    {
        Equip(core);
        var auditor = new AuditorAgent(new AuditorParts(
            facts.Run,
            facts.Mode == RunMode.Live,
            config.Audit.FillChecksPerMinute,
            config.Audit.BalanceIntervalNs,
            FeeCurrency(),
            universe,
            loop,
            dials,
            dials.FirstLink,
            new RestTimes(config.Exchange.RequestTimeoutNs, config.Exchange.KeepaliveNs),
            new OrderRequests(signer, universe.Symbols, address.HostHeader),
            new ClockOffset(clockOffsetMs),
            Rings,
            core.Desk.Counters,
            () => hot.IsReady,
            journals.Auditor,
            Log,
            _counters));
        auditor.Start();
        return auditor;
    }

    private void Equip(HotCore<RingOutput> core)
    {
        bool hasBooks = config.Audit.BookIntervalNs > 0;
        BookAudit? books = hasBooks
            ? new BookAudit(core.Desk.Books, Rings, _counters, config.Audit.BookIntervalNs)
            : null;
        bool passFacts = facts.Mode == RunMode.Live && config.Audit.BalanceIntervalNs > 0;
        core.Audit = new HotAudit(Rings, books, facts.Run, passFacts);
    }

    // What is paid in KCS is not in the reports' net changes.
    private CurrencyId? FeeCurrency() =>
        config.Execution.FeePayment == FeePayment.Kcs
            && universe.TryFindCurrency(Encoding.ASCII.GetBytes("KCS"), out CurrencyId kcs)
            ? kcs
            : null;
}
