using CsCheck;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.KuCoin.Stream;
using Trifuse.Tests.House;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Engine.Config;

public sealed class ConfigTests
{
    [Fact]
    public void An_empty_file_is_the_default_config()
    {
        EngineConfig config = Valid("");
        Assert.Equal(TradingMode.Paper, config.Engine.Mode);
        Assert.Equal(ThreadLayout.Fused, config.Engine.Threads);
        Assert.Equal(WaitMode.Adaptive, config.Engine.Wait);
        Assert.Equal(2, config.Engine.ConcurrentSlots);
        Assert.Equal(2, config.Signals.MaxOpenCascades);
        Assert.Equal(30_000_000_000, config.Exchange.KeepaliveNs);
        Assert.Equal(ExactDecimal.Parse("1000"), config.Signals.MaxNotional["USDT"]);
        Assert.Equal(Feed.Level1, config.Market.FeedOf("BTC-USDT"));
        Assert.True(config.Isolation.Triangle);
        Assert.False(config.Isolation.StartCurrency);
        Assert.Equal(PaperFillModel.Arrival, config.Paper.FillModel);
        Assert.Equal(CancelPolicy.Finish, config.Execution.OnCancel);
        Assert.Equal(EffectiveConfig.Print(EngineConfig.Default), EffectiveConfig.Print(config));
    }

    [Fact]
    public void The_example_file_parses_and_its_values_are_the_defaults()
    {
        string example = Repository.Read("trifuse.example.toml");
        Assert.Equal(EffectiveConfig.Print(EngineConfig.Default), EffectiveConfig.Print(Valid(example)));
    }

    [Fact]
    public void The_example_file_lists_exactly_the_known_keys()
    {
        // The group is shown commented out, since there is none by default.
        string example = Repository.Read("trifuse.example.toml")
            .Replace("# [[", "[[", StringComparison.Ordinal)
            .Replace("# feed =", "feed =", StringComparison.Ordinal)
            .Replace("# symbols =", "symbols =", StringComparison.Ordinal);
        var errors = new List<ConfigError>();
        var listed = TomlSource.Read(example, errors)
            .Select(e => e.Path.Replace("[0]", "[]", StringComparison.Ordinal))
            .Where(p => ConfigKeys.Find(p) is not null)
            .Order(StringComparer.Ordinal);
        Assert.Empty(errors);
        Assert.Equal(ConfigKeys.All.Select(k => k.Path).Order(StringComparer.Ordinal), listed);
        Assert.Equal(Feed.Depth5, Valid(example).Market.FeedOf("ETH-USDT"));
    }

    [Fact]
    public void The_printed_config_reads_back_as_the_same_config()
    {
        EngineConfig config = Valid("""
            engine.state_dir = "a \"quoted\" \\ place"
            [market]
            start_currencies = ["USDT", "KCS"]
            [[market.group]]
            feed = "level2"
            symbols = ["BTC-USDT"]
            [signals]
            max_notional = { USDT = "12.5", KCS = 0.000000000001 }
            """);
        string printed = EffectiveConfig.Print(config);
        Assert.Equal(printed, EffectiveConfig.Print(Valid(printed)));
        Assert.Equal(Feed.Level2, config.Market.FeedOf("BTC-USDT"));
        Assert.Equal("a \"quoted\" \\ place", config.Engine.StateDir);
    }

    [Fact]
    public void Amounts_keep_every_digit_however_they_are_written()
    {
        Gen.Select(Gen.Long[1, 999_999_999_999], Gen.Int[0, 12], Gen.Bool)
            .Sample((mantissa, scale, quoted) =>
            {
                var amount = new ExactDecimal(mantissa, scale);
                string text = quoted ? $"\"{amount}\"" : amount.ToString();
                EngineConfig config = Valid($"[signals.max_notional]\nUSDT = {text}\n");
                Assert.Equal(amount, config.Signals.MaxNotional["USDT"]);
            }, iter: 200);
        EngineConfig wide = Valid("paper.default_taker_fee = 0.01234567890123456789012\n");
        Assert.Equal("0.01234567890123456789012", wide.Paper.DefaultTakerFee.ToString());
    }

