using Trifuse.Engine.Start;
using Trifuse.Simulator.Faults;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Orders whose bytes have left and of which no reply says what became of them (docs/failures.md: "No reply,
/// reset, 5xx or 429 after the bytes left"): they are asked for, the cascade goes on with the truth, no order
/// is sent twice, and the balances agree. Their events are lost, so that nothing but the question can tell.
/// </summary>
public sealed class OrderDoubtTests
{
    private const string Orders = "POST /api/v1/hf/orders";
    private const long LongMs = 60_000;
    private const long ShortMs = 50;

    [Theory]
    [InlineData("no reply, taken", "fused", "no_reply")]
    [InlineData("no reply, taken", "split", "no_reply")]
    [InlineData("no reply, not taken", "fused", "no_reply")]
    [InlineData("late reply", "split", "no_reply")]
    [InlineData("reset, taken", "fused", "connection_lost")]
    [InlineData("reset, taken", "split", "connection_lost")]
    [InlineData("reset, not taken", "split", "connection_lost")]
    [InlineData("500, taken", "fused", "server_error")]
    [InlineData("500, taken", "split", "server_error")]
    [InlineData("500, not taken", "fused", "server_error")]
    [InlineData("503, taken", "split", "server_error")]
    [InlineData("503, not taken", "fused", "server_error")]
    [InlineData("429, taken", "fused", "rate_limited")]
    [InlineData("429, taken", "split", "rate_limited")]
    [InlineData("429, not taken", "split", "rate_limited")]
    [InlineData("unreadable, taken", "fused", "bad_reply")]
    public async Task An_order_without_a_reply_that_tells_is_asked_for_and_gone_on_with(
        string fault, string threads, string cause)
    {
        FaultRule rule = RuleOf(fault);
        bool isTaken = rule.Taken || rule.Do is FaultKind.LoseAfter or FaultKind.Hold;
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.Add(rule);
        string line = await ReportWithoutEventsAsync(
            exchange, isTaken ? 0 : 1, "exchange.request_timeout_ms=1000", $"engine.threads={threads}");
        Assert.Contains($"doubts=[L0:{cause}->", line, StringComparison.Ordinal);
        Assert.Contains(isTaken ? " FILLED " : " FAILED ", line, StringComparison.Ordinal);
        Assert.Equal(!isTaken, line.Contains("fills=[]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task An_order_without_its_last_event_in_time_is_asked_for_and_gone_on_with(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        string line = await ReportWithoutEventsAsync(
            exchange, notTaken: 0, "execution.fill_timeout_ms=800", $"engine.threads={threads}");
        Assert.Contains("doubts=[L0:fill_timeout->", line, StringComparison.Ordinal);
        Assert.Contains(" FILLED ", line, StringComparison.Ordinal);
    }

    /// <summary>
    /// The report of a cascade of whose first order no event came; what must hold holds after the run.
    /// </summary>
    private static async Task<string> ReportWithoutEventsAsync(
        TestExchange exchange, int notTaken, params string[] settings)
    {
        int deaf = exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Drop,
            Stream = StreamKind.Private,
            Topic = "/spotMarket/tradeOrders",
            Symbol = "BTC-USDT",
            Times = long.MaxValue,
        });
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange,
            RunMode.Live,
            [.. settings, "execution.query_retry_ms=50", "engine.concurrent_slots=1"]);
        engine.UntilReported(1);
        exchange.Simulator.Faults.Revoke(deaf);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.AllAgrees(exchange, summary, notTaken);
        return exchange.ReportLines()[0];
    }

    private static FaultRule RuleOf(string fault) => fault switch
    {
        "no reply, taken" => new FaultRule { Do = FaultKind.LoseAfter, Path = Orders, Ms = LongMs },
        "no reply, not taken" => new FaultRule { Do = FaultKind.LoseBefore, Path = Orders, Ms = LongMs },
        "late reply" => new FaultRule { Do = FaultKind.Hold, Path = Orders, Ms = 1_200 },
        "reset, taken" => new FaultRule { Do = FaultKind.LoseAfter, Path = Orders, Ms = ShortMs },
        "reset, not taken" => new FaultRule { Do = FaultKind.LoseBefore, Path = Orders, Ms = ShortMs },
        "unreadable, taken" => Answer(200, "200000", isTaken: true),
        _ => Answer(
            int.Parse(fault[..3]), fault[..3] + "000", fault.EndsWith(", taken", StringComparison.Ordinal)),
    };

    private static FaultRule Answer(int status, string code, bool isTaken) => new()
    {
        Do = FaultKind.Answer,
        Path = Orders,
        Status = status,
        Code = code,
        Message = "made up by the test",
        Taken = isTaken,
    };
}
