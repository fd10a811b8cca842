using Trifuse.Engine.Journal;
using Trifuse.Ledger.Store;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Ledger.Writing;

/// <summary>The rows of what surrounds orders: predictions, times, remainders, balances, events.</summary>
internal sealed class DetailRows(RowWriter rows)
{
    /// <summary>Enters one record; false when its kind is not known here.</summary>
    public bool TryEnter(in JournalEntry entry, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.Signal or JournalKind.SignalLeg:
                EnterSignal(record);
                return true;
            case JournalKind.StepTimes:
                EnterTimes(record);
                return true;
            case JournalKind.Remainder:
                rows.Set(
                    LedgerSchema.Remainders,
                    [
                        .. RecordRows.CascadeKey(record),
                        record.Remainder == RemainderKind.Held ? "held" : "dust",
                        LedgerText.Of(record.Name.Utf8),
                    ],
                    ("amount", LedgerText.Of(record.Amount)),
                    ("value", LedgerText.Of(record.Value)));
                return true;
            case JournalKind.Attribution:
                EnterAttribution(record);
                return true;
            case JournalKind.Fill:
                rows.Set(
                    LedgerSchema.Fills,
                    [.. RecordRows.OrderKey(record), LedgerText.Of(record.TradeId)],
                    ("order_id", record.OrderId.ToString()),
                    ("price", LedgerText.Of(record.Price)),
                    ("size", LedgerText.Of(record.Size)),
                    ("exchange_ns", record.ExchangeNs),
                    ("fee", LedgerText.Of(record.Value)),
                    ("fee_currency", LedgerText.Of(record.FeeCurrency.Utf8)),
                    ("source", record.FillSource == FillSource.Query ? "query" : "stream"));
                return true;
            case JournalKind.Balance:
                EnterBalance(entry, record);
                return true;
            default:
                return TryEnterEvent(entry, record);
        }
    }

    private static object[] EventKey(in JournalEntry entry) => [(long)entry.Run, entry.Sequence];

    private void EnterSignal(in JournalRecord record)
    {
        if (record.Kind == JournalKind.Signal)
        {
            rows.Set(
                LedgerSchema.Signals,
                RecordRows.CascadeKey(record),
                ("triangle", (long)record.Triangle),
                ("currency", LedgerText.Of(record.Name.Utf8)),
                ("predicted_cost", LedgerText.Of(record.Signal.PredictedCost)),
                ("predicted_output", LedgerText.Of(record.Signal.PredictedOutput)),
                ("signal_utc_ns", record.Signal.UtcNs),
                ("latency_ns", record.Signal.LatencyNs));
            return;
        }
        rows.Set(
            LedgerSchema.SignalLegs,
            [.. RecordRows.CascadeKey(record), (long)record.ClientId.Step],
            ("side", LedgerText.Of(record.Side)),
            ("symbol", LedgerText.Of(record.Name.Utf8)),
            ("from_currency", LedgerText.Of(record.Leg.From.Utf8)),
            ("to_currency", LedgerText.Of(record.Leg.To.Utf8)),
            ("predicted_amount", LedgerText.Of(record.Leg.PredictedAmount)),
            ("predicted_output", LedgerText.Of(record.Leg.PredictedOutput)),
            ("best_bid", LedgerText.Of(record.Leg.BestBid)),
            ("best_ask", LedgerText.Of(record.Leg.BestAsk)),
            ("book_utc_ms", record.Leg.BookMs),
            ("book_age_ns", record.Leg.BookAgeNs));
    }

    private void EnterTimes(in JournalRecord record)
    {
        object[] key = RecordRows.OrderKey(record);
        rows.Set(
            LedgerSchema.Orders,
            key,
            ("credit_wait_ns", record.Times.CreditWaitNs),
            ("resolve_ns", record.Times.ResolveNs),
            ("retries", (long)record.Times.Retries),
            ("match_count", (long)record.Times.Matches),
            ("query_count", (long)record.Times.Queries));
        if (record.Times.Path != OrderPath.None)
        {
            rows.Set(LedgerSchema.Orders, key, ("path", LedgerText.Of(CascadeWords.Of(record.Times.Path))));
        }
        SetTime(key, "written_ns", record.Times.WrittenNs);
        SetTime(key, "ack_ns", record.Times.AckNs);
        SetTime(key, "closed_ns", record.Times.ClosedNs);
    }

    // What did not happen has no time: the column stays NULL.
    private void SetTime(object[] key, string column, long ns)
    {
        if (ns != JournalTimes.Never)
        {
            rows.Set(LedgerSchema.Orders, key, (column, ns));
        }
    }

    private void EnterAttribution(in JournalRecord record)
    {
        rows.Set(
            LedgerSchema.Attributions,
            RecordRows.CascadeKey(record),
            ("currency", LedgerText.Of(record.Name.Utf8)),
            ("predicted_profit", LedgerText.Of(record.Attribution.Predicted)),
            ("effective_profit", LedgerText.Of(record.Attribution.Effective)),
            ("moved", LedgerText.Of(record.Attribution.Moved)),
            ("depth", LedgerText.Of(record.Attribution.Depth)),
            ("rounding", LedgerText.Of(record.Attribution.Rounding)),
            ("fee", LedgerText.Of(record.Attribution.Fee)),
            ("dust", LedgerText.Of(record.Attribution.Dust)),
            ("unwind", LedgerText.Of(record.Attribution.Unwind)));
    }

    private void EnterBalance(in JournalEntry entry, in JournalRecord record)
    {
        object[] key = EventKey(entry);
        rows.Set(
            LedgerSchema.Balances,
            key,
            ("utc_ns", entry.UtcNs),
            ("currency", LedgerText.Of(record.Name.Utf8)),
            ("source", record.Balance.Source switch
            {
                BalanceSource.Start => "start",
                BalanceSource.Push => "push",
                BalanceSource.Check => "check",
                _ => "end",
            }),
            ("available", LedgerText.Of(record.Balance.Available)),
            ("holds", LedgerText.Of(record.Balance.Holds)),
            ("exchange_ns", record.ExchangeNs));
        if (record.Balance.HasExpected)
        {
            rows.Set(LedgerSchema.Balances, key, ("expected", LedgerText.Of(record.Balance.Expected)));
        }
    }

    private bool TryEnterEvent(in JournalEntry entry, in JournalRecord record)
    {
        object[] key = EventKey(entry);
        string cause = LedgerText.Of(record.Word.Utf8);
        string text = LedgerText.Of(record.Text.Utf8);
        switch (record.Kind)
        {
            case JournalKind.Breaker:
                rows.Set(
                    LedgerSchema.Breakers,
                    key,
                    ("utc_ns", entry.UtcNs),
                    ("cause", cause),
                    ("is_tripped", LedgerText.Flag(record.IsOn)),
                    ("text", text));
                return true;
            case JournalKind.SymbolSwitch:
                rows.Set(
                    LedgerSchema.SymbolSwitches,
                    key,
                    ("utc_ns", entry.UtcNs),
                    ("symbol", LedgerText.Of(record.Name.Utf8)),
                    ("is_on", LedgerText.Flag(record.IsOn)),
                    ("cause", cause),
                    ("text", text));
                return true;
            case JournalKind.Alarm:
                rows.Set(
                    LedgerSchema.Alarms,
                    key,
                    ("cascade", (long)record.ClientId.Cascade),
                    ("utc_ns", entry.UtcNs),
                    ("cause", cause),
                    ("text", text));
                return true;
            default:
                return false;
        }
    }
}
