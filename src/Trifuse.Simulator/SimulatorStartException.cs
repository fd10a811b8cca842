namespace Trifuse.Simulator;

/// <summary>The simulator cannot start; the message says why and what to do.</summary>
public sealed class SimulatorStartException : Exception
{
    public SimulatorStartException()
    {
    }

    public SimulatorStartException(string message)
        : base(message)
    {
    }

    public SimulatorStartException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// True when an option or an input file is wrong, false when the machine refused (port taken, file not
    /// writable).
    /// </summary>
    public bool IsBadInput { get; init; }
}
