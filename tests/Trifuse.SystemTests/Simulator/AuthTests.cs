using System.Net;
using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>One test for each code of the gateway's list (KuCoin protocol 1.3).</summary>
public sealed class AuthTests
{
    private const string Target = "/api/v1/accounts?type=trade";

    [Theory]
    [InlineData("KC-API-KEY", null, "400001", "KC-API-KEY")]
    [InlineData("KC-API-SIGN", null, "400001", "KC-API-SIGN")]
    [InlineData("KC-API-TIMESTAMP", null, "400001", "KC-API-TIMESTAMP")]
    [InlineData("KC-API-PASSPHRASE", null, "400001", "KC-API-PASSPHRASE")]
    [InlineData("KC-API-KEY", "stranger", "400003", "KC-API-KEY")]
    [InlineData("KC-API-TIMESTAMP", "1000", "400002", "KC-API-TIMESTAMP")]
    [InlineData("KC-API-TIMESTAMP", "now", "400002", "KC-API-TIMESTAMP")]
    [InlineData("KC-API-TIMESTAMP", "-99999999999999999999", "400002", "KC-API-TIMESTAMP")]
    [InlineData("KC-API-PASSPHRASE", "wrong", "400004", "KC-API-PASSPHRASE")]
    [InlineData("KC-API-SIGN", "wrong", "400005", "KC-API-SIGN")]
    [InlineData("KC-API-KEY-VERSION", "4", "400009", "KC-API-KEY-VERSION")]
    public async Task Each_fault_of_a_signature_has_its_own_code(
        string header, string? value, string code, string text)
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
        Assert.Contains(text, body.RootElement.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task A_wrong_secret_is_a_wrong_signature_and_not_a_wrong_passphrase()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        JsonElement reply = await fixture.Client.CallAsync(HttpMethod.Get, Target,
            key: new ApiKeyOptions { Secret = "guessed" });
        Assert.Equal("400005", Code(reply));
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
        Assert.Equal("200000", Code(reply));
        Assert.Equal(5, reply.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData(1, "1", "200000")]
    [InlineData(1, "2", "400009")]
    [InlineData(2, "3", "200000")]
    [InlineData(3, "2", "200000")]
    [InlineData(3, "1", "400009")]
    public async Task A_key_of_one_version_takes_those_that_sign_alike(int made, string named, string code)
    {
        var key = new ApiKeyOptions { Version = made };
        await using Fixture fixture = await With(key);
        using HttpRequestMessage request =
            ExchangeClient.Signed(HttpMethod.Get, Target, version: named, key: key);
        Assert.Equal(code, Code(await fixture.Client.SendAsync(request)));
    }

    [Theory]
    [InlineData("1", "400008")]
    [InlineData("2", "400008")]
    [InlineData("3", "200000")]
    public async Task Old_versions_may_be_retired(string version, string code)
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { RefusesOldKeys = true },
        });
        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Get, Target, version: version);
        Assert.Equal(code, Code(await fixture.Client.SendAsync(request)));
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

        await using Fixture strict = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { TakesDecodedTarget = false },
        });
        using HttpRequestMessage refused =
            ExchangeClient.Signed(HttpMethod.Get, Encoded, signedTarget: Decoded);
        Assert.Equal("400005", Code(await strict.Client.SendAsync(refused)));
    }

    [Theory]
    [InlineData("GET", "/api/v1/base-fee?", "/api/v1/base-fee", "", "")]
    [InlineData("POST", "/api/v1/bullet-private", "/api/v1/bullet-private", "", "{}")]
    [InlineData("POST", "/api/v1/bullet-private", "/api/v1/bullet-private", "{}", "")]
    public async Task Small_liberties_of_clients_are_taken(
        string method, string target, string signedTarget, string body, string signedBody)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using HttpRequestMessage request = ExchangeClient.Signed(new HttpMethod(method), target, body,
            signedTarget: signedTarget, signedBody: signedBody);
        request.Headers.Add("KC-API-PARTNER", "ccxt");
        request.Headers.Add("KC-API-PARTNER-SIGN", "anything");
        Assert.Equal("200000", Code(await fixture.Client.SendAsync(request)));
    }

    [Theory]
    [InlineData("General", "GET", Target, null)]
    [InlineData("General", "POST", "/api/v1/hf/orders", "400007")]
    [InlineData("General", "POST", "/api/v1/orders", "400007")]
    [InlineData("General", "DELETE", "/api/v1/hf/orders/cancelAll", "400007")]
    [InlineData("Spot", "GET", Target, "400007")]
    [InlineData("Futures,Margin", "POST", "/api/v1/hf/orders", "400007")]
    [InlineData("General,Spot", "POST", "/api/v3/accounts/universal-transfer", "400007")]
    [InlineData("General,Spot", "POST", "/api/v2/accounts/inner-transfer", "400007")]
    [InlineData("general , spot", "POST", "/api/v1/hf/orders", null)]
    public async Task A_key_does_what_its_permissions_say(
        string permissions, string method, string target, string? refusal)
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with { Permissions = permissions });
        using HttpRequestMessage request = ExchangeClient.Signed(new HttpMethod(method), target, "{}");
        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(refusal is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(refusal is not null, body.Contains("\"400007\"", StringComparison.Ordinal));
        Assert.Equal(refusal is not null, body.Contains("require", StringComparison.Ordinal)
            && body.Contains("more permission", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_may_be_bound_to_addresses()
    {
        var key = new ApiKeyOptions { AllowedAddresses = ["192.0.2.1"] };
        await using Fixture fixture = await With(key);
        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Get, Target, key: key);
        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Contains("\"400006\"", body);
        Assert.Contains("127.0.0.1", body);

        key = new ApiKeyOptions { AllowedAddresses = ["192.0.2.1", "127.0.0.1"] };
        await using Fixture other = await With(key);
        Assert.Equal("200000", Code(await other.Client.CallAsync(HttpMethod.Get, Target, key: key)));
    }

    [Fact]
    public async Task The_status_of_missing_rights_can_be_changed()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Permissions = "General",
            Quirks = new Quirks { PermissionStatus = 401 },
        });
        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Post, "/api/v1/hf/orders", "{}");
        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_frozen_user_is_told_so()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Accounts = [o.DefaultAccount with { IsFrozen = true }],
        });
        Assert.Equal("411100", Code(await fixture.Client.GetAsync(Target)));
    }

    [Fact]
    public async Task What_is_not_served_is_told_apart_from_what_is_wrongly_called()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        HttpClient http = fixture.Client.Http;
        using HttpResponseMessage missing = await http.GetAsync("/api/v1/nothing");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("\"404000\"", await missing.Content.ReadAsStringAsync());
        Assert.Equal("2000", missing.Headers.GetValues("gw-ratelimit-limit").Single());

        using HttpResponseMessage method = await http.DeleteAsync("/api/v1/timestamp");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);

        using HttpRequestMessage request = ExchangeClient.Signed(HttpMethod.Post, "/api/v1/hf/orders", "a=b");
        request.Content!.Headers.ContentType = new("application/x-www-form-urlencoded");
        using HttpResponseMessage type = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, type.StatusCode);
        Assert.Contains("\"415000\"", await type.Content.ReadAsStringAsync());

        Assert.Equal("400100",
            Code(await fixture.Client.CallAsync(HttpMethod.Post, "/api/v1/hf/orders", "not json")));
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

    private static string Code(JsonElement reply) => reply.GetProperty("code").GetString()!;

    private static Task<Fixture> With(ApiKeyOptions key) => Fixture.StillAsync(o => o with
    {
        Accounts = [o.DefaultAccount with { Keys = [key] }],
    });
}
