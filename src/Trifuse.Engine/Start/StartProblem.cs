namespace Trifuse.Engine.Start;

/// <summary>
/// Why the engine did not start, or did not end well, for a person: what, to what, what to do.
/// </summary>
public sealed record StartProblem(string Message);