    [Fact]
    public void Every_error_is_reported_at_once_with_its_line_and_key()
    {
        ConfigResult result = Parse("""
            [engine]
            slots = 3
            concurrent_slots = 17
            mode = "turbo"
            [exchange]
            key_version = "3"
            rest_url = "http://api.kucoin.com"
            [signals]
            threshold_bps = nan
            """);
        Assert.False(result.IsValid);
        Assert.Equal([2, 3, 4, 6, 7, 9], result.Errors.Select(e => e.Line));
        Assert.StartsWith("test.toml: 6 errors in the config\n", result.Message);
        Assert.Contains("line 2: engine.slots: unknown key", result.Message);
        Assert.Contains("line 3: engine.concurrent_slots: expected a whole number from 1 to 16, "
            + "found the number 17", result.Message);
        Assert.Contains("expected one of \"paper\", \"live\", found the text \"turbo\"", result.Message);
        Assert.Contains("found the text \"3\"", result.Message);
        Assert.Contains("https only", result.Message);
    }

    [Theory]
    [InlineData("engine.concurent_slots = 2", "engine.concurrent_slots")]
    [InlineData("engine.fill_timeout_ms = 2", "execution.fill_timeout_ms")]
    [InlineData("[execution]\nfil_timeout_ms = 2", "execution.fill_timeout_ms")]
    [InlineData("[[market.group]]\nfeeed = \"level1\"\nsymbols=['A-B']", "market.group.feed")]
    public void A_mistyped_key_names_the_one_that_was_meant(string text, string meant) =>
        Assert.Contains($"did you mean {meant}?", Parse(text).Message);

    [Fact]
    public void A_key_like_no_other_gets_no_suggestion() =>
        Assert.Contains("unknown key; trifuse.example.toml", Parse("zzzzzz = 1").Message);

    [Theory]
    [InlineData("exchange.api_key = 'x'")]
    [InlineData("exchange.api-secret = 'x'")]
    [InlineData("passphrase = 'x'")]
    [InlineData("engine.secret_key = 'x'")]
    public void A_secret_in_the_file_is_refused_with_advice_and_not_shown(string text)
    {
        string message = Parse(text.Replace("'x'", "'do-not-show'", StringComparison.Ordinal)).Message;
        Assert.Contains("TRIFUSE_API_SECRET", message);
        Assert.DoesNotContain("do-not-show", message);
    }

    [Theory]
    [InlineData("engine.pin_executor_cores = [1]", "have no threads of their own")]
    [InlineData("engine.threads = 'split'\nengine.pin_executor_cores = [1]", "name one for each slot")]
    [InlineData(
        "engine.threads='split'\nengine.pin_executor_cores=[1,2]\nengine.pin_hot_core=2", "not share")]
    [InlineData("exchange.reconnect_min_ms = 20000", "above exchange.reconnect_max_ms")]
    [InlineData("market.allow = ['A-B']\nmarket.deny = ['A-B']", "is in market.allow too")]
    [InlineData("market.start_currencies = []", "is empty")]
    [InlineData("market.start_currencies = ['USDT', 'BTC']", "BTC is missing")]
    [InlineData("signals.max_notional = { USDT = 1, BTC = 1 }", "BTC is not in market.start_currencies")]
    [InlineData("signals.threshold_bps = 1.23456", "more than 4 decimals")]
    [InlineData("signals.max_open_cascades = 3", "more than engine.concurrent_slots")]
    [InlineData("paper.balances = { BTC = 1 }", "could never trade")]
    [InlineData("report.file = 'a'\nreport.json_file = 'a'", "the same file")]
    [InlineData("report.file = 'a'\nlimits.kill_file = 'a'", "another key names")]
    [InlineData("[[market.group]]\nfeed = 'level1'", "needs both")]
    [InlineData(
        "[[market.group]]\nfeed='level1'\nsymbols=['A-B']\n[[market.group]]\nfeed='ticker'\nsymbols=['A-B']",
        "in another group too")]
    public void Contradictions_are_found(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(Parse(text).Errors).ToString());

