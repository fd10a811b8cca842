using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// What has moved the balances (KuCoin protocol 4.5): in pages, and for HF as a plain array.
/// </summary>
public sealed class LedgerRoutes(Exchange exchange, TimeProvider time)
{
    private const long DayMs = 24L * 3600 * 1000;
    private const int CurrenciesMax = 10;
    private const int DefaultLimit = 100;
    private const int LargestLimit = 200;

    public IEnumerable<Route> Routes()
    {
        yield return Route.Of("GET", "/api/v1/accounts/ledgers", RatePool.Management, 2, Access.General,
            c => Answer(c, DayMs, Page));
        yield return Route.Of("GET", "/api/v1/hf/accounts/ledgers", RatePool.Spot, 2, Access.General,
            c => Answer(c, TimeWindow.WeekMs, Batch));
    }

    private Reply Answer(RestCall call, long longestMs, Func<RestCall, IEnumerable<LedgerEntry>, Reply> write)
    {
        if (!TimeWindow.TryRead(call, longestMs, time, out TimeWindow window))
        {
            return Reply.Refusal(OrderValidation.Parameter(
                "The time range should not exceed " + (longestMs / DayMs) + " days."));
        }

        string[]? currencies = call.Query("currency")?.Split(',');
        if (currencies?.Length > CurrenciesMax)
        {
            return Reply.Refusal(OrderValidation.Parameter("currency should name at most 10 currencies"));
        }

        lock (exchange.Gate)
        {
            return write(call, call.Account.Journal.NewestFirst.Where(e => window.Holds(e.TimeMs)
                && (currencies is null || currencies.Contains(e.Currency, StringComparer.Ordinal))
                && OrderQueryRoutes.Passes(call, "direction", e.Direction)
                && OrderQueryRoutes.Passes(call, "bizType", e.BizType)));
        }
    }

    /// <summary>All purses but the trading purse of legacy accounts.</summary>
    private static Reply Page(RestCall call, IEnumerable<LedgerEntry> entries) => ResultPage.Of(call,
        [.. entries.Where(e => e.Type != AccountType.Trade || !call.Account.UsesTradeHf)],
        (w, entry) =>
        {
            w.WriteStartObject();
            WriteAmounts(w, entry);
            w.WriteString("accountType", call.Account.NameOf(entry.Type).ToUpperInvariant());
            WriteCause(w, entry);
            w.WriteNumber("createdAt", entry.TimeMs);
            w.WriteEndObject();
        });

    /// <summary>The trading purse, by id; times are text here.</summary>
    private static Reply Batch(RestCall call, IEnumerable<LedgerEntry> entries)
    {
        long before = call.Number("lastId", 0);
        long limit = Math.Clamp(call.Number("limit", DefaultLimit), 1, LargestLimit);
        return ResultPage.Array(
            entries
                .Where(e => e.Type == AccountType.Trade && (before <= 0 || e.Id < before))
                .Take((int)limit),
            (w, entry) =>
            {
                w.WriteStartObject();
                WriteAmounts(w, entry);
                w.WriteString("tax", "0");
                w.WriteString("accountType", "TRADE_HF");
                WriteCause(w, entry);
                w.WriteString("createdAt", entry.TimeMs.ToString(CultureInfo.InvariantCulture));
                w.WriteEndObject();
            });
    }

    private static void WriteAmounts(Utf8JsonWriter w, LedgerEntry entry)
    {
        w.WriteString("id", entry.Id.ToString(CultureInfo.InvariantCulture));
        w.WriteString("currency", entry.Currency);
        w.WriteString("amount", entry.Amount.ToString());
        w.WriteString("fee", entry.Fee.ToString());
        w.WriteString("balance", entry.Balance.ToString());
    }

    private static void WriteCause(Utf8JsonWriter w, LedgerEntry entry)
    {
        w.WriteString("bizType", entry.BizType);
        w.WriteString("direction", entry.Direction);
        w.WriteString("context", ContextOf(entry));
    }

    /// <summary>JSON as text; empty when no order stands behind the line.</summary>
    private static string ContextOf(LedgerEntry entry)
    {
        if (entry.Symbol.Length == 0)
        {
            return string.Empty;
        }

        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("symbol", entry.Symbol);
        json.Writer.WriteString("orderId", entry.OrderId);
        json.Writer.WriteString("tradeId", entry.TradeId.ToString(CultureInfo.InvariantCulture));
        json.Writer.WriteEndObject();
        return System.Text.Encoding.UTF8.GetString(json.ToArray());
    }
}
