using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>A simulator on a small still market, and a client of it.</summary>
internal sealed class Fixture : IAsyncDisposable
{
    private readonly string _file;

    private Fixture(string file, RunningSimulator simulator)
    {
        _file = file;
        Simulator = simulator;
        Client = new ExchangeClient(simulator);
    }

    public RunningSimulator Simulator { get; }

    public ExchangeClient Client { get; }

    /// <summary>BTC-USDT stands at 20000/20010 with two levels a side, ETH-USDT at 1500/1501.</summary>
    public static async Task<Fixture> StillAsync(Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        string file = Path.Combine(Path.GetTempPath(), "trifuse-" + Path.GetRandomFileName() + ".jsonl");
        await File.WriteAllTextAsync(file, string.Join('\n',
            """{"kcap":1,"exchange":"test","clock":"recv","converted":"made for a test"}""",
            Depth("BTC-USDT", """[["20010","0.01"],["20020","1"]]""", """[["20000","0.02"],["19990","1"]]"""),
            Depth("ETH-USDT", """[["1501","1"]]""", """[["1500","1"]]""")) + "\n");
        var options = new SimulatorOptions { World = file, Loop = false, Latency = LatencyModel.Zero };
        RunningSimulator simulator = await ExchangeSimulator.StartAsync(
            change is null ? options : change(options), CancellationToken.None);
        return new Fixture(file, simulator);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Simulator.DisposeAsync();
        File.Delete(_file);
        Assert.Null(Simulator.Failure);
    }

    private static string Depth(string symbol, string asks, string bids) =>
        """{"r":1,"m":{"topic":"/spotMarket/level2Depth5:""" + symbol + "\",\"data\":{\"asks\":" + asks
        + ",\"bids\":" + bids + "}}}";
}
