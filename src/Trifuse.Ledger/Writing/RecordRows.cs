using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Journal;
using Trifuse.Ledger.Store;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;

namespace Trifuse.Ledger.Writing;

/// <summary>
/// What each journal record means for the ledger's rows. Rows belong to the run of the client id, also when a
/// later run settled the cascade; so records may come in any order among writers.
/// </summary>
internal sealed class RecordRows(RowWriter rows)
{
    private readonly DetailRows _details = new(rows);

    /// <summary>Enters one record; false when its kind is not known here.</summary>
    public bool TryEnter(in JournalEntry entry, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.RunStarted:
                rows.Set(
                    LedgerSchema.Runs,
                    [(long)record.ClientId.Run],
                    ("started_utc_ns", entry.UtcNs),
                    ("is_live", LedgerText.Flag(record.IsLive)),
                    ("text", LedgerText.Of(record.Text.Utf8)));
                return true;
            case JournalKind.Reservation:
                rows.Set(
                    LedgerSchema.Cascades,
                    CascadeKey(record),
                    ("triangle", (long)record.Triangle),
                    ("slot", (long)record.Slot),
                    ("currency", LedgerText.Of(record.Name.Utf8)),
                    ("reserved", LedgerText.Of(record.Amount)),
                    ("opened_utc_ns", entry.UtcNs));
                return true;
            case JournalKind.Intent:
                EnterIntent(entry, record);
                return true;
            case JournalKind.Accepted or JournalKind.Rejected or JournalKind.Unknown:
                EnterReply(entry, record);
                return true;
            case JournalKind.Match:
                rows.Set(
                    LedgerSchema.Fills,
                    [.. OrderKey(record), LedgerText.Of(record.TradeId)],
                    ("order_id", record.OrderId.ToString()),
                    ("price", LedgerText.Of(record.Price)),
                    ("size", LedgerText.Of(record.Size)),
                    ("exchange_ns", record.ExchangeNs));
                return true;
            case JournalKind.Terminal:
                EnterEnd(record);
                return true;
            case JournalKind.LegClosed:
                EnterClosed(entry, record);
                return true;
            case JournalKind.CascadeFinished:
                EnterFinished(entry, record);
                return true;
            case JournalKind.CascadeSettled:
                EnterSettled(entry, record);
                return true;
            default:
                return _details.TryEnter(in entry, in record);
        }
    }

    internal static object[] CascadeKey(in JournalRecord record) =>
        [(long)record.ClientId.Run, (long)record.ClientId.Cascade];

    internal static object[] OrderKey(in JournalRecord record) =>
    [
        (long)record.ClientId.Run,
        (long)record.ClientId.Cascade,
        (long)record.ClientId.Step,
        (long)record.ClientId.Attempt,
    ];

    private void EnterIntent(in JournalEntry entry, in JournalRecord record)
    {
        switch (record.Verb)
        {
            case JournalVerb.Place:
                rows.Set(
                    LedgerSchema.Orders,
                    OrderKey(record),
                    ("client_id", record.ClientId.ToString()),
                    ("side", LedgerText.Of(record.Side)),
                    ("symbol", LedgerText.Of(record.Name.Utf8)),
                    ("amount", LedgerText.Of(record.Amount)),
                    ("intended_utc_ns", entry.UtcNs));
                break;
            case JournalVerb.Cancel:
                rows.Set(LedgerSchema.Orders, OrderKey(record), ("cancels+", 1L));
                break;
            default:
                rows.Set(LedgerSchema.Orders, OrderKey(record), ("queries+", 1L));
                break;
        }
    }

    private void EnterReply(in JournalEntry entry, in JournalRecord record)
    {
        switch (record.Kind)
        {
            case JournalKind.Accepted:
                rows.Set(
                    LedgerSchema.Orders,
                    OrderKey(record),
                    ("order_id", record.OrderId.ToString()),
                    ("accepted_utc_ns", entry.UtcNs));
                break;
            case JournalKind.Rejected:
                rows.Set(
                    LedgerSchema.Orders,
                    OrderKey(record),
                    ("reject_code", (long)record.Code),
                    ("rejection", LedgerText.Of(record.Rejection)),
                    ("reject_text", LedgerText.Of(record.Text.Utf8)),
                    ("rejected_utc_ns", entry.UtcNs));
                break;
            default:
                rows.Set(
                    LedgerSchema.Orders,
                    OrderKey(record),
                    ("unknown_cause", LedgerText.Of(CascadeWords.Of(record.Cause))),
                    ("unknown_utc_ns", entry.UtcNs));
                break;
        }
    }

    private void EnterEnd(in JournalRecord record)
    {
        object[] key = OrderKey(record);
        rows.Set(
            LedgerSchema.Orders,
            key,
            ("order_id", record.OrderId.ToString()),
            ("end_state", record.IsFilled ? "filled" : "canceled"),
            ("end_exchange_ns", record.ExchangeNs));
        if (record.HasSize)
        {
            rows.Set(LedgerSchema.Orders, key, ("end_size", LedgerText.Of(record.Size)));
        }
    }

    private void EnterClosed(in JournalEntry entry, in JournalRecord record)
    {
        object[] key = OrderKey(record);
        rows.Set(
            LedgerSchema.Orders,
            key,
            ("client_id", record.ClientId.ToString()),
            ("side", LedgerText.Of(record.Side)),
            ("symbol", LedgerText.Of(record.Name.Utf8)),
            ("amount", LedgerText.Of(record.Amount)),
            ("closed_utc_ns", entry.UtcNs),
            ("resolution", LedgerText.Of(CascadeWords.Of(record.Resolution))),
            ("cause", LedgerText.Of(CascadeWords.Of(record.Cause))),
            ("is_final", LedgerText.Flag(record.IsClosed)),
            ("size", LedgerText.Of(record.Size)),
            ("funds", LedgerText.Of(record.Funds)),
            ("fee", LedgerText.Of(record.Fee)),
            ("fee_leaves_quote", LedgerText.Flag(record.FeeLeavesQuote)));
        if (!record.OrderId.IsEmpty)
        {
            rows.Set(LedgerSchema.Orders, key, ("order_id", record.OrderId.ToString()));
        }
    }

    private void EnterFinished(in JournalEntry entry, in JournalRecord record)
    {
        rows.Set(
            LedgerSchema.Cascades,
            CascadeKey(record),
            ("finished_utc_ns", entry.UtcNs),
            ("finished_in_run", (long)entry.Run),
            ("outcome", LedgerText.Of(CascadeWords.Of(record.Outcome))),
            ("error", LedgerText.Of(CascadeWords.Of(record.Error))),
            ("reason", LedgerText.Of(CascadeWords.Of(record.Reason))));
        EnterAmounts(record);
    }

    // The cascade keeps the outcome that its report line has; its amounts are corrected in place, so that the
    // sums over all cascades are what the account has changed by.
    private void EnterSettled(in JournalEntry entry, in JournalRecord record)
    {
        rows.Set(
            LedgerSchema.Settlements,
            CascadeKey(record),
            ("settled_utc_ns", entry.UtcNs),
            ("settled_in_run", (long)entry.Run),
            ("outcome", LedgerText.Of(CascadeWords.Of(record.Outcome))),
            ("error", LedgerText.Of(CascadeWords.Of(record.Error))),
            ("reason", LedgerText.Of(CascadeWords.Of(record.Reason))),
            ("currency", LedgerText.Of(record.Net[0].Currency.Utf8)),
            ("reported_profit", LedgerText.Of(record.Value)),
            ("profit", LedgerText.Of(ProfitOf(record))));
        EnterAmounts(record);
    }

    // The start currency comes first; a cascade that traded nothing has no changes at all.
    private static ExactDecimal ProfitOf(in JournalRecord record) =>
        record.NetCount > 0 ? record.Net[0].Amount : ExactDecimal.Zero;

    private void EnterAmounts(in JournalRecord record)
    {
        object[] key = CascadeKey(record);
        rows.Set(
            LedgerSchema.Cascades,
            key,
            ("is_uncertain", LedgerText.Flag(record.IsUncertain)),
            ("cost", LedgerText.Of(record.Cost)),
            ("profit", LedgerText.Of(ProfitOf(record))));
        if (record.NetCount > 0)
        {
            rows.Set(
                LedgerSchema.Cascades, key, ("currency", LedgerText.Of(record.Net[0].Currency.Utf8)));
        }
        for (int i = 0; i < record.NetCount; i++)
        {
            rows.Set(
                LedgerSchema.NetChanges,
                [.. key, LedgerText.Of(record.Net[i].Currency.Utf8)],
                ("amount", LedgerText.Of(record.Net[i].Amount)));
        }
    }
}
