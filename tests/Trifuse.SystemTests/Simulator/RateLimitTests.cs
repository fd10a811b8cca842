using System.Net;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Quotas (KuCoin protocol section 2).</summary>
public sealed class RateLimitTests
{
    private static readonly ApiKeyOptions Second = new() { Key = "second-key" };

    [Fact]
    public async Task A_used_up_public_quota_is_429000_until_the_window_ends()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        HttpResponseMessage last = await fixture.Client.Http.GetAsync("/api/v1/nothing");
        int calls = 0;
        while (last.StatusCode != HttpStatusCode.TooManyRequests && calls++ < 200)
        {
            last = await fixture.Client.Http.GetAsync("/api/v1/market/allTickers");
        }

        // 2000 public units in 30 s, 15 a call.
        Assert.Equal(134, calls);
        Assert.Equal(("2000", "5"), (Header(last, "limit"), Header(last, "remaining")));
        Assert.InRange(int.Parse(Header(last, "reset")), 0, 30_000);
        Assert.Contains("429000", await last.Content.ReadAsStringAsync());

        // What still fits is still answered, and private calls have their own quota.
        Assert.Equal(HttpStatusCode.OK, (await fixture.Client.Http.GetAsync("/api/v1/timestamp")).StatusCode);
        Assert.Equal("3997", await RemainingAsync(fixture, "GET", "/api/v1/base-fee"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/timestamp", 2000, 3)]
    [InlineData("GET", "/api/v2/symbols", 2000, 4)]
    [InlineData("GET", "/api/v1/market/stats?symbol=BTC-USDT", 2000, 15)]
    [InlineData("GET", "/api/v1/market/orderbook/level2_100?symbol=BTC-USDT", 2000, 4)]
    [InlineData("POST", "/api/v1/bullet-public", 2000, 10)]
    [InlineData("POST", "/api/v1/bullet-private", 4000, 10)]
    [InlineData("GET", "/api/v3/market/orderbook/level2?symbol=BTC-USDT", 4000, 3)]
    [InlineData("POST", "/api/v1/hf/orders", 4000, 1)]
    [InlineData("DELETE", "/api/v1/hf/orders/cancelAll", 4000, 30)]
    [InlineData("DELETE", "/api/v1/hf/orders?symbol=BTC-USDT", 4000, 2)]
    [InlineData("GET", "/api/v1/hf/fills", 4000, 2)]
    [InlineData("POST", "/api/v1/orders", 4000, 2)]
    [InlineData("GET", "/api/v1/fills", 4000, 10)]
    [InlineData("GET", "/api/v1/hf/accounts/opened", 4000, 30)]
    [InlineData("GET", "/api/v1/accounts", 2000, 5)]
    [InlineData("GET", "/api/v1/user/api-key", 2000, 20)]
    [InlineData("GET", "/api/ua/v1/account/mode", 200, 2)]
    public async Task Each_call_has_its_pool_and_weight(string method, string target, int limit, int weight)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using HttpRequestMessage request = ExchangeClient.Signed(new HttpMethod(method), target,
            method is "POST" ? "{}" : "");
        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        Assert.Equal((limit.ToString(), (limit - weight).ToString()),
            (Header(response, "limit"), Header(response, "remaining")));
    }

    [Fact]
    public async Task Accounts_have_quotas_of_their_own_by_their_level_and_keys_share_them()
    {
        ApiKeyOptions third = new() { Key = "third-key" };
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Accounts =
            [
                o.DefaultAccount with { Keys = [new ApiKeyOptions(), third] },
                new AccountOptions { Name = "other", FeeTier = 5, Keys = [Second] },
            ],
        });
        Assert.Equal("3997", await RemainingAsync(fixture, "GET", "/api/v1/base-fee"));
        Assert.Equal("3994", await RemainingAsync(fixture, "GET", "/api/v1/base-fee", third));
        Assert.Equal("15997", await RemainingAsync(fixture, "GET", "/api/v1/base-fee", Second));
    }

    [Fact]
    public async Task A_call_that_proves_no_identity_counts_against_its_address()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        Assert.Equal("1997", await RemainingAsync(fixture, "GET", "/api/v1/base-fee",
            new ApiKeyOptions { Key = "stranger" }));
        Assert.Equal("3997", await RemainingAsync(fixture, "GET", "/api/v1/base-fee"));
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.GetValues("gw-ratelimit-" + name).Single();

    private static async Task<string> RemainingAsync(
        Fixture fixture, string method, string target, ApiKeyOptions? key = null)
    {
        using HttpRequestMessage request = ExchangeClient.Signed(new HttpMethod(method), target, key: key);
        using HttpResponseMessage response = await fixture.Client.Http.SendAsync(request);
        return Header(response, "remaining");
    }
}
