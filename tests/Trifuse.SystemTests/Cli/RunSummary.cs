using System.Text.Json;
using Trifuse.Simulator.Numbers;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Cli;

/// <summary>What must hold of a live run's summary, whatever happened in it.</summary>
internal static class RunSummary
{
    /// <summary>
    /// Every signal was reported, and the exchange moved by exactly what the reports add up to.
    /// </summary>
    public static void AgreesWith(TestExchange exchange, JsonElement summary)
    {
        JsonElement cascades = summary.GetProperty("cascades");
        Assert.Equal(
            summary.GetProperty("signals").GetInt32(),
            cascades.GetProperty("filled").GetInt32() + cascades.GetProperty("failed").GetInt32()
                + cascades.GetProperty("aborted").GetInt32());
        Dictionary<string, Dec> told = summary.GetProperty("net_changes").EnumerateObject().ToDictionary(
            static p => p.Name, static p => Dec.Parse(p.Value.GetString()!), StringComparer.Ordinal);
        IReadOnlyDictionary<string, Dec> after = exchange.Totals();
        foreach (string currency in after.Keys.Union(told.Keys, StringComparer.Ordinal))
        {
            Dec moved = after.GetValueOrDefault(currency) - exchange.Before.GetValueOrDefault(currency);
            Assert.True(
                moved == told.GetValueOrDefault(currency),
                $"{currency} moved by {moved}, the summary says {told.GetValueOrDefault(currency)}");
        }
        Assert.Empty(exchange.Holds());
    }
}
