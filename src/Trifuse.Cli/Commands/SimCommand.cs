using System.CommandLine;
using Trifuse.Cli.Sim;
using Trifuse.Simulator;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `sim`: a KuCoin-compatible exchange on loopback, until it is told to stop.</summary>
public static class SimCommand
{
    public static Command Create()
    {
        var command = new Command(
            "sim",
            "A KuCoin-compatible exchange on https://127.0.0.1 with real TLS, signatures, accounts and "
            + "matching, on recorded or synthetic market data. See docs/simulator.md.");
        foreach (Option option in SimOptions.All)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        using var signals = new StopSignals();
        // Not disposed: the end of standard input may still come while the run winds down.
        CancellationTokenSource stop = parsed.GetValue(SimOptions.ExitWithParent)
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellation)
            : CancellationTokenSource.CreateLinkedTokenSource(cancellation, signals.Token);
        try
        {
            bool asJson = parsed.GetValue(SimOptions.ReadyJson);
            SimulatorOptions options = SimSettings.Read(parsed);
            string? caFile = options.CaFile;
            await using RunningSimulator simulator = await ExchangeSimulator.StartAsync(options, stop.Token);
            output.WriteLine(
                asJson ? SimOutput.ReadyLine(simulator, caFile) : SimOutput.ReadyText(simulator, caFile));
            output.Flush();
            if (parsed.GetValue(SimOptions.ExitWithParent))
            {
                ParentWatch.Start(stop);
            }

            await WaitAsync(stop.Token);
            output.WriteLine(asJson ? SimOutput.SummaryLine(simulator) : SimOutput.SummaryText(simulator));
            return simulator.Failure is { } failure
                ? Failure.Say(error, "sim: the exchange thread failed: " + failure.Message, ExitCode.Failed)
                : ExitCode.Done;
        }
        catch (SimulatorStartException e)
        {
            int exitCode = e.IsBadInput ? ExitCode.BadInput : ExitCode.Failed;
            return Failure.Say(error, "sim: " + e.Message, exitCode);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
    }

    private static async Task WaitAsync(CancellationToken stopped)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stopped);
        }
        catch (OperationCanceledException)
        {
            // This is how a run ends.
        }
    }
}
