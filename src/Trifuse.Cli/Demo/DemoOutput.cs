using Trifuse.Engine.Start;

namespace Trifuse.Cli.Demo;

/// <summary>What one part of the demo found, for people or as one JSON object.</summary>
internal static class DemoOutput
{
    public static void Write(DemoResult result, DemoOptions options, TextWriter output)
    {
        if (options.AsJson)
        {
            output.WriteLine(SummaryOutput.JsonOf(json =>
            {
                json.WriteString("world", result.World);
                SummaryOutput.WriteMembers(result.Summary, json);
                json.WriteNumber("balances_checked", result.Check.Currencies);
                json.WriteStartArray("balance_mismatches");
                foreach (string mismatch in result.Check.Mismatches)
                {
                    json.WriteStringValue(mismatch);
                }
                json.WriteEndArray();
            }));
        }
        else
        {
            output.WriteLine();
            output.WriteLine($"Summary: {result.Market.Title.ToLowerInvariant()} ({result.World})");
            SummaryText.Write(result.Summary, output);
            WriteVerdict(result, output);
        }
        output.Flush();
    }

    private static void WriteVerdict(DemoResult result, TextWriter output)
    {
        BalanceCheck check = result.Check;
        output.WriteLine(check.Mismatches.Count == 0
            ? $"  balances     {check.Currencies} currencies compared with the exchange: all agree to the "
                + "last digit"
            : $"  balances     {check.Mismatches.Count} of {check.Currencies} currencies DO NOT AGREE:");
        foreach (string mismatch in check.Mismatches)
        {
            output.WriteLine($"               {mismatch}");
        }
        if (result.Summary.Mode != RunMode.Record && result.Summary.Totals.Count == 0)
        {
            output.WriteLine(
                "  honest note  nothing paid more than the fees here; the best that was seen is above.");
        }
    }
}
