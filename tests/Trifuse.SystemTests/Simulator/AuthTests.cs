using System.Net;
using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

public sealed class AuthTests
{
    private const string Target = "/api/v1/accounts?type=trade";

    [Theory]
    [InlineData("KC-API-KEY", null, "400001")]
    [InlineData("KC-API-SIGN", null, "400001")]
    [InlineData("KC-API-KEY", "stranger", "400003")]
    [InlineData("KC-API-TIMESTAMP", "1000", "400002")]
    [InlineData("KC-API-TIMESTAMP", "-99999999999999999999", "400002")]
    [InlineData("KC-API-PASSPHRASE", "wrong", "400004")]
    [InlineData("KC-API-SIGN", "wrong", "400005")]
    [InlineData("KC-API-KEY-VERSION", "4", "400009")]
    public async Task Each_fault_of_a_signature_has_its_own_code(string header, string? value, string code)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Get, Target);
        request.Headers.Remove(header);
        if (value is not null)
        {
            request.Headers.Add(header, value);
        }

        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        using JsonDocument body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(code, body.RootElement.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("3")]
    public async Task All_key_versions_are_taken(string version)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Get, Target, version: version);
        JsonElement reply = await fixture.Client.SendAsync(request);
        Assert.Equal("200000", reply.GetProperty("code").GetString());
        Assert.Equal(5, reply.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_target_may_be_signed_encoded_or_decoded()
    {
        const string Encoded = "/api/v1/trade-fees?symbols=BTC-USDT%2CETH-USDT";
        const string Decoded = "/api/v1/trade-fees?symbols=BTC-USDT,ETH-USDT";
        await using Fixture fixture = await Fixture.StillAsync();
        foreach (string signed in new[] { Encoded, Decoded })
        {
            using HttpRequestMessage request =
                ExchangeClient.Signed(HttpMethod.Get, Encoded, signedTarget: signed);
            JsonElement reply = await fixture.Client.SendAsync(request);
            Assert.Equal(2, reply.GetProperty("data").GetArrayLength());
        }
    }

    [Fact]
    public async Task A_key_without_the_right_may_read_but_not_trade()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with { Permissions = "General" });
        Assert.Equal("200000", (await fixture.Client.GetAsync(Target)).GetProperty("code").GetString());
        JsonElement refused = await fixture.Client.OrderAsync("{}");
        Assert.Equal("400007", refused.GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_unknown_path_is_404000_and_a_used_up_quota_429000()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using HttpResponseMessage missing = await fixture.Client.Http.GetAsync("/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        HttpResponseMessage last = missing;
        int calls = 0;
        while (last.StatusCode != HttpStatusCode.TooManyRequests && calls++ < 200)
        {
            last = await fixture.Client.Http.GetAsync("/api/v1/market/allTickers");
        }

        // 2000 public units in 30 s, 15 a call.
        Assert.Equal(134, calls);
        Assert.Equal("2000", last.Headers.GetValues("gw-ratelimit-limit").Single());
        Assert.Equal("5", last.Headers.GetValues("gw-ratelimit-remaining").Single());
        Assert.Contains("429000", await last.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_error()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        SimulatorStartException refusal = await Assert.ThrowsAsync<SimulatorStartException>(
            () => ExchangeSimulator.StartAsync(
                new SimulatorOptions { Port = fixture.Simulator.Port, World = "poloniex-2022" },
                CancellationToken.None));
        Assert.Contains("in use", refusal.Message);
    }
}
