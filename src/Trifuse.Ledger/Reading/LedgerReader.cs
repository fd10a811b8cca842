using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Trifuse.Core.Numbers;
using Trifuse.Ledger.Store;

namespace Trifuse.Ledger.Reading;

/// <summary>Finished cascades with all that belongs to them, out of a ledger.</summary>
public sealed class LedgerReader(LedgerStore store)
{
    private readonly Dictionary<(long, long), CascadeFacts> _cascades = [];
    private ReportQuery _query = new();

    /// <summary>The cascades asked for, by the time of their end.</summary>
    public bool TryRead(
        ReportQuery query,
        [NotNullWhen(true)] out IReadOnlyList<CascadeFacts>? cascades,
        out LedgerProblem problem)
    {
        problem = LedgerProblem.None;
        cascades = null;
        _query = query;
        _cascades.Clear();
        try
        {
            // One transaction: the companion may add cascades between two questions.
            using DbTransaction snapshot = store.BeginReading();
            ReadCascades(snapshot);
            ReadLegs(snapshot);
            ReadOrders(snapshot);
            ReadRemainders(snapshot);
        }
        catch (Exception error) when (LedgerStore.IsFault(error))
        {
            problem = new LedgerProblem($"{store.Target.Name} cannot be read: {error.Message}");
            return false;
        }
        cascades =
        [
            .. _cascades.Values.Where(query.Includes)
                .OrderBy(static c => c.FinishedUtcNs).ThenBy(static c => c.Run).ThenBy(static c => c.Cascade),
        ];
        return true;
    }

    private DbCommand Select(DbTransaction snapshot, string columns, string from)
    {
        DbCommand command = store.Command(
            $"SELECT c.run, c.cascade, {columns} FROM cascades c {from} WHERE c.engine = @engine "
            + "AND c.finished_utc_ns >= @from_ns AND c.finished_utc_ns < @to_ns",
            ("engine", store.Target.Engine),
            ("from_ns", _query.FromUtcNs),
            ("to_ns", _query.ToUtcNs));
        command.Transaction = snapshot;
        return command;
    }

    // A table below cascades, joined by its key.
    private static string Join(string table, string name) =>
        $"JOIN {table} {name} ON {name}.engine = c.engine AND {name}.run = c.run "
        + $"AND {name}.cascade = c.cascade ";

    private void ReadCascades(DbTransaction snapshot)
    {
        using DbCommand command = Select(
            snapshot,
            "c.currency, c.outcome, c.error, c.reason, c.finished_utc_ns, s.signal_utc_ns, c.is_uncertain, "
            + "c.finished_in_run, c.cost, c.profit, a.predicted_profit, a.effective_profit, a.moved, "
            + "a.depth, a.rounding, a.fee, a.dust, a.unwind",
            "LEFT " + Join("signals", "s") + "LEFT " + Join("attributions", "a"));
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            string error = Text(row, 4);
            string reason = Text(row, 5);
            _cascades.Add((row.GetInt64(0), row.GetInt64(1)), new CascadeFacts
            {
                Run = checked((uint)row.GetInt64(0)),
                Cascade = checked((uint)row.GetInt64(1)),
                Currency = Text(row, 2),
                Outcome = Text(row, 3),
                Cause = CauseOf(error, reason),
                FinishedUtcNs = row.GetInt64(6),
                SignalUtcNs = Whole(row, 7) ?? 0,
                IsUncertain = Whole(row, 8) == 1,
                IsRecovered = Whole(row, 9) != row.GetInt64(0),
                Cost = Amount(row, 10),
                Profit = Amount(row, 11),
                Attribution = row.IsDBNull(12) ? null : AttributionOf(row),
            });
        }
    }

    private static string CauseOf(string error, string reason) => error switch
    {
        not ("" or "none") => error,
        _ => reason is "" or "none" ? "filled" : reason,
    };

    private static AttributionFacts AttributionOf(DbDataReader row) => new(
        Amount(row, 12),
        Amount(row, 13),
        Amount(row, 14),
        Amount(row, 15),
        Amount(row, 16),
        Amount(row, 17),
        Amount(row, 18),
        Amount(row, 19));

    private void ReadLegs(DbTransaction snapshot)
    {
        using DbCommand command =
            Select(snapshot, "l.step, l.from_currency, l.symbol", Join("signal_legs", "l"));
        using DbDataReader row = command.ExecuteReader();
        var paths = new Dictionary<CascadeFacts, string[]>();
        while (row.Read())
        {
            CascadeFacts cascade = _cascades[(row.GetInt64(0), row.GetInt64(1))];
            if (!paths.TryGetValue(cascade, out string[]? path))
            {
                paths.Add(cascade, path = ["?", "?", "?"]);
            }
            path[row.GetInt64(2)] = Text(row, 3);
            cascade.Symbols.Add(Text(row, 4));
        }
        foreach ((CascadeFacts cascade, string[] path) in paths)
        {
            cascade.Triangle = string.Join('-', path);
        }
    }

    private void ReadOrders(DbTransaction snapshot)
    {
        using DbCommand command = Select(
            snapshot,
            "o.step, o.symbol, o.written_ns, o.ack_ns, o.closed_ns, o.resolve_ns, o.unknown_cause, o.fee",
            Join("orders", "o"));
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            CascadeFacts cascade = _cascades[(row.GetInt64(0), row.GetInt64(1))];
            cascade.Symbols.Add(Text(row, 3));
            cascade.Orders.Add(new OrderFacts(
                (byte)row.GetInt64(2),
                Text(row, 3),
                Whole(row, 4),
                Whole(row, 5),
                Whole(row, 6),
                Whole(row, 7) ?? 0,
                !row.IsDBNull(8),
                Amount(row, 9)));
        }
    }

    private void ReadRemainders(DbTransaction snapshot)
    {
        using DbCommand command =
            Select(snapshot, "r.kind, r.currency, r.amount, r.value", Join("remainders", "r"));
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            ExactDecimal amount = Amount(row, 4);
            if (!amount.IsZero)
            {
                // Nothing is left of what a settlement has withdrawn.
                _cascades[(row.GetInt64(0), row.GetInt64(1))].Remainders.Add(new RemainderFacts(
                    Text(row, 2) == "held", Text(row, 3), amount, Amount(row, 5)));
            }
        }
    }

    private static string Text(DbDataReader row, int at) => row.IsDBNull(at) ? "" : row.GetString(at);

    private static long? Whole(DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt64(at);

    private static ExactDecimal Amount(DbDataReader row, int at) =>
        row.IsDBNull(at) ? ExactDecimal.Zero : ExactDecimal.Parse(row.GetString(at));
}
