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
    /// The outcome, or null when the part could not be run; the reason is on standard error then.
    /// </summary>
    public DemoResult? Run(DemoMarket market, CancellationToken stop, out int exitCode)
    {
        string directory = Directory.CreateTempSubdirectory("trifuse-demo-").FullName;
        try
        {
            return RunIn(directory, market, stop, out exitCode);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private DemoResult? RunIn(
        string directory, DemoMarket market, CancellationToken stop, out int exitCode)
    {
        string caFile = Path.Combine(directory, "ca.pem");
        exitCode = ExitCode.BadInput;
        // Without an exchange yet, so that a mistyped key is told before anything is started.
        if (TryConfigure(directory, caFile, new Uri("https://127.0.0.1"), market) is null)
        {
            return null;
        }
        exitCode = ExitCode.Failed;
        using SimulatorProcess? simulator = SimulatorProcess.TryStart(
            [.. market.SimulatorArguments, .. options.SimulatorArguments, "--ca-file", caFile],
            stop,
            out string problem);
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
        IReadOnlyDictionary<string, ExactDecimal>? before = ReadBalances(config, secrets);
        var engineOptions = new EngineOptions(options.Mode, JsonToStdout: options.AsJson, Stop: stop);
        EngineSummary? summary = EngineRun.Execute(config, secrets, engineOptions, error, out exitCode);
        if (summary is null)
        {
            return null;
        }
        IReadOnlyDictionary<string, ExactDecimal>? after = ReadBalances(config, secrets);
        if (before is null || after is null)
        {
            exitCode = ExitCode.Failed;
            return null;
        }
        BalanceCheck check = BalanceCheck.Compare(summary, before, after);
        string? exchange = simulator.Stop();
        return new DemoResult(market, simulator.World, summary, check, exchange ?? "", exitCode);
    }

    private IReadOnlyDictionary<string, ExactDecimal>? ReadBalances(EngineConfig config, Secrets secrets)
    {
        IReadOnlyDictionary<string, ExactDecimal>? balances =
            AccountReader.TryRead(config, secrets, out StartProblem? problem);
        if (balances is null)
        {
            Failure.Say(
                error,
                $"The balance check cannot read the exchange's balances. {problem!.Message}",
                ExitCode.Failed);
        }
        return balances;
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
            // Its state is thrown away at the end.
            "ledger.enabled=false",
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
