using System.Globalization;
using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.SystemTests.Engine;

/// <summary>
/// A simulator in this process, a directory for the run's files, and the balances before the run.
/// </summary>
internal sealed class TestExchange : IAsyncDisposable
{
    private const int Steps = 60;
    private const int StepUs = 40_000;

    private TestExchange(string directory, RunningSimulator simulator)
    {
        Directory = directory;
        Simulator = simulator;
        CaFile = File("ca.pem");
        System.IO.File.WriteAllText(CaFile, simulator.CaPem);
        Before = Totals();
    }

    public RunningSimulator Simulator { get; }

    public string Directory { get; }

    public string CaFile { get; }

    /// <summary>What the account had before the run, by currency.</summary>
    public IReadOnlyDictionary<string, Dec> Before { get; }

    public string File(string name) => Path.Combine(Directory, name);

    /// <summary>The whole synthetic market with so many opportunities that a few seconds suffice.</summary>
    public static Task<TestExchange> SyntheticAsync(
        double updatesPerSecond = 1_500, Func<SimulatorOptions, SimulatorOptions>? change = null)
    {
        var options = new SimulatorOptions
        {
            Latency = LatencyModel.Lan,
            Synthetic = new SyntheticOptions
            {
                UpdatesPerSecond = updatesPerSecond,
                OpportunitiesPerSecond = 60,
                LifetimeMinMs = 50,
                LifetimeMaxMs = 600,
            },
        };
        return StartAsync(NewDirectory(), change is null ? options : change(options));
    }

    /// <summary>
    /// Three symbols whose round trip pays about 70 bps after fees, in books of two levels a side that change
    /// 25 times a second: USDT buys BTC, BTC buys ETH, ETH is sold. Where <paramref name="pays"/> says no to a
    /// step, ETH costs 120 bps more, and the round trip loses 50.
    /// </summary>
    public static async Task<TestExchange> TriangleAsync(
        Func<SimulatorOptions, SimulatorOptions>? change = null, Func<int, bool>? pays = null)
    {
        string directory = NewDirectory();
        string world = Path.Combine(directory, "triangle.kcap");
        await System.IO.File.WriteAllTextAsync(world, TriangleWorld(pays ?? (static _ => true)));
        var options = new SimulatorOptions { World = world, Latency = LatencyModel.Lan };
        return await StartAsync(directory, change is null ? options : change(options));
    }

    /// <summary>Available + held of every currency of the account.</summary>
    public IReadOnlyDictionary<string, Dec> Totals() =>
        Simulator.Account().Balances.ToDictionary(b => b.Currency, b => b.Total, StringComparer.Ordinal);

    /// <summary>What is held for orders; nothing should be when no order is open.</summary>
    public IReadOnlyList<Balance> Holds() => [.. Simulator.Account().Balances.Where(b => !b.Hold.IsZero)];

    /// <summary>Cascades of which the first order has arrived here.</summary>
    public int Begun() => Simulator.Orders().Count(
        static o => ClientOrderId.TryParse(Encoding.ASCII.GetBytes(o.ClientOid), out ClientOrderId id)
            && id.Step == 0);

    /// <summary>The report lines of the run.</summary>
    public string[] ReportLines() => System.IO.File.ReadAllLines(File("reports.txt"));

    public async ValueTask DisposeAsync()
    {
        await Simulator.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static async Task<TestExchange> StartAsync(string directory, SimulatorOptions options) =>
        new(directory, await ExchangeSimulator.StartAsync(options, TestContext.Current.CancellationToken));

    private static string NewDirectory()
    {
        string root = System.IO.Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string path = Path.Combine(root, "trifuse-system-" + Path.GetRandomFileName());
        System.IO.Directory.CreateDirectory(path);
        return path;
    }

    private static string TriangleWorld(Func<int, bool> pays)
    {
        var text = new StringBuilder();
        text.Append("""{"kcap":1,"exchange":"test","clock":"recv","converted":"made for a test"}""").Append('\n');
        for (int i = 0; i < Steps; i++)
        {
            // The sizes move, so that every step is news.
            string more = (5 + (i % 7)).ToString(CultureInfo.InvariantCulture);
            Append(text, i, "BTC-USDT", $"""["20000","0.{more}"],["20002","3"]""", """["19990","1"],["19980","3"]""");
            string asks = pays(i)
                ? $"""["0.05","0.2{more}"],["0.05001","40"]"""
                : $"""["0.0506","0.2{more}"],["0.05061","40"]""";
            Append(text, i, "ETH-BTC", asks, """["0.0499","9"],["0.0498","9"]""");
            Append(text, i, "ETH-USDT", """["1010.5","9"],["1011","9"]""", $"""["1010","0.3{more}"],["1009.9","60"]""");
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, int step, string symbol, string asks, string bids)
    {
        text.Append(CultureInfo.InvariantCulture, $"{{\"r\":{1 + (step * StepUs)},\"m\":{{\"topic\":");
        text.Append(CultureInfo.InvariantCulture, $"\"/spotMarket/level2Depth5:{symbol}\",\"data\":");
        text.Append(CultureInfo.InvariantCulture, $"{{\"asks\":[{asks}],\"bids\":[{bids}]}}}}}}\n");
    }
}
