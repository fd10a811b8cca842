using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

public sealed class StreamTests
{
    [Fact]
    public async Task Ids_are_echoed_and_pings_answered()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SendAsync("""{"id":"7.5/@@x","type":"ping"}""");
        Assert.Equal("""{"id":"7.5/@@x","type":"pong"}""", await stream.NextTextAsync());
        await stream.SendAsync(
            """{"id":1545910660739,"type":"subscribe","topic":"/market/level2:BTC-USDT","response":true}""");
        Assert.Equal("""{"id":"1545910660739","type":"ack"}""", await stream.NextTextAsync());
        await stream.SendAsync(
            """{"id":2,"type":"unsubscribe","topic":"/market/level2:BTC-USDT","response":"true"}""");
        Assert.Equal("""{"id":"2","type":"ack"}""", await stream.NextTextAsync());
    }

    [Theory]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/market/nothing:BTC-USDT"}""", 404)]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/spotMarket/level1:NO-SUCH"}""", 400)]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/spotMarket/level1:"}""", 400)]
    [InlineData("""{"id":1,"type":"subscribe"}""", 406)]
    [InlineData("""{"id":1,"type":"dance"}""", 415)]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/account/balance","privateChannel":true}""", 403)]
    [InlineData("""{"id":1""", 400)]
    [InlineData("[]", 400)]
    [InlineData("""{"id":"\ud800","type":"ping"}""", 400)]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/market/candles:BTC-USDT_7min"}""", 400)]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/market/snapshot:NO-MARKET"}""", 400)]
    [InlineData("""{"id":1,"type":"subscribe","topic":"/market/match:BTC-USDT","tunnelId":"none"}""", 400)]
    public async Task A_bad_message_is_an_error_and_the_connection_stays(string message, int code)
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SendAsync(message);
        JsonElement error = await stream.NextAsync();
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        await stream.SendAsync("""{"type":"ping"}""");
        Assert.Equal("""{"type":"pong"}""", await stream.NextTextAsync());
    }

    [Fact]
    public async Task A_message_may_name_100_topics_and_a_connection_300()
    {
        await using RunningSimulator simulator = await ExchangeSimulator.StartAsync(
            new SimulatorOptions { StartOnSubscribe = true }, CancellationToken.None);
        using var client = new ExchangeClient(simulator);
        JsonElement symbols = (await client.GetAsync("/api/v2/symbols")).GetProperty("data");
        string[] codes =
            [.. symbols.EnumerateArray().Take(301).Select(s => s.GetProperty("symbol").GetString()!)];
        using ExchangeClient.Stream stream = await client.ConnectAsync(isPrivate: false);

        await stream.SendAsync(Subscribe("/market/level2:" + string.Join(',', codes[..101])));
        Assert.Equal(509, await NextErrorAsync(stream));
        for (int i = 0; i < 300; i += 100)
        {
            await stream.SendAsync(Subscribe("/market/level2:" + string.Join(',', codes[i..(i + 100)])));
        }

        await stream.SendAsync(Subscribe("/market/level2:" + codes[300]));
        Assert.Equal(509, await NextErrorAsync(stream));
    }

    [Fact]
    public async Task A_wrong_token_is_told_so_and_closed()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.OpenAsync("0123456789abcdef");
        Assert.Contains("\"code\":401", await stream.NextTextAsync());
        Assert.Null(await stream.NextTextAsync());
    }

    [Fact]
    public async Task A_silent_client_is_closed()
    {
        await using Fixture fixture = await Fixture.StillAsync(o => o with
        {
            PingInterval = TimeSpan.FromMilliseconds(100),
            PingTimeout = TimeSpan.FromMilliseconds(50),
        });
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync();
        Assert.Contains("ping timeout", await stream.LastBeforeEndAsync());
        Assert.Equal(
            (1, 0),
            (fixture.Simulator.Counters.ClientsSilent, fixture.Simulator.Counters.ClientsTooSlow));
    }

    [Fact]
    public async Task A_subscriber_hears_the_present_state_at_once()
    {
        await using Fixture fixture = await Fixture.StillAsync();
        using ExchangeClient.Stream stream = await fixture.Client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/spotMarket/level1:BTC-USDT");
        JsonElement push = await stream.NextAsync();
        Assert.Equal("/spotMarket/level1:BTC-USDT", push.GetProperty("topic").GetString());
        Assert.Equal("level1", push.GetProperty("subject").GetString());
        JsonElement data = push.GetProperty("data");
        Assert.Equal("""["20010","0.01"]""", data.GetProperty("asks").GetRawText());
        Assert.Equal("""["20000","0.02"]""", data.GetProperty("bids").GetRawText());
        Assert.Equal(JsonValueKind.Number, data.GetProperty("timestamp").ValueKind);
        await stream.SubscribeAsync("/spotMarket/level2Depth5:BTC-USDT");
        data = (await stream.NextAsync()).GetProperty("data");
        Assert.Equal("""[["20010","0.01"],["20020","1"]]""", data.GetProperty("asks").GetRawText());
    }

    [Fact]
    public async Task The_level2_stream_turns_one_snapshot_into_the_next()
    {
        await using RunningSimulator simulator = await ExchangeSimulator.StartAsync(
            new SimulatorOptions(), CancellationToken.None);
        using var client = new ExchangeClient(simulator);
        using ExchangeClient.Stream stream = await client.ConnectAsync(isPrivate: false);
        await stream.SubscribeAsync("/market/level2:BTC-USDT");
        JsonElement first = await FullBookAsync(client);
        var asks = Side(first, "asks");
        var bids = Side(first, "bids");
        long sequence = Sequence(first);
        long target = sequence + 40;
        while (sequence < target)
        {
            Apply(await stream.NextAsync(), asks, bids, ref sequence);
        }

        JsonElement second = await FullBookAsync(client);
        while (sequence < Sequence(second))
        {
            Apply(await stream.NextAsync(), asks, bids, ref sequence);
        }

        Assert.Equal(Sequence(second), sequence);
        Assert.Equal(Side(second, "asks"), asks);
        Assert.Equal(Side(second, "bids"), bids);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_the_others_go_on()
    {
        await using RunningSimulator simulator = await ExchangeSimulator.StartAsync(
            new SimulatorOptions
            {
                World = "binance-2024",
                Speed = 500,
                SendQueueFrames = 2_000,
                PingInterval = TimeSpan.FromMinutes(10),
            },
            CancellationToken.None);
        using var client = new ExchangeClient(simulator);
        using ExchangeClient.Stream lazy = await client.ConnectAsync(isPrivate: false);
        using ExchangeClient.Stream keen = await client.ConnectAsync(isPrivate: false);
        await lazy.SendAsync(Subscribe("/market/level2:BTC-USDT,ETH-USDT"));
        // At most ten frames a second, so that no machine is too slow to read them in time.
        await keen.SendAsync(Subscribe("/market/ticker:BTC-USDT"));

        // The lazy client lets the socket's buffers and its queue fill up, until it is dropped.
        var patience = Stopwatch.StartNew();
        while (simulator.Counters.ClientsTooSlow == 0)
        {
            Assert.NotNull(await keen.NextTextAsync());
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2), "the lazy client was never cut off");
        }

        // A close frame, an end or a reset: however it ends, it ends.
        await lazy.LastBeforeEndAsync();
        Assert.NotNull(await keen.NextTextAsync());
        Assert.Equal(1, simulator.Counters.ClientsTooSlow);
    }

    private static string Subscribe(string topic) => $$"""{"id":1,"type":"subscribe","topic":"{{topic}}"}""";

    private static async Task<int> NextErrorAsync(ExchangeClient.Stream stream)
    {
        JsonElement message = await stream.NextAsync();
        Assert.Equal("error", message.GetProperty("type").GetString());
        return message.GetProperty("code").GetInt32();
    }

    private static async Task<JsonElement> FullBookAsync(ExchangeClient client) =>
        (await client.GetAsync("/api/v3/market/orderbook/level2?symbol=BTC-USDT")).GetProperty("data");

    private static long Sequence(JsonElement book) =>
        long.Parse(book.GetProperty("sequence").GetString()!, CultureInfo.InvariantCulture);

    private static SortedDictionary<string, string> Side(JsonElement book, string name)
    {
        var side = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonElement row in book.GetProperty(name).EnumerateArray())
        {
            side[row[0].GetString()!] = row[1].GetString()!;
        }

        return side;
    }

    private static void Apply(
        JsonElement message, SortedDictionary<string, string> asks, SortedDictionary<string, string> bids,
        ref long sequence)
    {
        JsonElement data = message.GetProperty("data");
        long end = data.GetProperty("sequenceEnd").GetInt64();
        if (end <= sequence)
        {
            return;
        }

        Assert.InRange(data.GetProperty("sequenceStart").GetInt64(), 0, sequence + 1);
        foreach (
            (string name, SortedDictionary<string, string> side) in new[] { ("asks", asks), ("bids", bids) })
        {
            foreach (JsonElement row in data.GetProperty("changes").GetProperty(name).EnumerateArray())
            {
                bool known = long.Parse(row[2].GetString()!, CultureInfo.InvariantCulture) <= sequence;
                string price = row[0].GetString()!;
                if (!known && row[1].GetString() is "0")
                {
                    side.Remove(price);
                }
                else if (!known && price is not "0")
                {
                    side[price] = row[1].GetString()!;
                }
            }
        }

        sequence = end;
    }
}
