using Trifuse.Engine.Config;

namespace Trifuse.Engine.Start;

/// <summary>
/// Real money is traded only within bounds that a person has chosen: a default that nobody has read is none.
/// </summary>
internal static class LiveLimits
{
    /// <summary>Null when each start currency has its own bounds; else what is missing.</summary>
    public static StartProblem? WhyRefused(EngineConfig config)
    {
        var missing = new List<string>();
        foreach (string start in config.Market.StartCurrencies)
        {
            if (!config.IsGiven($"signals.max_notional.{start}"))
            {
                missing.Add($"signals.max_notional.{start} (the most that one cascade may spend)");
            }
            if (!config.IsGiven($"limits.max_daily_loss.{start}"))
            {
                missing.Add($"limits.max_daily_loss.{start} (the loss of a day that stops new cascades)");
            }
        }
        return missing.Count == 0
            ? null
            : new StartProblem(
                "Live trading is refused without limits that you have chosen yourself. Missing: "
                + string.Join(", ", missing)
                + ". Set them in the config, or with --set, for example --set limits.max_daily_loss."
                + $"{config.Market.StartCurrencies[0]}=50.",
                IsBadInput: true);
    }
}
