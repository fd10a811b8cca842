namespace Trifuse.SystemTests.Cli;

/// <summary>What a person got wrong before anything is tried: one error, exit code 2.</summary>
public sealed class ConfigInputTests
{
    [Theory]
    [InlineData("engine.mod=live", "did you mean engine.mode?")]
    [InlineData("engine.nonsense=1", "unknown key; trifuse.example.toml lists all keys")]
    [InlineData("engine.concurrent_slots=-3", "expected a whole number from 1 to 16, found the number -3")]
    [InlineData("signals.threshold_bps=1e99", "expected a decimal number from -10000 to 10000")]
    [InlineData("signals.max_notional.USDT=-5", "expected an amount above 0")]
    [InlineData("exchange.rest_url=http://127.0.0.1", "is not encrypted")]
    [InlineData("market.start_currencies=[]", "is empty; name at least one currency")]
    [InlineData("exchange.api_secret=x", "a secret must not stand here")]
    [InlineData("nonsense", "is not of the form key=value")]
    public async Task A_wrong_setting_is_named_with_what_to_do(string setting, string message)
    {
        using var home = new Sandbox();
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, "run", "--set", setting);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("trifuse: built-in defaults: 1 error in the config\n", error);
        Assert.Contains(message, error);
    }

    [Fact]
    public async Task All_errors_of_a_file_are_told_at_once_with_their_lines()
    {
        using var home = new Sandbox();
        home.Write("trifuse.toml", "engine.mode = 5\n[market]\nfeeed = \"level1\"\nmax_age_ms = -1\n");
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, "run");
        Assert.Equal(2, code);
        Assert.Contains("3 errors in the config", error);
        Assert.Contains("line 1: engine.mode: expected one of", error);
        Assert.Contains("line 3: market.feeed: unknown key; did you mean market.feed?", error);
        Assert.Contains("line 4: market.max_age_ms: expected a whole number", error);
    }

    [Theory]
    [InlineData("Could not find file", "run", "--config", "missing.toml")]
    [InlineData("--seconds -1 is out of range", "demo", "--seconds", "-1")]
    [InlineData("Cannot parse argument 'x' for option '--seconds' as a whole number", "demo", "--seconds", "x")]
    [InlineData("--fee-tier 99 is out of range", "demo", "--fee-tier", "99")]
    [InlineData("did you mean engine.mode?", "demo", "--set", "engine.mod=live")]
    [InlineData("expected one of \"paper\", \"live\"", "run", "--mode", "practice")]
    [InlineData("Required argument missing", "record")]
    [InlineData("expected a whole number", "record", "a.tape", "--seconds", "-4")]
    [InlineData("is not a tape", "replay", "trifuse.toml")]
    [InlineData("missing.tape", "replay", "missing.tape")]
    [InlineData("--port must be from 0 to 65535", "sim", "--port", "99999")]
    [InlineData("no such file", "sim", "--data", "missing.jsonl")]
    [InlineData("--clock-shift must be from -86400 to 86400", "sim", "--clock-shift", "1e300")]
    [InlineData("give one of --symbols FILE, --tickers FILE and --live", "triangles")]
    [InlineData("Could not find file", "triangles", "--symbols", "missing.json")]
    [InlineData("symbols reply is not JSON: '# nothing set ', in trifuse.toml: give a file that holds KuCoin's whole reply, as curl saves it from /api/v2/symbols", "triangles", "--symbols", "trifuse.toml")]
    [InlineData("reply has no data, in empty.json: give a file", "triangles", "--symbols", "empty.json")]
    [InlineData("as curl saves it from /api/v1/market/allTickers", "triangles", "--tickers", "trifuse.toml")]
    public async Task A_wrong_command_line_or_input_file_is_one_error(
        string message, params string[] arguments)
    {
        using var home = new Sandbox();
        home.Write("trifuse.toml", "# nothing set\n");
        home.Write("empty.json", "{\"code\":\"200000\"}");
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, arguments);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("trifuse: ", error);
        Assert.Contains(message, error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Temp));
    }

    [Fact]
    public async Task A_missing_secret_is_named_with_where_it_can_be_put()
    {
        using var home = new Sandbox();
        home.Environment["TRIFUSE_API_SECRET"] = "";
        (int code, _, string error) = await TrifuseProcess.RunAsync(home, "run");
        Assert.Equal(2, code);
        Assert.StartsWith("trifuse: missing secret TRIFUSE_API_SECRET: not in the environment", error);
        Assert.Contains("exchange.secrets_file", error);
        Assert.DoesNotContain("simulator-", error);
    }

    [Fact]
    public async Task A_secrets_file_that_others_can_read_is_refused()
    {
        using var home = new Sandbox();
        string file = home.Write("secrets", "TRIFUSE_API_KEY=hidden\n");
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
        (int code, _, string error) = await TrifuseProcess.RunAsync(
            home, "run", "--set", "exchange.secrets_file=secrets");
        Assert.Equal(2, code);
        Assert.Equal("trifuse: secrets file secrets has mode 644 and others may get at it: run chmod 600 secrets", error);
        Assert.DoesNotContain("hidden", error);
    }
}
