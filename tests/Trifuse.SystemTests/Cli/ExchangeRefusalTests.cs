using System.Net;
using System.Net.Sockets;

namespace Trifuse.SystemTests.Cli;

/// <summary>What only the exchange, or the way to it, can find wrong.</summary>
public sealed class ExchangeRefusalTests(ExchangeFixture fixture) : IClassFixture<ExchangeFixture>
{
    private readonly StillExchange _exchange = fixture.Exchange;

    [Theory]
    [InlineData("TRIFUSE_API_KEY", "code 400003", "Check the API key")]
    [InlineData("TRIFUSE_API_SECRET", "code 400005", "Check the API secret")]
    [InlineData("TRIFUSE_API_PASSPHRASE", "code 400004", "Check the passphrase")]
    public async Task A_wrong_key_secret_or_passphrase_is_called_by_name(
        string name, string cause, string advice)
    {
        using var home = new Sandbox();
        home.Environment[name] = "not-the-right-one";
        (int code, string output, string error) = await RunAsync(home, _exchange.Address);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(cause, error);
        Assert.Contains(advice, error);
        Assert.DoesNotContain("not-the-right-one", error);
        Assert.DoesNotContain("simulator-", error);
    }

    [Fact]
    public async Task A_key_that_may_not_trade_is_refused_before_anything_is_started()
    {
        await using StillExchange exchange = await StillExchange.StartAsync(o => o with { Permissions = "General" });
        using var home = new Sandbox();
        (int code, _, string error) = await RunAsync(home, exchange.Address);
        Assert.Equal(2, code);
        Assert.Contains("The API key may not trade (its permissions lack Spot).", error);
    }

    [Theory]
    [InlineData("7.5", "behind")]
    [InlineData("-7.5", "ahead of")]
    public async Task A_clock_that_is_off_by_more_than_5_seconds_is_refused(string shift, string direction)
    {
        using var home = new Sandbox();
        string market = StillExchange.WriteStillMarket(home.Path);
        await using TrifuseProcess simulator = TrifuseProcess.Start(
            home, "sim", "--data", market, "--ca-file", home.File("ca.pem"), "--clock-shift", shift, "--ready-json");
        int port = JsonLine.Parse(await simulator.OutputLineAsync("\"port\"")).GetProperty("port").GetInt32();
        (int code, _, string error) = await RunAsync(
            home,
            [.. StillExchange.Set($"exchange.rest_url=https://127.0.0.1:{port}"),
                .. StillExchange.Set($"exchange.ca_file={home.File("ca.pem")}")]);
        Assert.Equal(1, code);
        Assert.Matches($"This machine's clock is 7[45][0-9][0-9] ms {direction} the exchange's", error);
        Assert.Contains("Set the clock", error);
        simulator.Signal("TERM");
        Assert.Equal(0, await simulator.ExitAsync());
    }

    [Fact]
    public async Task An_exchange_whose_certificate_is_not_trusted_is_refused_with_the_cause()
    {
        using var home = new Sandbox();
        await using StillExchange other = await StillExchange.StartAsync();
        (int code, _, string error) = await RunAsync(
            home, [.. _exchange.Address, .. StillExchange.Set($"exchange.ca_file={other.CaFile}")]);
        Assert.Equal(1, code);
        Assert.Contains("The certificate of 127.0.0.1", error);
        Assert.Contains("is refused: ", error);
        Assert.Contains("Check the CA file", error);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using var home = new Sandbox();
        // Connecting to 0.0.0.0 reaches this machine, and the certificate does not know that address.
        (int code, _, string error) = await RunAsync(
            home,
            [.. _exchange.Trust, .. StillExchange.Set($"exchange.rest_url=https://0.0.0.0:{_exchange.Simulator.Port}")]);
        Assert.Equal(1, code);
        Assert.Contains("The certificate of 0.0.0.0", error);
        Assert.Contains("It is made out to another name than 0.0.0.0.", error);
    }

    [Theory]
    [InlineData("missing.pem", "No such file or directory")]
    [InlineData("not.pem", "must be a readable PEM file")]
    public async Task A_CA_file_that_cannot_be_used_is_named(string file, string cause)
    {
        using var home = new Sandbox();
        home.Write("not.pem", "this is no certificate\n");
        (int code, _, string error) = await RunAsync(
            home, [.. _exchange.Address, .. StillExchange.Set($"exchange.ca_file={file}")]);
        Assert.Equal(2, code);
        Assert.Contains($"The CA file {file} cannot be used: ", error);
        Assert.Contains(cause, error);
    }

    [Fact]
    public async Task An_exchange_that_refuses_connections_is_named()
    {
        // Bound but not listening: nobody else can take the port, and nobody answers.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string address = socket.LocalEndPoint!.ToString()!;
        using var home = new Sandbox();
        (int code, _, string error) = await RunAsync(home, StillExchange.Set($"exchange.rest_url=https://{address}"));
        Assert.Equal(1, code);
        Assert.Contains($"Cannot connect to 127.0.0.1 ({address}): Connection refused", error);
        Assert.Contains("Check host and port", error);
    }

    [Fact]
    public async Task A_host_name_that_does_not_exist_is_named()
    {
        using var home = new Sandbox();
        (int code, _, string error) = await RunAsync(
            home, StillExchange.Set("exchange.rest_url=https://nowhere.invalid"));
        Assert.Equal(1, code);
        Assert.Contains("nowhere.invalid cannot be resolved", error);
        Assert.Contains("Check the host name", error);
    }

    [Theory]
    [InlineData("the exchange has no symbol with USDX. Did you mean USDT?", "market.start_currencies=[\"USDT\",\"USDX\"]",
        "signals.max_notional.USDX=5")]
    [InlineData("None of the exchange's 3 symbols is left. Check the quotes, allow and deny lists.",
        "market.quotes=[\"EUR\"]")]
    [InlineData("close no triangle through USDT. Widen the filter", "market.deny=[\"ETH-BTC\"]")]
    public async Task A_market_without_triangles_is_refused(string message, params string[] settings)
    {
        using var home = new Sandbox();
        (int code, _, string error) = await RunAsync(
            home, [.. _exchange.Address, .. settings.SelectMany(StillExchange.Set)]);
        Assert.Equal(2, code);
        Assert.Contains(message, error);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(Sandbox home, string[] settings) =>
        TrifuseProcess.RunAsync(home, ["run", .. settings]);
}
