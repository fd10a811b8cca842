using Trifuse.Simulator;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// A simulator in this process on a still market of one triangle, for programs to connect to.
/// </summary>
internal sealed class StillExchange : IAsyncDisposable
{
    private readonly string _directory;

    private StillExchange(string directory, RunningSimulator simulator)
    {
        _directory = directory;
        Simulator = simulator;
    }

    public RunningSimulator Simulator { get; }

    /// <summary>The authority to trust.</summary>
    public string CaFile => Path.Combine(_directory, "ca.pem");

    /// <summary>
    /// What tells the program where the exchange is, and to make its journal as small as its run.
    /// </summary>
    public string[] Address =>
    [
        .. Set($"exchange.rest_url=https://127.0.0.1:{Simulator.Port}"), .. Trust, .. Set("journal.segment_mb=1"),
    ];

    public string[] Trust => Set($"exchange.ca_file={CaFile}");

    public static string[] Set(string keyAndValue) => ["--set", keyAndValue];

    /// <summary>A capture of three books that never move: nothing pays, nothing happens.</summary>
    public static string WriteStillMarket(string directory)
    {
        string path = Path.Combine(directory, "still.jsonl");
        File.WriteAllText(path, string.Join('\n',
            """{"kcap":1,"exchange":"test","clock":"recv","converted":"made for a test"}""",
            Depth("BTC-USDT", "20010", "20000"),
            Depth("ETH-USDT", "1501", "1500"),
            Depth("ETH-BTC", "0.0751", "0.075")) + "\n");
        return path;
    }

    public static async Task<StillExchange> StartAsync(
        Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        string directory = Directory.CreateTempSubdirectory("trifuse-exchange-").FullName;
        var options = new SimulatorOptions
        {
            World = WriteStillMarket(directory),
            Loop = false,
            Latency = LatencyModel.Zero,
            CaFile = Path.Combine(directory, "ca.pem"),
        };
        RunningSimulator simulator = await ExchangeSimulator.StartAsync(
            change is null ? options : change(options), CancellationToken.None);
        return new StillExchange(directory, simulator);
    }

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Depth(string symbol, string ask, string bid) =>
        """{"r":1,"m":{"topic":"/spotMarket/level2Depth5:""" + symbol + "\",\"data\":{\"asks\":[[\"" + ask
        + "\",\"1\"]],\"bids\":[[\"" + bid + "\",\"1\"]]}}}";
}
