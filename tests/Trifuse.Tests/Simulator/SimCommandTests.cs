using Trifuse.Cli;

namespace Trifuse.Tests.Simulator;

public sealed class SimCommandTests
{
    [Theory]
    [InlineData("--port", "70000")]
    [InlineData("--port", "many")]
    [InlineData("--data", "no-such-data")]
    [InlineData("--speed", "0")]
    [InlineData("--fee-tier", "13")]
    [InlineData("--latency", "slow")]
    [InlineData("--latency", "1,2")]
    [InlineData("--balance", "USDT")]
    [InlineData("--balance", "USDT=-5")]
    [InlineData("--opportunity-bps", "90-40")]
    [InlineData("--opportunity-life", "short")]
    [InlineData("--size-cut", "7")]
    [InlineData("--ping-interval", "0")]
    public void A_wrong_option_is_one_line_that_names_it_and_exit_code_2(string option, string value)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(ExitCode.BadInput, Program.Run(["sim", option, value], output, error));
        Assert.Empty(output.ToString());
        Assert.StartsWith("trifuse: ", error.ToString());
        Assert.Single(error.ToString().TrimEnd('\n').Split('\n'));
        Assert.Contains(option[2..6], error.ToString());
    }

    [Fact]
    public void The_help_documents_ports_keys_data_seed_and_latency()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(ExitCode.Done, Program.Run(["sim", "--help"], output, error));
        string[] words = ["--port", "--key", "--secret", "--data", "--seed", "--latency", "synthetic"];
        foreach (string word in words)
        {
            Assert.Contains(word, output.ToString());
        }
    }
}
