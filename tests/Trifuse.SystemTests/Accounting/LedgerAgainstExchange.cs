using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.Simulator.Numbers;
using Trifuse.SystemTests.Cli;
using Trifuse.SystemTests.Engine;

namespace Trifuse.SystemTests.Accounting;

/// <summary>
/// The ledger that the companion has written against the exchange's own books, both ways and to the last
/// digit, once every run has ended: orders, fills, cascades, balances. Then what the program itself says of
/// that ledger, `report` and `verify`, against the same sums.
/// </summary>
internal sealed class LedgerAgainstExchange
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TestExchange _exchange;
    private readonly LedgerRows _rows;

    private LedgerAgainstExchange(TestExchange exchange)
    {
        _exchange = exchange;
        _rows = LedgerRows.Read(exchange.File("state/ledger.db"));
    }

    /// <summary>
    /// All of it. After a run that ended in good order the companion has left nothing to enter by hand; after
    /// kills one may still have waited for the one before it.
    /// </summary>
    /// <param name="exchange">Has state, reports.txt and reports.jsonl of the runs in its directory.</param>
    /// <param name="home">Where the program is started.</param>
    /// <param name="wasKilled">A kill may take the last lines of a run's reports.</param>
    public static async Task CheckAsync(TestExchange exchange, Sandbox home, bool wasKilled)
    {
        await CatchUpAsync(exchange, home, wasKilled);
        var check = new LedgerAgainstExchange(exchange);
        check.EveryOrderIsTheExchanges();
        check.EveryFillIsTheExchanges();
        check.EveryCascadeHasAnEnd();
        check.BalancesMovedByItsSum();
        check.EveryReportIsItsCascade(wasKilled);
        check.SumsAre(await JsonOfAsync(exchange, home, "report"));
        JsonElement verified = await JsonOfAsync(exchange, home, "verify", exchange.File("reports.txt"));
        check.LogIsWhole(verified, wasKilled);
    }

    private static async Task CatchUpAsync(TestExchange exchange, Sandbox home, bool mayBeBehind)
    {
        using var patience = new CancellationTokenSource(Patience);
        string[] arguments = ["ledger", "--json", .. Settings(exchange)];
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, arguments);
        while (code != 0 && error.Contains("Another companion keeps"))
        {
            patience.Token.ThrowIfCancellationRequested();
            (code, output, error) = await TrifuseProcess.RunAsync(home, arguments);
        }
        Assert.True(code == 0, error);
        JsonElement left = Assert.Single(JsonLine.ParseAll(output));
        Assert.True(mayBeBehind || left.GetProperty("records").GetInt64() == 0, output);
        Assert.Equal(0, left.GetProperty("unknown_records").GetInt64());
        Assert.Equal(0, left.GetProperty("damages").GetInt64());
    }

    private static string[] Settings(TestExchange exchange) =>
        ["--set", $"engine.state_dir={exchange.File("state")}"];

    private static async Task<JsonElement> JsonOfAsync(
        TestExchange exchange, Sandbox home, params string[] verb)
    {
        (int code, string output, string error) =
            await TrifuseProcess.RunAsync(home, [.. verb, "--json", .. Settings(exchange)]);
        Assert.True(code == 0, error);
        return Assert.Single(JsonLine.ParseAll(output));
    }

    private void EveryOrderIsTheExchanges()
    {
        Dictionary<string, LedgerRow> ledger =
            _rows.Orders.ToDictionary(static o => o["client_id"], StringComparer.Ordinal);
        IReadOnlyList<TakenOrder> orders = _exchange.Simulator.Orders();
        // The exchange forgets old orders when there are very many; then this could not judge.
        Assert.Equal(_exchange.Simulator.Counters.OrdersAccepted, orders.Count);
        Assert.NotEmpty(orders);
        foreach (TakenOrder order in orders)
        {
            Assert.True(ledger.Remove(order.ClientOid, out LedgerRow? row), $"{order} is not in the ledger");
            Assert.True(IsSame(order, row), $"The exchange has {order}, the ledger {row}");
        }
        // What is left never came to be there.
        Assert.All(ledger.Values, static row => Assert.True(
            row["order_id"].Length == 0 && row["is_final"] != "1" && !row.Has("end_state")
                && row.Amount("size").IsZero && row.Amount("funds").IsZero && row.Amount("fee").IsZero,
            $"The exchange has no order {row}"));
    }

    // The last event may never have come; what became of the order is known by asking then. An event calls
    // canceled also an order for funds that were spent to the last unit, the reply to a query does not.
    private static bool IsSame(TakenOrder order, LedgerRow row) =>
        row["is_final"] == "1"
        && row["order_id"] == order.Id
        && string.Equals(row["symbol"], order.Symbol, StringComparison.Ordinal)
        && row["side"] == (order.IsBuy ? "buy" : "sell")
        && row.Amount("size") == order.FilledSize
        && row.Amount("funds") == order.FilledFunds
        && row.Amount("fee") == order.Fee
        && (row["end_state"].Length == 0 || row["end_state"] == order.EndedAs
            || row["end_state"] == (order.HasCanceled ? "canceled" : "filled"))
        && (!row.Has("end_size") || row.Amount("end_size") == order.FilledSize);

    private void EveryFillIsTheExchanges()
    {
        var ledger = new Dictionary<(string, string), LedgerRow>();
        Dictionary<string, string> clientIds = _rows.Orders.ToDictionary(
            static o => o.Order, static o => o["client_id"], StringComparer.Ordinal);
        foreach (LedgerRow row in _rows.Fills)
        {
            Assert.True(ledger.TryAdd((clientIds[row.Order], row["trade_id"]), row), $"{row} is there twice");
        }
        IReadOnlyList<TakenFill> fills = _exchange.Simulator.Fills();
        Assert.Equal(_exchange.Simulator.Counters.Fills, fills.Count);
        foreach (TakenFill fill in fills)
        {
            Assert.True(
                ledger.Remove((fill.ClientOid, fill.TradeId), out LedgerRow? row),
                $"{fill} is not in the ledger");
            bool isSame = row["order_id"] == fill.OrderId && row.Amount("price") == fill.Price
                && row.Amount("size") == fill.Size
                && (!row.Has("fee") || row.Amount("fee") == fill.Fee)
                && (row["fee_currency"].Length == 0 || row["fee_currency"] == fill.FeeCurrency);
            Assert.True(isSame, $"The exchange has {fill}, the ledger {row}");
        }
        Assert.Empty(ledger);
    }

    private void EveryCascadeHasAnEnd()
    {
        Assert.NotEmpty(_rows.Cascades);
        Assert.All(_rows.Cascades, static c => Assert.True(c.Has("finished_utc_ns"), $"{c} has no end"));
        HashSet<string> cascades = [.. _rows.Cascades.Select(static c => c.Cascade)];
        Assert.Equal(_rows.Cascades.Count, cascades.Count);
        Assert.All(_rows.Orders, o => Assert.Contains(o.Cascade, cascades));
    }

    private void BalancesMovedByItsSum()
    {
        Dictionary<string, Dec> ledger = SumsOf(_rows.NetChanges, "currency", "amount");
        IReadOnlyDictionary<string, Dec> after = _exchange.Totals();
        foreach (string currency in after.Keys.Union(ledger.Keys, StringComparer.Ordinal))
        {
            Dec moved = after.GetValueOrDefault(currency) - _exchange.Before.GetValueOrDefault(currency);
            Dec entered = ledger.GetValueOrDefault(currency);
            Assert.True(moved == entered, $"{currency} moved by {moved}, the ledger's sum is {entered}");
        }
        Assert.Empty(_exchange.Holds());
    }

    private void EveryReportIsItsCascade(bool wasKilled)
    {
        var reports = new ReportsAgainstLedger(_rows);
        foreach (string line in File.ReadLines(_exchange.File("reports.jsonl")))
        {
            if (!wasKilled || line.EndsWith('}'))
            {
                using JsonDocument report = JsonDocument.Parse(line);
                reports.Take(report.RootElement);
            }
        }
        reports.Conclude(mayMiss: wasKilled);
    }

    private void SumsAre(JsonElement report)
    {
        Assert.Equal(_rows.Cascades.Count, report.GetProperty("cascades").GetInt32());
        Assert.Equal(_rows.Orders.Count, report.GetProperty("orders").GetInt32());
        JsonElement currencies = report.GetProperty("by_currency");
        foreach (string sum in (string[])["cost", "profit"])
        {
            Same(
                SumsOf(_rows.Cascades, "currency", sum),
                currencies.EnumerateObject().ToDictionary(
                    static c => c.Name, c => AmountOf(c.Value.GetProperty(sum)), StringComparer.Ordinal));
        }
        Same(_exchange.Simulator.Account().FeesPaid, AmountsOf(report.GetProperty("fees")));
        foreach (string kind in (string[])["dust", "held"])
        {
            Same(
                SumsOf(_rows.Remainders.Where(r => r["kind"] == kind), "currency", "amount"),
                AmountsOf(report.GetProperty(kind)));
        }
    }

    private void LogIsWhole(JsonElement verified, bool wasKilled)
    {
        Assert.Empty(verified.GetProperty("faults").EnumerateArray());
        Assert.Equal(0, verified.GetProperty("cascades_of_later_runs").GetInt32());
        if (!wasKilled)
        {
            Assert.Equal(_rows.Cascades.Count, verified.GetProperty("ledger_cascades").GetInt32());
            Assert.Equal(0, verified.GetProperty("missing_at_the_end_of_runs").GetInt32());
            Assert.Equal(0, verified.GetProperty("torn_lines").GetInt32());
        }
    }

    private static Dictionary<string, Dec> SumsOf(IEnumerable<LedgerRow> rows, string name, string amount)
    {
        var sums = new Dictionary<string, Dec>(StringComparer.Ordinal);
        foreach (LedgerRow row in rows)
        {
            sums[row[name]] = sums.GetValueOrDefault(row[name]) + row.Amount(amount);
        }
        return sums;
    }

    private static void Same(
        IReadOnlyDictionary<string, Dec> expected, IReadOnlyDictionary<string, Dec> told)
    {
        foreach (string currency in expected.Keys.Union(told.Keys, StringComparer.Ordinal))
        {
            Assert.True(
                expected.GetValueOrDefault(currency) == told.GetValueOrDefault(currency),
                $"{currency}: {expected.GetValueOrDefault(currency)} expected, the report says "
                + $"{told.GetValueOrDefault(currency)}");
        }
    }

    private static Dictionary<string, Dec> AmountsOf(JsonElement amounts) => amounts.EnumerateObject()
        .ToDictionary(static a => a.Name, static a => AmountOf(a.Value), StringComparer.Ordinal);

    private static Dec AmountOf(JsonElement amount) => Dec.Parse(amount.GetString()!);
}
