using System.Text.Json;
using Trifuse.Cli;
using Trifuse.Tests.House;

namespace Trifuse.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly string Symbols =
        Path.Combine(Repository.Root, "src/Trifuse.Simulator/Data/kucoin-symbols-2021-06-05.json.gz");

    private static readonly string Tickers =
        Path.Combine(Repository.Root, "src/Trifuse.Simulator/Data/kucoin-alltickers-2022-10-24.json.gz");

    [Fact]
    public void The_version_is_printed()
    {
        (int code, string output, string error) = Run("--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
        Assert.Empty(error);
    }

    [Fact]
    public void Without_a_verb_the_help_is_shown()
    {
        (int code, string output, _) = Run();
        Assert.Equal(0, code);
        Assert.Contains("triangles", output);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("triangles --nonsense")]
    [InlineData("triangles")]
    [InlineData("triangles --symbols a --tickers b")]
    [InlineData("triangles --tickers b --list")]
    [InlineData("triangles --symbols a --live")]
    [InlineData("triangles --symbols a --config b")]
    [InlineData("triangles --symbols /no/such/file")]
    [InlineData("triangles --symbols README.md")]
    public void Bad_input_is_one_line_and_exit_code_2(string line)
    {
        (int code, string output, string error) =
            Run(line.Replace("README.md", Path.Combine(Repository.Root, "LICENSE"), StringComparison.Ordinal)
                .Split(' '));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Empty(output);
        Assert.StartsWith("trifuse: ", error);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public void The_whole_market_of_2021_closes_471_triangles()
    {
        JsonElement report = Report("--symbols", Symbols, "--start", "USDT,BTC");
        Assert.Equal(728, report.GetProperty("symbols").GetInt32());
        Assert.Equal(378, report.GetProperty("currencies").GetInt32());
        Assert.Equal(471, report.GetProperty("triangles").GetInt32());
        Assert.Equal(602, report.GetProperty("symbols_in_triangles").GetInt32());
        Assert.Equal(
            "{\"1\":364,\"2\":135,\"3\":73,\"4-9\":21,\"10-49\":6,\"50-99\":1,\"100+\":2}",
            report.GetProperty("symbols_by_triangles").GetRawText());
        Assert.StartsWith(
            "{\"BTC-USDT\":167,\"ETH-BTC\":120,\"ETH-USDT\":71,\"KCS-USDT\":28,\"KCS-BTC\":25,",
            report.GetProperty("hub_symbols").GetRawText());
        Assert.Equal("{\"USDT\":286,\"BTC\":329}", report.GetProperty("start_currencies").GetRawText());
    }

    [Fact]
    public void The_whole_market_of_2022_closes_660_triangles()
    {
        JsonElement report = Report("--tickers", Tickers);
        Assert.Equal(1301, report.GetProperty("symbols").GetInt32());
        Assert.Equal(660, report.GetProperty("triangles").GetInt32());
        Assert.Equal(876, report.GetProperty("symbols_in_triangles").GetInt32());
        Assert.Equal(467, report.GetProperty("start_currencies").GetProperty("USDT").GetInt32());
    }

    [Fact]
    public void The_list_names_every_directed_triangle()
    {
        (int code, string output, _) = Run("triangles", "--symbols", Symbols, "--list", "--hubs", "1");
        Assert.Equal(0, code);
        int legs = output.Split('\n').Count(l => l.StartsWith("USDT buy ") || l.StartsWith("USDT sell "));
        JsonElement report = Report("--symbols", Symbols);
        Assert.Equal(report.GetProperty("universe_directed_triangles").GetInt32(), legs);
    }

    private static JsonElement Report(params string[] arguments)
    {
        (int code, string output, string error) = Run(["triangles", .. arguments, "--json"]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = Program.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
