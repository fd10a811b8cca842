using System.Text;
using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The reply of /api/v2/symbols, and of the older /api/v1/symbols which lacks minFunds and fee coefficients
/// (KuCoin protocol section 3).
/// </summary>
/// <param name="Symbols">The good rows.</param>
/// <param name="BadRows">A sentence for each row that was left out, naming it.</param>
public sealed record SymbolsReply(IReadOnlyList<SymbolSpec> Symbols, IReadOnlyList<string> BadRows)
{
    private const string What = "symbols";

    // What the exchange gives to every symbol that has no limit of its own.
    private static readonly ExactDecimal LargestSize = ExactDecimal.Parse("10000000000");
    private static readonly ExactDecimal LargestFunds = ExactDecimal.Parse("99999999");

    /// <summary>
    /// Reads the reply; a malformed row is left out and named, and only a reply without good rows is refused.
    /// </summary>
    public static Reply<SymbolsReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.ReadList(What, httpStatus, body, ReadRows);

    private static Reply<SymbolsReply> ReadRows(JsonElement rows)
    {
        var symbols = new List<SymbolSpec>(rows.GetArrayLength());
        var badRows = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int number = 0;
        foreach (JsonElement row in rows.EnumerateArray())
        {
            number++;
            string name = ReplyDocument.TextOf(row, "symbol") ?? $"row {number}";
            string? problem = WhyBad(row, name, out SymbolSpec? spec);
            if (problem is null && !seen.Add(name))
            {
                problem = "stands in the reply twice";
            }
            if (problem is null)
            {
                symbols.Add(spec!);
            }
            else
            {
                badRows.Add($"Symbol {name} {problem}; it is left out.");
            }
        }
        return symbols.Count > 0
            ? Reply<SymbolsReply>.Good(new SymbolsReply(symbols, badRows))
            : ReplyDocument.Wrong<SymbolsReply>(
                What, badRows.Count == 0 ? "is empty" : $"has no usable row ({badRows[0]})");
    }

    private static string? WhyBad(JsonElement row, string name, out SymbolSpec? spec)
    {
        spec = null;
        string? baseCurrency = ReplyDocument.TextOf(row, "baseCurrency");
        string? quoteCurrency = ReplyDocument.TextOf(row, "quoteCurrency");
        if (!IsCode(name) || !IsCode(baseCurrency) || !IsCode(quoteCurrency))
        {
            return "lacks a plain symbol, baseCurrency or quoteCurrency";
        }
        string? problem = null;
        ExactDecimal baseIncrement = Step(row, "baseIncrement", ref problem);
        ExactDecimal quoteIncrement = Step(row, "quoteIncrement", ref problem);
        ExactDecimal priceIncrement = Step(row, "priceIncrement", ref problem);
        spec = new SymbolSpec
        {
            Name = name,
            BaseCurrency = baseCurrency!,
            QuoteCurrency = quoteCurrency!,
            FeeCurrency = ReplyDocument.TextOf(row, "feeCurrency") ?? quoteCurrency!,
            BaseIncrement = baseIncrement,
            QuoteIncrement = quoteIncrement,
            PriceIncrement = priceIncrement,
            BaseMinSize = Amount(row, "baseMinSize", baseIncrement, ref problem),
            BaseMaxSize = Amount(row, "baseMaxSize", LargestSize, ref problem),
            QuoteMinSize = Amount(row, "quoteMinSize", quoteIncrement, ref problem),
            QuoteMaxSize = Amount(row, "quoteMaxSize", LargestFunds, ref problem),
            MinFunds = Amount(row, "minFunds", ExactDecimal.Zero, ref problem),
            PriceLimitRate = Amount(row, "priceLimitRate", ExactDecimal.Zero, ref problem),
            EnableTrading = ReplyDocument.BooleanOf(row, "enableTrading") ?? true,
            TakerFeeCoefficient = Amount(row, "takerFeeCoefficient", ExactDecimal.One, ref problem),
        };
        return problem;
    }

    private static bool IsCode(string? text) =>
        text is { Length: <= 32 } && WireText.IsToken(Encoding.UTF8.GetBytes(text));

    private static ExactDecimal Step(JsonElement row, string member, ref string? problem)
    {
        if (!ReplyDocument.TryNeeded(row, member, out ExactDecimal value) || !value.IsPositive)
        {
            problem ??= $"has {member} '{ReplyDocument.TextOf(row, member)}', which is not a number above 0";
        }
        return value;
    }

    private static ExactDecimal Amount(
        JsonElement row, string member, ExactDecimal otherwise, ref string? problem)
    {
        if (!ReplyDocument.TryDecimal(row, member, out ExactDecimal? value) || value is { IsNegative: true })
        {
            problem ??=
                $"has {member} '{ReplyDocument.TextOf(row, member)}', which is not a number of 0 or more";
        }
        return value ?? otherwise;
    }
}
