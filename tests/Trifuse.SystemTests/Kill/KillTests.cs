using System.Globalization;
using Trifuse.Core;
using Trifuse.Simulator;
using Trifuse.Simulator.Faults;
using Trifuse.SystemTests.Accounting;
using Trifuse.SystemTests.Cli;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Kill;

/// <summary>
/// The engine is killed, over and over: after each record that a cascade writes into the journal, and at any
/// time, and the companion with it. In the end the exchange has moved by what the journals say, no order
/// exists twice, no cascade is without its end, and the ledger is the exchange's own books to the last digit.
/// TRIFUSE_KILLS says how often (a few times if nothing is said); tests/kill/run does it for long.
/// </summary>
public sealed class KillTests
{
    private const int FewKills = 3;
    private const ulong Seed = 20_260_417;

    [Fact]
    public Task A_fused_engine_that_is_killed_anywhere_settles_when_it_starts_again() => KillAsync("fused");

    [Fact]
    public Task A_split_engine_that_is_killed_anywhere_settles_when_it_starts_again() => KillAsync("split");

    private static int Kills =>
        int.TryParse(Environment.GetEnvironmentVariable("TRIFUSE_KILLS"), out int kills) ? kills : FewKills;

    private static async Task KillAsync(string threads)
    {
        // Each state lasts some milliseconds, so that a kill can meet it; some orders are refused, so that
        // there is something to unwind.
        await using TestExchange exchange = await TestExchange.TriangleAsync(static o => o with
        {
            Latency = new LatencyModel(6, 4, 8, 4),
            Faults =
            [
                new FaultRule
                {
                    Name = "order refused",
                    Do = FaultKind.Reject,
                    Probability = 0.1,
                    Times = long.MaxValue,
                    Code = "400100",
                    Message = "Order size below the minimum",
                },
            ],
        });
        using var home = new Sandbox();
        var series = new KillSeries(exchange, home, threads);
        var random = new Prng(Seed);
        int first = (int)random.NextBelow(KillPoint.All.Count);
        for (int i = 0; i < Kills; i++)
        {
            await ((i % 6) switch
            {
                2 => series.KillCompanionAfterAsync(TimeSpan.FromMilliseconds(random.NextBelow(1_500))),
                5 => series.KillAfterAsync(TimeSpan.FromMilliseconds(random.NextBelow(3_000))),
                _ => series.KillAtAsync(KillPoint.All[(first + i) % KillPoint.All.Count]),
            });
        }
        await series.FinishAsync();
        AllRuns all = series.Journals;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{threads}: {series}, {all.Runs} runs, {all.Cascades} cascades, {all.Orders} orders, "
            + $"{all.UnwindOrders} of them to unwind; {all.Settled} cascades were met, after: {all.Met()}"));
        all.EveryCascadeHasAnEnd();
        all.EveryOrderIsKnownOnce(exchange);
        all.ExchangeMovedByTheEnds(exchange);
        await LedgerAgainstExchange.CheckAsync(exchange, home, wasKilled: true);
    }
}
