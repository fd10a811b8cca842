using System.Globalization;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Start;
using Trifuse.Simulator;

namespace Trifuse.Cli.Demo;

/// <summary>
/// One part of the demo: a simulator with certain data, an engine run against it, and the balance check.
/// </summary>
internal sealed class DemoPart(DemoOptions options, TextWriter output, TextWriter error)
{
    /// <summary>
    /// The outcome, or null when the part could not be run; the reason is on standard error.
    /// </summary>
    public DemoResult? Run(DemoMarket market)
    {
        string directory = Directory.CreateTempSubdirectory("trifuse-demo-").FullName;
        try
        {
            return RunIn(directory, market);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private DemoResult? RunIn(string directory, DemoMarket market)
    {
        string caFile = Path.Combine(directory, "ca.pem");
        using SimulatorProcess? simulator = SimulatorProcess.TryStart(
            [.. market.SimulatorArguments, .. options.SimulatorArguments, "--ca-file", caFile], out string problem);
        if (simulator is null)
        {
            Failure.Say(error, problem, ExitCode.Failed);
            return null;
        }
        EngineConfig? config = TryConfigure(directory, caFile, simulator.Url, market);
        if (config is null)
        {
            return null;
        }
        Say($"{market.Title}: {simulator.World}");
        using Secrets secrets = new(
            System.Text.Encoding.UTF8.GetBytes(SimulatorOptions.DefaultKey),
            System.Text.Encoding.UTF8.GetBytes(SimulatorOptions.DefaultSecret),
            System.Text.Encoding.UTF8.GetBytes(SimulatorOptions.DefaultPassphrase));
        IReadOnlyDictionary<string, ExactDecimal>? before = AccountReader.TryRead(config, secrets, out _);
        var engineOptions = new EngineOptions(options.Mode, JsonToStdout: options.AsJson);
        EngineSummary? summary = EngineRun.Execute(config, secrets, engineOptions, error, out int exitCode);
        IReadOnlyDictionary<string, ExactDecimal>? after = AccountReader.TryRead(config, secrets, out _);
        if (summary is null)
        {
            return null;
        }
        if (before is null || after is null)
        {
            Failure.Say(error, "The exchange's balances could not be read for the balance check.", ExitCode.Failed);
            return null;
        }
        BalanceCheck check = BalanceCheck.Compare(summary, before, after);
        string? exchange = simulator.Stop();
        return new DemoResult(market, simulator.World, summary, check, exchange ?? "", exitCode);
    }

    private EngineConfig? TryConfigure(string directory, string caFile, Uri url, DemoMarket market)
    {
        string[] overrides =
        [
            $"exchange.rest_url={url.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={caFile}",
            $"engine.state_dir={Path.Combine(directory, "state")}",
            $"engine.mode={options.Mode.ToString().ToLowerInvariant()}",
            $"engine.threads={options.Threads}",
            $"engine.run_seconds={market.Seconds.ToString(CultureInfo.InvariantCulture)}",
            .. market.ConfigOverrides,
            .. options.ConfigOverrides,
        ];
        ConfigResult result = ConfigLoader.Parse("", "demo", overrides);
        if (result.Config is null)
        {
            Failure.Say(error, result.Message, ExitCode.BadInput);
        }
        return result.Config;
    }

    private void Say(string text)
    {
        if (!options.AsJson)
        {
            output.WriteLine();
            output.WriteLine($"== {text}");
            output.Flush();
        }
    }
}
