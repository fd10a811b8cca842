using Trifuse.Core.Domain;
using Trifuse.Engine.Start;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Orders over WebSocket, with REST behind them: whatever becomes of the socket, no order is lost or sent
/// twice, and the balances agree.
/// </summary>
public sealed class OrderSocketTests
{
    private static readonly string[] OverSocket =
    [
        "execution.order_path=ws", "execution.order_probe_ms=50", "engine.concurrent_slots=1",
        "exchange.request_timeout_ms=1500", "execution.fill_timeout_ms=3000",
        "execution.terminal_grace_ms=100", "execution.query_retry_ms=50", "exchange.reconnect_min_ms=20",
    ];

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task Orders_go_over_the_socket_once_it_is_up_and_nothing_is_allocated(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = Start(exchange, $"engine.threads={threads}");
        UntilOverSocket(engine, 9);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.Equal(0, summary.OrderPaths.LostSockets);
        Assert.Equal(0, summary.Totals.Failed);
        Assert.Equal(0, summary.Totals.UnknownOutcomes);
        Assert.True(CountOf(summary, "WebSocket order -> ack") >= 9);
        Assert.True(CountOf(summary, "WebSocket probe") > 0);
        Assert.True(CountOf(summary, "REST probe") > 0);
        Assert.All(
            summary.AllocatedByThread.Where(static t => t.Name is "tf-hot" or "tf-exec-0"),
            static t => Assert.Equal(0, t.Count));
    }

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task A_socket_that_is_cut_with_orders_on_it_loses_and_doubles_none(string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = Start(exchange, $"engine.threads={threads}");
        UntilOverSocket(engine, 3);
        for (int cut = 1; cut <= 4; cut++)
        {
            // The order is carried out; its reply is on a socket that is gone.
            exchange.Simulator.Faults.Add(new FaultRule
            {
                Do = FaultKind.Close,
                On = FaultMoment.Request,
                Stream = StreamKind.OrderEntry,
            });
            int lost = cut;
            engine.Until("the loss of the socket", () => Desk(engine).LostSockets >= lost);
            UntilOverSocket(engine, 3);
        }
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.True(summary.OrderPaths.LostSockets >= 4);
        Assert.Equal(0, summary.Totals.Failed);
    }

