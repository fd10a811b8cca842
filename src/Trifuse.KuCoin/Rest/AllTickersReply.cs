using System.Text.Json;
using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// The reply of /api/v1/market/allTickers (KuCoin protocol section 3), or a file that holds one.
/// </summary>
/// <param name="TimeMs">Exchange time in ms since 1970; 0 when the reply does not tell.</param>
/// <param name="Tickers">The good rows.</param>
/// <param name="BadRows">A sentence for each row that was left out, naming it.</param>
public sealed record AllTickersReply(
    long TimeMs, IReadOnlyList<TickerRow> Tickers, IReadOnlyList<string> BadRows)
{
    private const string What = "allTickers";

    /// <summary>Reads the reply; a malformed row is left out and named.</summary>
    public static Reply<AllTickersReply> Parse(int httpStatus, ReadOnlySpan<byte> body) =>
        ReplyDocument.Read(What, httpStatus, body, ReadRows);

    private static Reply<AllTickersReply> ReadRows(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("ticker", out JsonElement rows)
            || rows.ValueKind != JsonValueKind.Array)
        {
            return ReplyDocument.Wrong<AllTickersReply>(What, "has no list 'ticker'");
        }
        var tickers = new List<TickerRow>(rows.GetArrayLength());
        var badRows = new List<string>();
        int number = 0;
        foreach (JsonElement row in rows.EnumerateArray())
        {
            number++;
            string? symbol = ReplyDocument.TextOf(row, "symbol");
            string? problem = string.IsNullOrEmpty(symbol) ? "has no symbol" : null;
            var ticker = new TickerRow(
                symbol ?? string.Empty,
                Quote(row, "buy", ref problem) ?? ExactDecimal.Zero,
                Quote(row, "bestBidSize", ref problem) ?? ExactDecimal.Zero,
                Quote(row, "sell", ref problem) ?? ExactDecimal.Zero,
                Quote(row, "bestAskSize", ref problem) ?? ExactDecimal.Zero,
                Rate(row, "takerFeeRate", ref problem),
                Quote(row, "takerCoefficient", ref problem) ?? ExactDecimal.One);
            if (problem is null)
            {
                tickers.Add(ticker);
            }
            else
            {
                badRows.Add($"Ticker {symbol ?? $"row {number}"} {problem}; it is left out.");
            }
        }
        long timeMs = ReplyDocument.IntegerOf(data, "time") ?? 0;
        return Reply<AllTickersReply>.Good(new AllTickersReply(timeMs, tickers, badRows));
    }

    private static ExactDecimal? Quote(JsonElement row, string member, ref string? problem)
    {
        ExactDecimal? value = Rate(row, member, ref problem);
        if (value is { IsNegative: true })
        {
            problem ??= $"has {member} '{value}', which is below 0";
        }
        return value;
    }

    private static ExactDecimal? Rate(JsonElement row, string member, ref string? problem)
    {
        if (!ReplyDocument.TryDecimal(row, member, out ExactDecimal? value))
        {
            problem ??= $"has {member} '{ReplyDocument.TextOf(row, member)}', which is not a number";
        }
        return value;
    }
}