    [Theory]
    [InlineData("engine.mode = 'live'\nengine.mode = 'paper'", 2, "given twice")]
    [InlineData("engine.mode = ", 1, "not TOML")]
    [InlineData("[engine\nmode = 'live'", 1, "not TOML")]
    [InlineData("engine.run_seconds = -1", 1, "from 0 to")]
    [InlineData("engine.run_seconds = 99999999999999999999", 1, "not TOML")]
    [InlineData("engine.run_seconds = 1.5", 1, "found the number 1.5")]
    [InlineData("engine = 3", 1, "unknown key")]
    [InlineData("[engin]", 1, "unknown key")]
    [InlineData("engine.mode = { a = 1 }", 1, "found a table")]
    [InlineData("market.quotes = 'USDT'", 1, "a list of currency codes")]
    [InlineData("market.quotes = ['usdt']", 1, "is not a currency code")]
    [InlineData("market.deny = ['BTCUSDT']", 1, "is not a symbol code")]
    [InlineData("market.deny = ['A-B', 'A-B']", 1, "named twice")]
    [InlineData("signals.max_notional.USDT = 0", 1, "above 0")]
    [InlineData("signals.max_notional.USDT = 'x'", 1, "above 0")]
    [InlineData("signals.max_notional = 1000", 1, "a table of amounts")]
    [InlineData("exchange.rest_url = 'https://api.kucoin.com/v1'", 1, "more than scheme")]
    public void Bad_values_are_refused_on_their_line(string text, int line, string expected)
    {
        ConfigError error = Assert.Single(Parse(text).Errors);
        Assert.Equal(line, error.Line);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Overrides_win_over_the_file_and_need_no_quotes()
    {
        ConfigResult result = ConfigLoader.Parse(
            "[engine]\nmode = \"paper\"\n[signals.max_notional]\nUSDT = 5\n",
            "test.toml",
            ["engine.mode=live", "market.start_currencies=USDT,BTC", "signals.max_notional.BTC=0.01",
                "report.file=2026", "market.quotes=[\"USDT\"]", "engine.run_seconds = 60"]);
        Assert.True(result.IsValid, result.Message);
        Assert.Equal(TradingMode.Live, result.Config.Engine.Mode);
        Assert.Equal(["USDT", "BTC"], result.Config.Market.StartCurrencies);
        Assert.Equal(["USDT"], result.Config.Market.Quotes);
        Assert.Equal("0.01", result.Config.Signals.MaxNotional["BTC"].ToString());
        Assert.Equal("5", result.Config.Signals.MaxNotional["USDT"].ToString());
        Assert.Equal("2026", result.Config.Report.File);
        Assert.Equal(60_000_000_000, result.Config.Engine.RunNs);
    }

    [Theory]
    [InlineData("engine.mode", "not of the form key=value")]
    [InlineData("engine.mode=fast", "--set engine.mode: expected one of")]
    [InlineData("engine.mod=live", "did you mean engine.mode?")]
    [InlineData("engine.run_seconds=1\nengine.mode=live", "expected a whole number")]
    public void Overrides_are_validated_like_the_file(string text, string expected) =>
        Assert.Contains(expected, ConfigLoader.Parse("", "test.toml", [text]).Message);

    [Fact]
    public void A_missing_file_is_one_clear_error()
    {
        ConfigResult result = ConfigLoader.Load("/no/such/file.toml", []);
        Assert.False(result.IsValid);
        Assert.Contains("/no/such/file.toml", result.Message);
        Assert.Contains("cannot be read", result.Message);
    }

    [Fact]
    public void Spinning_is_given_up_where_processors_are_fewer_than_threads()
    {
        EngineSection fused = Valid("engine.wait = 'spin'").Engine;
        Assert.Equal(WaitMode.Spin, fused.WaitFor(processors: 2));
        Assert.Equal(WaitMode.Adaptive, fused.WaitFor(processors: 1));
        EngineSection split = Valid("engine.wait = 'spin'\nengine.threads = 'split'").Engine;
        Assert.Equal(WaitMode.Spin, split.WaitFor(processors: 4));
        Assert.Equal(WaitMode.Adaptive, split.WaitFor(processors: 3));
    }

    [Fact]
    public void No_text_makes_the_parser_throw() =>
        Gen.String[Gen.Char["abe.=[]{}'\"\n#-_0123 ,\\"], 0, 60]
            .Sample(
                text => Assert.NotNull(ConfigLoader.Parse(text, "test.toml", [text]).Message), iter: 3000);

    private static ConfigResult Parse(string text) => ConfigLoader.Parse(text, "test.toml", []);

    private static EngineConfig Valid(string text)
    {
        ConfigResult result = Parse(text);
        Assert.True(result.IsValid, result.Message);
        return result.Config;
    }
}
