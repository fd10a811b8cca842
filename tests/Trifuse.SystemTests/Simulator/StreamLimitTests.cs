using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.Simulator.Numbers;

namespace Trifuse.SystemTests.Simulator;

/// <summary>Who may open what, say how much, and hear which events.</summary>
public sealed class StreamLimitTests
{
    [Fact]
    public async Task A_user_has_so_many_connections_and_no_more()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { ConnectionsPerUser = 2 },
        });
        using ExchangeClient.Stream first = await fixture.Client.ConnectAsync();
        using (ExchangeClient.Stream second = await fixture.Client.ConnectAsync())
        {
            Assert.Equal(509, await RefusalAsync(fixture));
            using ExchangeClient.Stream other = await fixture.Client.ConnectAsync(isPrivate: false);
            await second.Socket.CloseAsync(
                System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        // The place is free as soon as the exchange has seen the end of the second one.
        while (await RefusalAsync(fixture) is 509)
        {
        }
    }

    [Fact]
    public async Task A_user_opens_so_many_connections_in_a_minute_and_no_more()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { ConnectionsPerMinute = 2 },
        });
        (await fixture.Client.ConnectAsync()).Dispose();
        (await fixture.Client.ConnectAsync()).Dispose();
        Assert.Equal(509, await RefusalAsync(fixture));
    }

    [Fact]
    public async Task More_than_100_messages_in_10_seconds_are_not_carried_out()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        int refused = 0;
        for (int i = 0; i < 101; i++)
        {
            await stream.SendAsync("""{"id":"a","type":"ping"}""");
            JsonElement answer = await stream.NextAsync();
            if (answer.GetProperty("type").GetString() is "error")
            {
                Assert.Equal(509, answer.GetProperty("code").GetInt32());
                refused++;
            }
        }

        // On a machine that takes more than ten seconds for this a new window has begun.
        Assert.InRange(refused, 0, 1);
    }

    [Fact]
    public async Task A_connection_may_be_kept_or_closed_after_an_error()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Quirks = new Quirks { KeepsSocketAfterError = false },
        });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SendAsync("""{"id":"a","type":"subscribe","topic":"/market/none:BTC-USDT"}""");
        Assert.Equal(404, (await stream.NextAsync()).GetProperty("code").GetInt32());
        Assert.Null(await stream.NextTextAsync());
    }

    [Fact]
    public async Task Pushes_of_a_tunnel_carry_its_name_and_end_with_it()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SendAsync("""{"id":"a","type":"openTunnel","newTunnelId":"bt1","response":true}""");
        Assert.Equal("""{"id":"a","type":"ack"}""", await stream.NextTextAsync());
        await stream.SendAsync(
            """{"id":"b","type":"subscribe","topic":"/spotMarket/level1:BTC-USDT","tunnelId":"bt1","response":true}""");
        Assert.Equal("""{"id":"b","type":"ack"}""", await stream.NextTextAsync());
        JsonElement push = await stream.NextAsync();
        Assert.Equal("bt1", push.GetProperty("tunnelId").GetString());
        Assert.Equal("level1", push.GetProperty("subject").GetString());
        await stream.SendAsync("""{"id":"c","type":"closeTunnel","tunnelId":"bt1","response":true}""");
        Assert.Equal("""{"id":"c","type":"ack"}""", await stream.NextTextAsync());
        await stream.SendAsync("""{"id":"d","type":"closeTunnel","tunnelId":"bt1","response":true}""");
        Assert.Equal(400, (await stream.NextAsync()).GetProperty("code").GetInt32());
        for (int i = 1; i <= 6; i++)
        {
            await stream.SendAsync($$"""{"id":"e","type":"openTunnel","newTunnelId":"t{{i}}","response":true}""");
            JsonElement answer = await stream.NextAsync();
            Assert.Equal(i <= 5 ? "ack" : "error", answer.GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task A_protocol_level_ping_is_answered_and_is_a_sign_of_life()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            PingInterval = TimeSpan.FromMilliseconds(1_000),
            PingTimeout = TimeSpan.FromMilliseconds(500),
        });
        JsonElement data = (await fixture.Client.CallAsync(HttpMethod.Post, "/api/v1/bullet-public"))
            .GetProperty("data");
        string target = "/?token=" + data.GetProperty("token").GetString();
        using ExchangeClient.Stream alive =
            await fixture.Client.OpenPathAsync(target, TimeSpan.FromMilliseconds(50));
        using ExchangeClient.Stream silent = await fixture.Client.OpenPathAsync(target);
        Assert.Contains("welcome", await alive.NextTextAsync());
        Task<string?> heard = alive.NextTextAsync();
        Assert.Contains("ping timeout", await silent.LastBeforeEndAsync());
        await alive.SendAsync("""{"id":"1","type":"ping"}""");
        Assert.Equal("""{"id":"1","type":"pong"}""", await heard);
    }

    [Fact]
    public async Task A_connection_is_cut_when_its_day_is_over()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            PingInterval = TimeSpan.FromMilliseconds(500),
            Quirks = new Quirks { ConnectionHours = 0.5 / 3_600, SilenceFactor = 100 },
        });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        Assert.Null(await stream.LastBeforeEndAsync());
        Assert.Equal(0, fixture.Simulator.Counters.ClientsSilent);
    }

    [Fact]
    public async Task A_topic_may_be_left_alone_while_the_others_stay()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/market/match:BTC-USDT,ETH-USDT");
        await stream.SendAsync(
            """{"id":"u","type":"unsubscribe","topic":"/market/match:BTC-USDT","response":true}""");
        Assert.Equal("""{"id":"u","type":"ack"}""", await stream.NextTextAsync());
        await BuyAsync(fixture, "BTC-USDT", "0.01");
        await BuyAsync(fixture, "ETH-USDT", "0.1");
        Assert.Equal("/market/match:ETH-USDT", (await stream.NextAsync()).GetProperty("topic").GetString());
    }

    [Fact]
    public async Task Private_events_reach_the_owner_and_nobody_else()
    {
        var other = new ApiKeyOptions { Key = "other-key" };
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Accounts =
            [
                o.DefaultAccount,
                o.DefaultAccount with { Name = "other", Keys = [other] },
            ],
        });
        using ExchangeClient.Stream mine = await fixture.Client.ConnectAsync();
        using ExchangeClient.Stream theirs = await fixture.Client.ConnectAsync(key: other);
        await mine.SubscribeAsync("/spotMarket/tradeOrders", isPrivate: true);
        await theirs.SubscribeAsync("/spotMarket/tradeOrders", isPrivate: true);
        await theirs.SubscribeAsync("/account/balance", isPrivate: true);
        await BuyAsync(fixture, "BTC-USDT", "0.01");
        JsonElement push = await mine.NextAsync();
        Assert.Equal("match", push.GetProperty("data").GetProperty("type").GetString());
        Assert.Equal("private", push.GetProperty("channelType").GetString());
        await theirs.SendAsync("""{"id":"last","type":"ping"}""");
        Assert.Equal("""{"id":"last","type":"pong"}""", await theirs.NextTextAsync());
    }

    [Fact]
    public async Task A_legacy_account_hears_of_its_trade_hf_purse()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Accounts = [o.DefaultAccount with { UsesTradeHf = true }],
        });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/account/balance", isPrivate: true);
        await BuyAsync(fixture, "BTC-USDT", "0.01");
        Assert.Equal(["trade_hf.hold", "trade_hf.setted", "trade_hf.setted"], await CausesAsync(stream, 3));
    }

    [Fact]
    public async Task A_transfer_is_told_of_both_purses()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            Permissions = "General,Spot,InnerTransfer",
        });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        await stream.SubscribeAsync("/account/balance", isPrivate: true);
        JsonElement done = await fixture.Client.CallAsync(HttpMethod.Post, "/api/v2/accounts/inner-transfer",
            """{"clientOid":"t1","currency":"USDT","amount":"5","from":"trade","to":"main"}""");
        Assert.Equal("200000", done.GetProperty("code").GetString());
        Assert.Equal(["main.transfer", "trade.transfer"], (await CausesAsync(stream, 2)).Order());
    }

    private static async Task<List<string>> CausesAsync(ExchangeClient.Stream stream, int count)
    {
        var causes = new List<string>();
        for (int i = 0; i < count; i++)
        {
            JsonElement data = (await stream.NextAsync()).GetProperty("data");
            Assert.Equal(JsonValueKind.Object, data.GetProperty("relationContext").ValueKind);
            Assert.Equal(
                Dec.Parse(data.GetProperty("total").GetString()!),
                Dec.Parse(data.GetProperty("available").GetString()!)
                    + Dec.Parse(data.GetProperty("hold").GetString()!));
            causes.Add(data.GetProperty("relationEvent").GetString()!);
        }

        return causes;
    }

    private static async Task BuyAsync(Fixture fixture, string symbol, string size)
    {
        JsonElement reply = await fixture.Client.OrderAsync(
            $$"""{"symbol":"{{symbol}}","side":"buy","type":"market","size":"{{size}}"}""");
        Assert.Equal("200000", reply.GetProperty("code").GetString());
    }

    /// <summary>The code with which a new private connection is refused; null when it is welcome.</summary>
    private static async Task<int?> RefusalAsync(Fixture fixture)
    {
        JsonElement data = (await fixture.Client.CallAsync(HttpMethod.Post, "/api/v1/bullet-private"))
            .GetProperty("data");
        using ExchangeClient.Stream stream =
            await fixture.Client.OpenAsync(data.GetProperty("token").GetString()!);
        JsonElement first = await stream.NextAsync();
        return first.TryGetProperty("code", out JsonElement code) ? code.GetInt32() : null;
    }
}
