using Trifuse.Core.Numbers;
using Trifuse.Engine.Start;

namespace Trifuse.Cli.Demo;

/// <summary>
/// Whether the engine's totals and the exchange's balances agree to the last digit: live, every balance must
/// have moved by exactly what the reports add up to; on paper, none may have moved.
/// </summary>
internal sealed record BalanceCheck(int Currencies, IReadOnlyList<string> Mismatches)
{
    public static BalanceCheck Compare(
        EngineSummary run,
        IReadOnlyDictionary<string, ExactDecimal> before,
        IReadOnlyDictionary<string, ExactDecimal> after)
    {
        var currencies = new SortedSet<string>(StringComparer.Ordinal);
        currencies.UnionWith(before.Keys);
        currencies.UnionWith(after.Keys);
        currencies.UnionWith(run.NetChanges.Keys);
        var mismatches = new List<string>();
        foreach (string currency in currencies)
        {
            ExactDecimal moved = Of(after, currency) - Of(before, currency);
            ExactDecimal reported =
                run.Mode == RunMode.Live ? Of(run.NetChanges, currency) : ExactDecimal.Zero;
            if (moved != reported)
            {
                mismatches.Add(
                    $"{currency}: the exchange's balance moved by {moved}, the engine reports {reported}");
            }
        }
        return new BalanceCheck(currencies.Count, mismatches);
    }

    private static ExactDecimal Of(IReadOnlyDictionary<string, ExactDecimal> amounts, string currency) =>
        amounts.TryGetValue(currency, out ExactDecimal amount) ? amount : ExactDecimal.Zero;
}
