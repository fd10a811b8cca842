using System.Text.Json;
using Trifuse.Cli;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Cli;

/// <summary>The verb `triangles` asking an exchange.</summary>
public sealed class TrianglesTests
{
    [Fact]
    public async Task The_configured_exchange_is_asked_for_its_symbols()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        (int code, string output, string error) = Run(exchange, "--list");
        Assert.Equal(("", ExitCode.Done), (error, code));
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(Url(exchange), report.GetProperty("source").GetString());
        Assert.Equal(3, report.GetProperty("symbols").GetInt32());
        Assert.Equal(1, report.GetProperty("triangles").GetInt32());
        Assert.Equal(
            ["USDT buy BTC-USDT, buy ETH-BTC, sell ETH-USDT", "USDT buy ETH-USDT, sell ETH-BTC, sell BTC-USDT"],
            report.GetProperty("list").EnumerateArray().Select(l => l.GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_start_currencies_are_those_of_the_configuration_unless_named()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        (_, string output, _) = Run(
            exchange,
            "--set", "market.start_currencies=USDT,ETH",
            "--set", "signals.max_notional.ETH=1");
        Assert.Equal(
            """{"USDT":1,"ETH":1}""",
            JsonDocument.Parse(output).RootElement.GetProperty("start_currencies").GetRawText());
        (_, output, _) = Run(exchange, "--start", "ETH");
        Assert.Equal(
            """{"ETH":1}""",
            JsonDocument.Parse(output).RootElement.GetProperty("start_currencies").GetRawText());
    }

    [Fact]
    public async Task The_filters_of_the_configuration_hold()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        (int code, string output, string error) = Run(exchange, "--set", "market.deny=ETH-BTC");
        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.Contains("The 2 symbols left by the filter close no triangle through USDT", error);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_one_line()
    {
        await using TestExchange exchange = await TestExchange.TriangleAsync();
        (int code, string output, string error) = Run(exchange, "--set", "exchange.ca_file=");
        Assert.Equal((ExitCode.Failed, ""), (code, output));
        Assert.StartsWith("trifuse: ", error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    private static string Url(TestExchange exchange) =>
        exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority);

    private static (int Code, string Output, string Error) Run(
        TestExchange exchange, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] all =
        [
            "triangles", "--live", "--json",
            "--set", $"exchange.rest_url={Url(exchange)}",
            "--set", $"exchange.ca_file={exchange.CaFile}",
            .. arguments,
        ];
        int code = Program.Run(all, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
