using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator;

/// <summary>
/// How long one hop takes: log-normal, given by its median and by the value that 1 draw in 100 exceeds.
/// </summary>
/// <param name="MedianMs">Half of the draws are below it, in milliseconds. 0: no delay at all.</param>
/// <param name="P99Ms">99 of 100 draws are below it, in milliseconds; at least the median.</param>
public readonly record struct Delay(double MedianMs, double P99Ms)
{
    /// <summary>What a median alone stands for: a p99 of five times as much.</summary>
    public const double UsualTail = 5;

    private const double LongestMs = 60_000;

    // The 99th percentile of a standard normal.
    private const double NormalP99 = 2.3263;

    public static Delay None => default;

    public static Delay Around(double medianMs) => new(medianMs, medianMs * UsualTail);

    /// <summary>Never longer than a minute; <see cref="None"/> draws nothing and gives zero.</summary>
    public TimeSpan Draw(Rng rng)
    {
        if (MedianMs <= 0)
        {
            return TimeSpan.Zero;
        }

        double sigma = Math.Log(P99Ms / MedianMs) / NormalP99;
        double ms = MedianMs * Math.Exp(sigma * rng.NextNormal());
        return TimeSpan.FromMilliseconds(Math.Min(ms, LongestMs));
    }

    /// <summary>Throws for values that make no sense; the name says which hop is meant.</summary>
    internal void Validate(string name)
    {
        SimulatorOptions.Check(double.IsFinite(MedianMs) && MedianMs is >= 0 and <= LongestMs,
            "Latency " + name + ": the median must be from 0 to 60000 ms");
        SimulatorOptions.Check(double.IsFinite(P99Ms) && P99Ms >= MedianMs && P99Ms <= LongestMs,
            "Latency " + name + ": the p99 must be from the median to 60000 ms");
    }
}
