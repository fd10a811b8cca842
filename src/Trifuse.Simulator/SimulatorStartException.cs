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
}
