using Trifuse.Cli.Sim;
using Trifuse.Simulator;
using Trifuse.Simulator.Config;
using Trifuse.Simulator.Faults;
using Trifuse.Tests.House;

namespace Trifuse.Tests.Simulator;

/// <summary>Config and plan files of the simulator.</summary>
public sealed class SimConfigTests
{
    [Fact]
    public void The_example_is_taken_as_it_stands_and_shows_the_defaults()
    {
        SimulatorOptions options = Read(Repository.Read("docs/sim.example.toml"));
        options.Validate();
        Assert.Equal(new Quirks(), options.Quirks);
        Assert.Equal(LatencyModel.Default, options.Latency);
        Assert.Equal(new SyntheticOptions(), options.Synthetic);
        Assert.Equal(["master", "robot1"], options.Accounts.Select(a => a.Name));
        Assert.Equal(["master-key", "reader-key"], options.Accounts[0].Keys.Select(k => k.Key));
        Assert.Equal("250.75", options.Accounts[0].BalancesOf("main")["USDT"].ToString());
        Assert.Equal(3, options.Accounts[0].Keys[1].Version);
        Assert.Equal("master", options.Accounts[1].Master);
        Assert.Equal((FaultKind.LoseAfter, 1_000L, 5_000L),
            (options.Faults[0].Do, options.Faults[0].Nth, options.Faults[0].Ms));
    }

    [Fact]
    public void The_example_names_every_quirk()
    {
        string example = Repository.Read("docs/sim.example.toml");
        Assert.All(typeof(Quirks).GetProperties().Where(p => p.CanWrite),
            p => Assert.Contains("\n" + SnakeOf(p.Name) + " = ", example, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("port = 70000", "line 1: port: is 70000; give a whole number from 0 to 65535")]
    [InlineData("seed = 1\nsede = 2", "line 2: sede: there is no such key; known here: account")]
    [InlineData("[quirks]\nbalance = 1", "line 2: quirks.balance: there is no such key")]
    [InlineData("[latency]\nmatch_ms = [5, 1]", "line 2: latency.match_ms: is a list; give a list whose first")]
    [InlineData("[latency]\nmatch_ms = 5", "line 2: latency.match_ms: is 5; give a list of two numbers")]
    [InlineData("[[account]]\nfee_tier = 0", "line 1: account[0].name: is missing")]
    [InlineData("[[account]]\nname = \"a\"\n[[account.key]]\nkey = \"k\"", "line 3: account[0].key[0].secret: is mi")]
    [InlineData("[[account]]\nname = \"a\"\n[account.balances.trade]\nBTC = \"-1\"", "line 4: account[0].balances")]
    [InlineData("[account]\nname = \"a\"", "line 1: account: is a table; give tables, each under [[account]]")]
    [InlineData("[[fault]]\ndo = \"boom\"", "line 2: fault[0].do: is \"boom\"; give one of drop")]
    [InlineData("[[fault]]\ndo = \"reject\"\non = \"fill\"", "line 3: fault[0].on: is \"fill\"; give nothing")]
    [InlineData("port = ", "line 1: no TOML")]
    [InlineData("port = 1\nport = 2", "line 2")]
    public void What_is_wrong_is_said_with_line_key_and_remedy(string text, string expected)
    {
        SimulatorStartException e = Assert.Throws<SimulatorStartException>(() => Read(text));
        Assert.True(e.IsBadInput);
        Assert.Contains("sim.toml " + expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_come_at_once()
    {
        SimulatorStartException e = Assert.Throws<SimulatorStartException>(
            () => Read("port = -1\nspeed = 2\n[limits]\nping_timeout_ms = 0"));
        Assert.Equal(3, e.Message.Split('\n').Length);
    }

    [Fact]
    public void A_plan_file_has_faults_and_nothing_else()
    {
        FaultRule rule = ConfigReader.ReadFaults(SimToml.Parse(
            "[[fault]]\ndo = \"close\"\nprobability = 0.5\nstream = \"private\"", "plan"), "plan")[0];
        Assert.Equal((FaultKind.Close, StreamKind.Private, FaultMoment.Order, long.MaxValue),
            (rule.Do, rule.Stream, rule.Moment, rule.Times));
        Assert.Throws<SimulatorStartException>(
            () => ConfigReader.ReadFaults(SimToml.Parse("port = 1", "plan"), "plan"));
    }

    private static SimulatorOptions Read(string text) =>
        ConfigReader.Read(SimToml.Parse(text, "sim.toml"), "sim.toml");

    private static string SnakeOf(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
