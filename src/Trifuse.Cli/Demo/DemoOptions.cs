using Trifuse.Engine.Start;

namespace Trifuse.Cli.Demo;

/// <summary>What the user asked of the demo.</summary>
/// <param name="Mode">Paper or live (against the simulator).</param>
/// <param name="Threads">fused or split.</param>
/// <param name="AsJson">Everything as JSON Lines.</param>
/// <param name="SimulatorArguments">Options passed on to the simulator.</param>
/// <param name="ConfigOverrides">Config keys set by the user.</param>
internal sealed record DemoOptions(
    RunMode Mode,
    string Threads,
    bool AsJson,
    IReadOnlyList<string> SimulatorArguments,
    IReadOnlyList<string> ConfigOverrides);

/// <summary>A market that the demo plays.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Seconds">How long the engine runs on it.</param>
/// <param name="SimulatorArguments">How the simulator makes it.</param>
/// <param name="ConfigOverrides">What the engine needs to be told for it.</param>
internal sealed record DemoMarket(
    string Title,
    int Seconds,
    IReadOnlyList<string> SimulatorArguments,
    IReadOnlyList<string> ConfigOverrides);

/// <summary>What one part of the demo gave.</summary>
internal sealed record DemoResult(
    DemoMarket Market,
    string World,
    EngineSummary Summary,
    BalanceCheck Check,
    string ExchangeSummary,
    int ExitCode);
