namespace Trifuse.Engine.Start;

/// <summary>
/// Why the engine did not start, or did not end well, for a person: what, to what, what to do.
/// </summary>
/// <param name="Message">The sentence.</param>
/// <param name="IsBadInput">
/// The configuration, the secrets or an input file are to blame, so that trying again as it is cannot help.
/// </param>
public sealed record StartProblem(string Message, bool IsBadInput = false);
