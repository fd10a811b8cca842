namespace Trifuse.SystemTests.Cli;

/// <summary>What the program says about itself.</summary>
public sealed class HelpTests
{
    private static readonly string[] Verbs = ["demo", "run", "record", "replay", "sim", "triangles"];

    [Fact]
    public async Task Without_a_verb_the_program_shows_its_verbs()
    {
        using var home = new Sandbox();
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home);
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.All(Verbs, verb => Assert.Contains($"\n  {verb} ", output));
        Assert.Contains("trifuse <verb> --help", output);
    }

    [Theory]
    [InlineData("demo", "--seconds", "--mode", "--data", "--threads", "--fee-tier", "--seed", "--set", "--json")]
    [InlineData("run", "--config", "--mode", "--tape", "--set", "--json", "TRIFUSE_API_KEY")]
    [InlineData("record", "<tape>", "--seconds", "--config", "--set", "--json")]
    [InlineData("replay", "<tape>", "--kcap", "--vectors", "--quiet", "--json")]
    [InlineData("sim", "--port", "--ca-file", "--data", "--seed", "--latency", "--key", "--secret", "--passphrase",
        "--permissions", "--balance", "--fee-tier", "--clock-shift", "--ready-json", "--exit-with-parent")]
    [InlineData("triangles", "--symbols", "--tickers", "--start", "--list", "--json")]
    public async Task Every_verb_explains_its_options(string verb, params string[] options)
    {
        using var home = new Sandbox();
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, verb, "--help");
        Assert.Equal(0, code);
        Assert.Empty(error);
        Assert.All(options, option => Assert.Contains(option, output));
        // No option without a word about it.
        Assert.DoesNotContain(
            output.Split('\n'),
            static line => line.TrimStart().StartsWith("--", StringComparison.Ordinal)
                && !line.Trim().Contains("  "));
    }
}
