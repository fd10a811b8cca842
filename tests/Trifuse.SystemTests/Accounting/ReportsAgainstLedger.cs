using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Numbers;

namespace Trifuse.SystemTests.Accounting;

/// <summary>
/// Each report against the rows of its cascade: outcome, amounts, orders, remainders, net changes.
/// </summary>
internal sealed class ReportsAgainstLedger(LedgerRows rows)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerRow> _cascades =
        rows.Cascades.ToDictionary(static c => c.Cascade, StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerRow> _orders =
        rows.Orders.ToDictionary(static o => o["client_id"], StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerRow> _attributions =
        rows.Attributions.ToDictionary(static a => a.Cascade, StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerRow> _settlements =
        rows.Settlements.ToDictionary(static s => s.Cascade, StringComparer.Ordinal);
    private readonly ILookup<string, LedgerRow> _net =
        rows.NetChanges.ToLookup(static n => n.Cascade, StringComparer.Ordinal);
    private readonly ILookup<string, LedgerRow> _left =
        rows.Remainders.Where(static r => !r.Amount("amount").IsZero)
            .ToLookup(static r => r.Cascade, StringComparer.Ordinal);

    public void Take(JsonElement report)
    {
        string cascade = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.GetProperty("run").GetInt64()}-{report.GetProperty("cascade").GetInt64()}");
        Assert.True(_cascades.TryGetValue(cascade, out LedgerRow? row), $"{cascade} is not in the ledger");
        bool isSettlement = report.TryGetProperty("is_settlement", out _);
        Assert.True((isSettlement ? _settled : _seen).Add(cascade), $"{cascade} is reported twice");
        bool wasSettled = _settlements.TryGetValue(cascade, out LedgerRow? settlement);
        Assert.True(wasSettled || !isSettlement, $"the settlement of {cascade} is not in the ledger");
        SameEnd(report, isSettlement ? settlement! : row);
        // A settlement's amounts have taken the place of those that the report before it told.
        if (isSettlement || !wasSettled)
        {
            SameWorth(report, cascade, row);
            SameOrders(report);
        }
    }

    /// <summary>Every cascade had its report; where a kill may take some, there was one at least.</summary>
    public void Conclude(bool mayMiss)
    {
        Assert.NotEmpty(_seen);
        Assert.True(mayMiss || _seen.Count == _cascades.Count, "cascades without their report");
    }

    private static void SameEnd(JsonElement report, LedgerRow row)
    {
        SameTexts(report, row, "outcome", "currency");
        // A report tells the one that its outcome came of.
        if (row["outcome"] != "FILLED")
        {
            SameTexts(report, row, row["outcome"] == "FAILED" ? "error" : "reason");
        }
    }

    private void SameWorth(JsonElement report, string cascade, LedgerRow row)
    {
        SameAmounts(report, row, "cost", "profit", "reserved");
        Assert.Equal(AmountsOf(report, "net"), AmountsOf(_net[cascade]));
        foreach (string kind in (string[])["dust", "held"])
        {
            Assert.Equal(
                AmountsOf(report, kind), AmountsOf(_left[cascade].Where(r => r["kind"] == kind)));
        }
        bool hasParts = report.TryGetProperty("attribution", out JsonElement parts);
        Assert.Equal(hasParts, _attributions.TryGetValue(cascade, out LedgerRow? told));
        if (hasParts)
        {
            SameAmounts(parts, told!, "moved", "depth", "rounding", "fee", "dust", "unwind");
        }
    }

    private void SameOrders(JsonElement report)
    {
        foreach (JsonElement order in report.GetProperty("orders").EnumerateArray())
        {
            LedgerRow row = _orders[TextOf(order, "client_id")];
            SameTexts(order, row, "order_id", "symbol", "side", "resolution");
            SameAmounts(order, row, "amount", "size", "funds", "fee");
        }
    }

    private static void SameTexts(JsonElement told, LedgerRow row, params string[] names)
    {
        foreach (string name in names)
        {
            Assert.True(TextOf(told, name) == row[name], $"{name} of {told} is {row[name]} in the ledger");
        }
    }

    private static void SameAmounts(JsonElement told, LedgerRow row, params string[] names)
    {
        foreach (string name in names)
        {
            Assert.True(
                Dec.Parse(TextOf(told, name)) == row.Amount(name),
                $"{name} of {told} is {row[name]} in the ledger");
        }
    }

    private static string TextOf(JsonElement told, string name) =>
        told.TryGetProperty(name, out JsonElement text) ? text.GetString()! : "";

    private static SortedDictionary<string, Dec> AmountsOf(JsonElement report, string name) => Sorted(
        report.GetProperty(name).EnumerateArray()
            .Select(static a => (TextOf(a, "currency"), Dec.Parse(TextOf(a, "amount")))));

    private static SortedDictionary<string, Dec> AmountsOf(IEnumerable<LedgerRow> rows) =>
        Sorted(rows.Select(static r => (r["currency"], r.Amount("amount"))));

    private static SortedDictionary<string, Dec> Sorted(IEnumerable<(string, Dec)> amounts)
    {
        var sorted = new SortedDictionary<string, Dec>(StringComparer.Ordinal);
        foreach ((string currency, Dec amount) in amounts)
        {
            sorted.Add(currency, amount);
        }
        return sorted;
    }
}
