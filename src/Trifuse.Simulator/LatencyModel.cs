using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator;

/// <summary>
/// Medians of the delays that the exchange adds, in milliseconds. Each delay is drawn anew, skewed to the
/// right, from the seed. Zero means none at all.
/// </summary>
/// <param name="OrderReplyMs">Request in to reply out.</param>
/// <param name="MatchMs">Request in to matching.</param>
/// <param name="PrivatePushMs">Matching to order event out.</param>
/// <param name="BalanceAfterMs">Order event to balance event.</param>
public sealed record LatencyModel(double OrderReplyMs, double MatchMs, double PrivatePushMs,
    double BalanceAfterMs)
{
    /// <summary>No delay: matching happens before the reply, events go out at once.</summary>
    public static LatencyModel Zero { get; } = new(0, 0, 0, 0);

    /// <summary>A machine next door.</summary>
    public static LatencyModel Lan { get; } = new(0.3, 0.15, 0.3, 0.05);

    /// <summary>About KuCoin from the same region (KuCoin protocol section 10).</summary>
    public static LatencyModel Default { get; } = new(8, 1.5, 8, 1);

    /// <summary>How wide the draws scatter; about 1 in 100 is four times the median.</summary>
    public const double Spread = 0.7;

    public static TimeSpan Draw(Rng rng, double medianMs) =>
        medianMs <= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(medianMs * rng.NextSkewed(Spread));

    /// <summary>Throws for values that make no sense.</summary>
    public void Validate()
    {
        foreach (double value in new[] { OrderReplyMs, MatchMs, PrivatePushMs, BalanceAfterMs })
        {
            if (!double.IsFinite(value) || value < 0 || value > 60_000)
            {
                const string Message = "Each latency must be from 0 to 60000 ms.";
                throw new SimulatorStartException(Message) { IsBadInput = true };
            }
        }
    }
}
