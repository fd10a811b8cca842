using System.Text;
using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Start;
using Trifuse.Simulator.Faults;
using Trifuse.SystemTests.Simulator;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Books, fees and balances are compared with the exchange's while the engine trades: what agrees is counted,
/// what does not takes a symbol off or stops the engine, and what the operator does himself is neither.
/// </summary>
public sealed class AuditTests
{
    private static readonly string[] Eager =
    [
        "audit.book_interval_ms=20", "audit.fill_checks_per_minute=600", "audit.balance_interval_ms=100",
    ];

    // What an alarm may allocate.
    private const long AlarmBytes = 8_192;

    [Theory]
    [InlineData("fused", "level2")]
    [InlineData("split", "level1")]
    [InlineData("fused", "ticker")]
    [InlineData("split", "depth5")]
    public async Task All_agrees_in_a_good_run(string threads, string feed)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, [$"engine.threads={threads}", $"market.feed={feed}", .. Eager]);
        AuditCounters audit = engine.Parts.Auditor!.Counters;
        engine.UntilReported(6);
        engine.Until("books and fills", () => audit.BooksAgreed >= 6 && audit.FillsAgreed >= 6);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        Assert.True(summary.Audit!.AgreedAtEnd);
        Assert.True(audit.BalancesAgreed >= 1);
        // Its share of the memory that is set aside: nothing, however often it compares.
        Assert.Equal(0, AllocatedByAuditor(summary));
        Assert.Equal((0L, 0L, 0L, 0L),
            (audit.BookAlarms, audit.FeeAlarms, audit.FillAlarms, audit.DriftAlarms));
        List<JournalRecord> records = JournalOfRun.Read(exchange, summary.Run);
        Assert.Contains(records, IsBalance(BalanceSource.Start));
        Assert.Contains(records, IsBalance(BalanceSource.End));
        Assert.Equal(summary.Totals.Count, records.Count(r => r.Kind == JournalKind.Attribution));
        Assert.DoesNotContain(records, r => r.Kind == JournalKind.Alarm);
    }

    [Fact]
    public async Task The_operators_own_trades_and_transfers_are_no_drift()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, Eager);
        engine.UntilReported(2);
        using var client = new ExchangeClient(exchange.Simulator);
        await OrderByHandAsync(client, "mine-1");
        engine.UntilReported(2);
        await OrderByHandAsync(client, "mine-2");
        engine.UntilReported(2);
        EngineSummary summary = await engine.FinishAsync();
        Assert.True(summary.Audit!.AgreedAtEnd);
        Assert.Equal(0, summary.Audit.DriftAlarms);
    }

    [Fact]
    public async Task Money_that_nothing_explains_stops_new_cascades()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live, Eager);
        engine.UntilReported(2);
        // Nobody tells the engine of this one.
        exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Drop,
            Stream = StreamKind.Private,
            Topic = "/account/balance",
            Every = 1,
            Times = long.MaxValue,
        });
        using var client = new ExchangeClient(exchange.Simulator);
        await OrderByHandAsync(client, "mine");
        LimitBook limits = engine.Parts.Core.Desk.Gates.Limits;
        engine.Until("the breaker", () => limits.IsTrippedBy(BreakerCause.Drift));
        EngineSummary summary = await engine.FinishWithProblemsAsync();
        Assert.True(summary.Audit!.DriftAlarms > 0);
        // Only its words cost memory.
        Assert.InRange(AllocatedByAuditor(summary), 1, AlarmBytes * summary.Audit.DriftAlarms);
        string problem = Assert.Single(summary.Problems);
        Assert.StartsWith("Balances differ: the exchange has ", problem, StringComparison.Ordinal);
        List<JournalRecord> records = JournalOfRun.Read(exchange, summary.Run);
        Assert.Contains(
            records, r => r.Kind == JournalKind.Alarm && r.Word.Utf8.SequenceEqual("drift"u8));
        Assert.Contains(records, IsBalance(BalanceSource.Check));
    }

    [Fact]
    public async Task A_fee_in_another_currency_takes_the_symbol_off()
    {
        // The configuration says KCS, the account pays out of the trade.
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, ["execution.fee_payment=kcs", .. Eager]);
        AuditCounters audit = engine.Parts.Auditor!.Counters;
        engine.Until("the alarm", () => audit.FeeAlarms > 0);
        SymbolSwitches symbols = engine.Parts.Core.Desk.Gates.Symbols;
        engine.Until("a symbol off", () => symbols.OffCount > 0);
        EngineSummary summary = await engine.FinishWithProblemsAsync();
        List<JournalRecord> records = JournalOfRun.Read(exchange, summary.Run);
        Assert.Contains(
            records,
            r => r.Kind == JournalKind.SymbolSwitch && !r.IsOn && r.Word.Utf8.SequenceEqual("fee_drift"u8));
        // What the fees took of another currency than reckoned is missing in the account.
        Assert.False(summary.Audit!.AgreedAtEnd);
    }

    [Fact]
    public async Task A_book_that_stands_still_is_taken_off_and_comes_back_when_it_agrees()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, ["market.feed=level2", .. Eager]);
        engine.UntilReported(1);
        int rule = exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Drop,
            Stream = StreamKind.Market,
            Topic = "/market/level2:BTC-USDT",
            Every = 1,
            Times = long.MaxValue,
        });
        SymbolId symbol = IdOf(engine, "BTC-USDT");
        SymbolSwitches symbols = engine.Parts.Core.Desk.Gates.Symbols;
        engine.Until("the symbol off", () => symbols.OffCount == 1);
        Assert.Equal(SymbolOffCause.BookAudit, symbols.CauseOf(symbol, nowNs: long.MaxValue));
        Assert.True(exchange.Simulator.Faults.Revoke(rule));
        engine.Until("the symbol on", () => symbols.OffCount == 0);
        engine.UntilReported(1);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(1, summary.Audit!.BookAlarms);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        List<JournalRecord> records = JournalOfRun.Read(exchange, summary.Run);
        bool[] switches =
        [
            .. records.Where(static r => r.Kind == JournalKind.SymbolSwitch
                && r.Word.Utf8.SequenceEqual("book_audit"u8)).Select(static r => r.IsOn),
        ];
        Assert.Equal([false, true], switches);
    }

    [Fact]
    public async Task Paper_compares_books_alone()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Paper, Eager);
        AuditCounters audit = engine.Parts.Auditor!.Counters;
        engine.Until("books", () => audit.BooksAgreed >= 3);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Null(summary.Audit!.AgreedAtEnd);
        Assert.Equal((0L, 0L), (audit.FillsAgreed, audit.BalancesAgreed));
    }

    private static Predicate<JournalRecord> IsBalance(BalanceSource source) =>
        r => r.Kind == JournalKind.Balance && r.Balance.Source == source;

    private static SymbolId IdOf(EngineUnderTest engine, string name)
    {
        Assert.True(
            engine.Parts.Universe.Symbols.TryFind(Encoding.ASCII.GetBytes(name), out SymbolId symbol));
        return symbol;
    }

    private static long AllocatedByAuditor(EngineSummary summary) =>
        summary.AllocatedByThread.Single(static thread => thread.Name == "tf-auditor").Count;

    private static async Task OrderByHandAsync(ExchangeClient client, string clientOid)
    {
        JsonElement reply = await client.OrderAsync(
            $$"""{"clientOid":"{{clientOid}}","symbol":"BTC-USDT","side":"buy","type":"market","funds":"25"}""");
        Assert.Equal("200000", reply.GetProperty("code").GetString());
    }
}
