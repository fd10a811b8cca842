using System.Diagnostics.CodeAnalysis;
using Trifuse.Engine.Config;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Replay;

/// <summary>An open tape, and what its head says that a hot core is made from.</summary>
internal sealed record TapeOpening(TapeReader Reader, EngineConfig Config, MarketFacts Facts, HotSetup Setup)
{
    /// <summary>
    /// Opens a tape of this build's layout. <paramref name="useVectors"/> overrides the recorded setting: the
    /// decisions do not depend on it.
    /// </summary>
    public static bool TryOpen(
        string path,
        bool? useVectors,
        [NotNullWhen(true)] out TapeOpening? tape,
        [NotNullWhen(false)] out StartProblem? problem)
    {
        tape = null;
        if (!TapeReader.TryOpen(path, out TapeReader? reader, out TapeProblem why))
        {
            problem = new StartProblem(why.Message);
            return false;
        }
        if (reader.Head.Text(TapeHead.Layout) != RawLayout.Describe())
        {
            reader.Dispose();
            problem = new StartProblem(
                $"The tape {path} was recorded by a build of Trifuse whose records are laid out differently "
                + "in memory: replay it with the build that recorded it, or record it again.");
            return false;
        }
        tape = Open(reader, useVectors, out problem);
        if (tape is null)
        {
            reader.Dispose();
            problem ??= new StartProblem("The tape's head cannot be used. Record it again.");
            return false;
        }
        problem = null;
        return true;
    }

    private static TapeOpening? Open(TapeReader reader, bool? useVectors, out StartProblem? problem)
    {
        problem = null;
        string[] overrides = useVectors is { } use ? [$"signals.vectors={(use ? "true" : "false")}"] : [];
        ConfigResult config = ConfigLoader.Parse(
            reader.Head.Text(TapeHead.Config), "the tape's configuration", overrides);
        if (config.Config is null)
        {
            problem = new StartProblem(config.Message);
            return null;
        }
        MarketFacts? facts = MarketFacts.ReadFrom(reader.Head, out string lack);
        if (facts is null)
        {
            problem = new StartProblem(lack);
            return null;
        }
        UniverseResult universe = SetupBuilder.BuildUniverse(config.Config, facts);
        if (universe.Universe is null)
        {
            problem = new StartProblem(universe.Error!);
            return null;
        }
        HotSetup setup = SetupBuilder.Build(
            config.Config,
            facts,
            universe.Universe,
            SetupBuilder.PlanConnections(config.Config, universe.Universe));
        return new TapeOpening(reader, config.Config, facts, setup);
    }
}
