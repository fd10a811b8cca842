namespace Trifuse.SystemTests.Engine;

/// <summary>
/// Tests that run an engine run alone: it has several threads, and what they are
/// measured by is how they get along.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EngineCollection
{
    public const string Name = "engine";
}
