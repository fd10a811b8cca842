using System.Globalization;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Start;
using Trifuse.SystemTests.Simulator;
using Trifuse.Trading.Signals;

namespace Trifuse.SystemTests.Engine;

/// <summary>What keeps new cascades from being opened, and what lets them be opened again.</summary>
public sealed class StopAndGoTests
{
    [Fact]
    public async Task The_kill_file_stops_new_cascades_and_its_removal_lets_them_go_on()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        string file = exchange.File("kill");
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"limits.kill_file={file}");
        engine.UntilReported(3);
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        long stopped = engine.UntilRefused(Refusal.KillSwitch);
        engine.Until("the end of the open cascade", () => engine.Reported == stopped);
        engine.Until("the balance of the exchange", () => FreeUsdt(engine) == UsdtOf(exchange));
        engine.UntilRefused(Refusal.KillSwitch);
        Assert.Equal(stopped, engine.Signals);
        File.Delete(file);
        engine.UntilReported(3);
        EngineSummary summary = await engine.FinishAsync();
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    [Fact]
    public async Task A_kill_file_from_before_the_start_lets_no_cascade_through()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        string file = exchange.File("kill");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using EngineUnderTest engine = EngineUnderTest.Start(
            exchange, RunMode.Live, $"limits.kill_file={file}");
        engine.UntilRefused(Refusal.KillSwitch);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(0, summary.Signals);
        RunChecks.ExchangeDidNotMove(exchange);
    }

    [Fact]
    public async Task A_rate_limit_that_is_nearly_used_up_stops_new_cascades()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        using EngineUnderTest engine = EngineUnderTest.Start(exchange, RunMode.Live);
        engine.UntilReported(2);
        await UseUpAsync(exchange);
        long stopped = engine.UntilRefused(Refusal.RateBudget);
        engine.Until("the end of the open cascades", () => engine.Reported == stopped);
        engine.UntilRefused(Refusal.RateBudget);
        Assert.Equal(stopped, engine.Signals);
        EngineSummary summary = await engine.FinishAsync();
        Assert.Equal(0, summary.Totals.Failed);
        RunChecks.EverySignalIsReported(exchange, summary);
        RunChecks.ExchangeMovedByTheReports(exchange, summary);
    }

    private static ExactDecimal FreeUsdt(EngineUnderTest engine)
    {
        Assert.True(engine.Parts.Universe.TryFindCurrency("USDT"u8, out CurrencyId usdt));
        return engine.Parts.Core.Desk.Balances.Available(usdt);
    }

    private static ExactDecimal UsdtOf(TestExchange exchange)
    {
        byte[] text = System.Text.Encoding.ASCII.GetBytes(exchange.Totals()["USDT"].ToString());
        Assert.True(DecimalText.TryParse(text, out ExactDecimal amount));
        return amount;
    }

    /// <summary>
    /// Spends the account's quota down to a twentieth, as another program with the same key would.
    /// </summary>
    private static async Task UseUpAsync(TestExchange exchange)
    {
        using var client = new ExchangeClient(exchange.Simulator);
        long remaining = long.MaxValue;
        while (remaining > 200)
        {
            using HttpRequestMessage request = ExchangeClient.Signed(
                HttpMethod.Get, "/api/v1/hf/accounts/opened");
            using HttpResponseMessage response = await client.Http.SendAsync(
                request, TestContext.Current.CancellationToken);
            remaining = long.Parse(
                response.Headers.GetValues("gw-ratelimit-remaining").Single(), CultureInfo.InvariantCulture);
        }
    }
}
