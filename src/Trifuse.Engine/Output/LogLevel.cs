namespace Trifuse.Engine.Output;

/// <summary>How much a log line matters.</summary>
public enum LogLevel : byte
{
    /// <summary>For finding faults; off by default.</summary>
    Debug,

    /// <summary>What a person wants to know afterwards.</summary>
    Info,

    /// <summary>Something is wrong and the engine goes on.</summary>
    Warning,

    /// <summary>Something is wrong and a person has to look.</summary>
    Error,
}
