using Trifuse.Engine.Config;
using Trifuse.Engine.Output;
using Trifuse.Engine.Start;
using Trifuse.Simulator.Faults;
using Trifuse.SystemTests.Accounting;
using Trifuse.SystemTests.Cli;
using Trifuse.SystemTests.Kill;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// A cascade that ended with an order in doubt: the next start asks again, brings back what is held, and says
/// so, once.
/// </summary>
public sealed class SettlementTests
{
    private static readonly string[] Settings =
    [
        "exchange.request_timeout_ms=1000", "execution.fill_timeout_ms=600", "execution.query_retry_ms=30",
        "execution.query_limit=3", "engine.concurrent_slots=1", "limits.stop_when_uncertain=true",
    ];

    [Fact]
    public async Task An_order_in_doubt_is_settled_by_the_next_start_that_gets_an_answer()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        int[] faults;
        using (EngineUnderTest first = EngineUnderTest.Start(exchange, RunMode.Live, Settings))
        {
            first.UntilReported(2);
            faults = [.. Silences().Select(exchange.Simulator.Faults.Add)];
            first.Until("an outcome that stays unknown", () => first.Parts.Scribe.Totals.Failed > 0);
            EngineSummary summary = await first.FinishWithProblemsAsync();
            Assert.Equal(1, summary.Totals.Failed);
            Assert.Contains("uncertain", summary.Tripped);
        }
        EngineConfig config = EngineUnderTest.Configure(exchange, RunMode.Live, "", Settings);
        StartProblem refused = EngineUnderTest.WhyRefused(config);
        Assert.Contains("cannot be settled", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, Corrections(exchange));
        Array.ForEach(faults, id => exchange.Simulator.Faults.Revoke(id));
        for (int start = 0; start < 2; start++)
        {
            // The breaker is for a person to resume, so nothing else trades.
            using EngineUnderTest next = EngineUnderTest.Start(exchange, RunMode.Live, Settings);
            bool isTold = next.Parts.Notes.Any(
                static n => n.Contains(" is settled: ", StringComparison.Ordinal)
                    && n.Contains(" was reported as ", StringComparison.Ordinal));
            Assert.Equal(start == 0, isTold);
            next.Until("armed", () => next.Parts.Core.Desk.Gates.IsArmed);
            EngineSummary summary = await next.FinishAsync();
            Assert.Equal(0, summary.Signals);
            Assert.Equal(1, Corrections(exchange));
        }
        AllRuns all = AllRuns.Read(exchange.File("state"));
        all.EveryCascadeHasAnEnd();
        all.EveryOrderIsKnownOnce(exchange);
        all.NothingIsInDoubt();
        all.ExchangeMovedByTheEnds(exchange);
        using var home = new Sandbox();
        string[] state = ["--set", $"engine.state_dir={exchange.File("state")}"];
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, ["ledger", .. state]);
        Assert.True(code == 0, error);
        await LedgerAgainstExchange.CheckAsync(exchange, home, wasKilled: false);
        ReportLogCheck? log = ReportLogCheck.TryRead(exchange.File("reports.txt"), out string problem);
        Assert.True(log is { Breaks.Count: 0, Doubles: 0 }, problem);
        Assert.Equal(all.Cascades, log.Cascades.Count);
    }

    // The reply to the next order is lost, and nobody can be asked. With lost events each later one is in
    // doubt, too, but the breaker lets none begin.
    private static FaultRule[] Silences() =>
    [
        new FaultRule
        {
            Do = FaultKind.Answer,
            Path = "GET /api/v1/hf/orders/client-order/*",
            Status = 500,
            Every = 1,
            Times = long.MaxValue,
        },
        new FaultRule
        {
            Do = FaultKind.Drop,
            Stream = StreamKind.Private,
            Topic = "/spotMarket/tradeOrders",
            Every = 1,
            Times = long.MaxValue,
        },
    ];

    private static int Corrections(TestExchange exchange) => File
        .ReadAllLines(exchange.File("reports.txt"))
        .Count(static line => line.Contains(" SETTLED | settles=", StringComparison.Ordinal));
}