    [Theory]
    [InlineData("lose-after", "fused")]
    [InlineData("lose-after", "split")]
    [InlineData("lose-before", "fused")]
    [InlineData("busy", "fused")]
    [InlineData("rate-limit", "fused")]
    [InlineData("truncate", "fused")]
    public async Task An_order_over_the_socket_without_a_usable_reply_is_asked_for(
        string fault, string threads)
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = Start(exchange, $"engine.threads={threads}");
        UntilOverSocket(engine, 3);
        int id = exchange.Simulator.Faults.Add(RuleOf(fault));
        UntilStruck(exchange, engine, id);
        bool isAnswered = fault is "busy" or "rate-limit";
        // A reply that does not come costs the socket, one that says no does not.
        engine.Until("the loss of the socket", () => isAnswered || Desk(engine).LostSockets == 1);
        if (fault == "rate-limit")
        {
            // No cascade begins for the rest of the exchange's window, which is half a minute.
            engine.Until("the report", () => engine.Parts.Scribe.Totals.UnknownOutcomes > 0);
        }
        else
        {
            UntilOverSocket(engine, 3);
        }
        EngineSummary summary = await engine.FinishAsync();
        bool isTaken = fault is "lose-after" or "truncate";
        Check(exchange, summary, isTaken ? 0 : 1);
        // What was taken is known by its events at the latest; what was not, by asking.
        Assert.True(isTaken || summary.Totals.UnknownOutcomes > 0);
        Assert.Equal(isAnswered ? 0 : 1, summary.OrderPaths.LostSockets);
    }

    [Fact]
    public async Task An_order_that_the_socket_alone_refuses_goes_over_rest_under_its_own_id()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = Start(exchange);
        UntilOverSocket(engine, 3);
        int id = exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Answer,
            Path = "WS spot.order",
            Code = "400012",
            Message = "session timed out",
        });
        UntilStruck(exchange, engine, id);
        UntilOverSocket(engine, 3);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.True(summary.OrderPaths.FallBacks >= 1);
        Assert.Equal(0, summary.Totals.Failed);
        Assert.Equal(0, summary.Totals.UnknownOutcomes);
        // The refused order went over both; it is the second path that carried it.
        string json = await File.ReadAllTextAsync(
            exchange.File("reports.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(summary.OrderPaths.Rest, Occurrences(json, "\"path\":\"rest\""));
        Assert.Equal(summary.OrderPaths.Socket - 1, Occurrences(json, "\"path\":\"ws\""));
    }

    [Fact]
    public async Task A_socket_that_has_fallen_silent_is_replaced()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync(
            static o => o with { PingTimeout = TimeSpan.FromMilliseconds(300) });
        using EngineUnderTest engine = Start(exchange, "exchange.request_timeout_ms=60000");
        UntilOverSocket(engine, 3);
        exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Freeze,
            Stream = StreamKind.OrderEntry,
            Ms = 1_500,
        });
        engine.Until("the end of the socket", () => Desk(engine).LostSockets > 0);
        UntilOverSocket(engine, 3);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.Equal(0, summary.Totals.Failed);
    }

    [Fact]
    public async Task Without_an_order_socket_all_goes_over_rest()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = Start(
            exchange, $"exchange.order_url=wss://localhost:{exchange.Simulator.Port}/v1/nothing");
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.Equal(0, summary.OrderPaths.Socket);
        Assert.Equal(0, summary.Totals.Failed);
    }

    [Fact]
    public async Task An_old_socket_is_renewed_between_orders()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = Start(exchange, "exchange.max_connection_age_minutes=0.02");
        UntilOverSocket(engine, 3);
        long served = exchange.Simulator.Counters.ClientsServed;
        // Two stream lines renew themselves too; six more connections are more than theirs alone.
        engine.Until("renewals", () => exchange.Simulator.Counters.ClientsServed >= served + 7);
        UntilOverSocket(engine, 3);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.Equal(0, summary.OrderPaths.LostSockets);
        Assert.Equal(0, summary.Totals.UnknownOutcomes);
    }

    [Fact]
    public async Task Auto_leaves_the_path_that_has_become_slow()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        exchange.Simulator.Faults.Add(new FaultRule
        {
            Do = FaultKind.Hold,
            Path = "GET /api/v1/timestamp",
            Ms = 150,
            Every = 1,
            Times = long.MaxValue,
        });
        using EngineUnderTest engine = Start(exchange, "execution.order_path=auto");
        UntilOverSocket(engine, 6);
        EngineSummary summary = await engine.FinishAsync();
        Check(exchange, summary);
        Assert.Equal(0, summary.Totals.Failed);
    }

    private static EngineUnderTest Start(TestExchange exchange, params string[] more) =>
        EngineUnderTest.Start(exchange, RunMode.Live, [.. OverSocket, .. more]);

    private static Trifuse.Engine.Execution.OrderDesk Desk(EngineUnderTest engine) =>
        engine.Parts.Executors[0].Desk;

    private static void UntilOverSocket(EngineUnderTest engine, int more)
    {
        long wanted = Desk(engine).Paths.SocketOrders + more;
        engine.Until("orders over the socket", () => Desk(engine).Paths.SocketOrders >= wanted);
    }

    private static void UntilStruck(TestExchange exchange, EngineUnderTest engine, int fault) => engine.Until(
        "the fault", () => exchange.Simulator.Faults.Reports.Single(r => r.Id == fault).Struck == 1);

    private static long Occurrences(string text, string part) =>
        text.Split(part, StringSplitOptions.None).Length - 1;

    private static long CountOf(EngineSummary summary, string stage) =>
        summary.Stages.Single(s => s.Name == stage).Durations.Count;

    private static FaultRule RuleOf(string fault) => fault switch
    {
        "lose-after" => new FaultRule { Do = FaultKind.LoseAfter, Path = "WS spot.order" },
        "lose-before" => new FaultRule { Do = FaultKind.LoseBefore, Path = "WS spot.order" },
        "busy" => new FaultRule { Do = FaultKind.Answer, Path = "WS spot.order" },
        "rate-limit" => new FaultRule
        {
            Do = FaultKind.Answer,
            Path = "WS spot.order",
            Code = "429000",
            Message = "Too Many Requests",
        },
        _ => new FaultRule { Do = FaultKind.Truncate, Stream = StreamKind.OrderEntry, Topic = "spot.order" },
    };

    /// <summary>
    /// Reports, balances, and orders: each client id was intended once, the exchange has no others.
    /// </summary>
    private static void Check(TestExchange exchange, EngineSummary summary, int notTaken = 0)
    {
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
        ClientOrderId[] placed =
        [
            .. JournalOfRun.Read(exchange, summary.Run)
                .Where(r => r.Kind == JournalKind.Intent && r.Verb == JournalVerb.Place)
                .Select(r => r.ClientId),
        ];
        Assert.Equal(placed.Length, placed.Distinct().Count());
        string[] intended = [.. placed.Select(static id => id.ToString())];
        string[] taken = [.. exchange.Simulator.Orders().Select(static order => order.ClientOid)];
        Assert.Empty(taken.Except(intended, StringComparer.Ordinal));
        Assert.Equal(taken.Length, taken.Distinct(StringComparer.Ordinal).Count());
        // On a machine that is far too busy an intended order may find no connection in time: then it was not
        // sent, and its report says that it failed.
        string[] notThere = [.. intended.Except(taken, StringComparer.Ordinal)];
        long mayLack = notTaken + summary.Totals.Failed + exchange.Simulator.Counters.OrdersRefused;
        Assert.True(
            notThere.Length >= notTaken && notThere.Length <= mayLack,
            $"not at the exchange: {string.Join(' ', notThere)}");
        Assert.True(summary.OrderPaths.Rest + summary.OrderPaths.Socket >= taken.Length);
    }
}
