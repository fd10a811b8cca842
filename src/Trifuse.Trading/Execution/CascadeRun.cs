namespace Trifuse.Trading.Execution;

/// <summary>The state machine of one cascade.</summary>
public sealed class CascadeRun
{
}
