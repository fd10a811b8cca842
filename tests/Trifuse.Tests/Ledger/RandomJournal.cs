using System.Globalization;
using System.Text;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Journal;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Ledger;

/// <summary>
/// Cascades with everything that the journal can tell of them, drawn from a seed, and what a ledger of them
/// must add up to, counted here while they are drawn.
/// </summary>
internal sealed class RandomJournal(ulong seed)
{
    private static readonly string[] Currencies = ["USDT", "BTC", "ETH", "KCS"];
    private static readonly string[] Words = ["drift", "loss", "age"];

    private Prng _random = new(seed);
    private uint _cascade;

    /// <summary>Net change by currency over all finished cascades.</summary>
    public SortedDictionary<string, ExactDecimal> Net { get; } = new(StringComparer.Ordinal);

    /// <summary>Fee by quote currency over all closed orders.</summary>
    public SortedDictionary<string, ExactDecimal> Fees { get; } = new(StringComparer.Ordinal);

    /// <summary>Finished cascades by outcome.</summary>
    public SortedDictionary<string, long> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>Distinct fills by trade id: size.</summary>
    public SortedDictionary<string, string> Fills { get; } = new(StringComparer.Ordinal);

    /// <summary>Dust by currency.</summary>
    public SortedDictionary<string, ExactDecimal> Dust { get; } = new(StringComparer.Ordinal);

    /// <summary>Sum of what predicted profit was lost to.</summary>
    public ExactDecimal Lost { get; private set; }

    /// <summary>Predicted - effective of the same cascades.</summary>
    public ExactDecimal Difference { get; private set; }

    /// <summary>Cascades opened, orders intended, events of the run.</summary>
    public (long Cascades, long Orders, long Events) Counts { get; private set; }

    /// <summary>The records of one more cascade, in the order in which an executor writes them.</summary>
    public List<JournalRecord> Cascade(uint run, bool isFinished)
    {
        uint cascade = ++_cascade;
        var records = new List<JournalRecord>();
        JournalRecord.Reservation(run, cascade, 5, 0, "USDT"u8, Amount(), out JournalRecord record);
        records.Add(record);
        Counts = Counts with { Cascades = Counts.Cascades + 1 };
        AddSignal(records, run, cascade);
        int orders = 1 + (int)(_random.NextUInt64() % 4);
        for (byte step = 0; step < orders; step++)
        {
            AddOrder(records, new ClientOrderId(run, cascade, step, (byte)(_random.NextUInt64() % 2)));
        }
        if (isFinished)
        {
            records.AddRange(Finish(run, cascade));
        }
        return records;
    }

    /// <summary>What settles a cascade that was left open, also in a later run.</summary>
    public List<JournalRecord> Finish(uint run, uint cascade)
    {
        var records = new List<JournalRecord>();
        JournalRecord record = New(JournalKind.Remainder, new ClientOrderId(run, cascade, 0, 0));
        record.Remainder = RemainderKind.Dust;
        record.Name.Set("BTC"u8);
        record.Amount = Amount();
        record.Value = Amount();
        Add(Dust, "BTC", record.Amount);
        records.Add(record);
        records.Add(Attribution(run, cascade));
        record = New(JournalKind.CascadeFinished, new ClientOrderId(run, cascade, 0, 0));
        record.Outcome = (CascadeOutcome)(1 + (_random.NextUInt64() % 3));
        record.Error = record.Outcome == CascadeOutcome.Failed ? CascadeError.FillTimeout : CascadeError.None;
        record.Reason = record.Outcome == CascadeOutcome.Aborted ? AbortReason.Faded : AbortReason.None;
        record.Cost = Amount();
        record.NetCount = (int)(_random.NextUInt64() % 5);
        for (int i = 0; i < record.NetCount; i++)
        {
            record.Net[i].Currency.Set(Encoding.ASCII.GetBytes(Currencies[i]));
            record.Net[i].Amount = -Amount();
            Add(Net, Currencies[i], record.Net[i].Amount);
        }
        string outcome = Encoding.ASCII.GetString(CascadeWords.Of(record.Outcome));
        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
        records.Add(record);
        return records;
    }

    /// <summary>Something that belongs to no cascade.</summary>
    public JournalRecord Event(uint run)
    {
        Counts = Counts with { Events = Counts.Events + 1 };
        JournalKind kind = (JournalKind)((int)JournalKind.Balance + (int)(_random.NextUInt64() % 4));
        JournalRecord record = New(kind, new ClientOrderId(run, 0, 0, 0));
        record.Word.Set(Encoding.ASCII.GetBytes(Words[_random.NextUInt64() % 3]));
        record.Name.Set("USDT"u8);
        record.Text.Set("what happened"u8);
        record.IsOn = _random.NextUInt64() % 2 == 0;
        record.Balance.Available = Amount();
        record.Balance.HasExpected = record.IsOn;
        return record;
    }

    private void AddSignal(List<JournalRecord> records, uint run, uint cascade)
    {
        JournalRecord record = New(JournalKind.Signal, new ClientOrderId(run, cascade, 0, 0));
        record.Name.Set("USDT"u8);
        record.Signal.PredictedCost = Amount();
        record.Signal.PredictedOutput = Amount();
        record.Signal.UtcNs = 1;
        records.Add(record);
        for (byte leg = 0; leg < 3; leg++)
        {
            record = New(JournalKind.SignalLeg, new ClientOrderId(run, cascade, leg, 0));
            record.Name.Set("BTC-USDT"u8);
            record.Leg.From.Set(Encoding.ASCII.GetBytes(Currencies[leg]));
            record.Leg.To.Set(Encoding.ASCII.GetBytes(Currencies[(leg + 1) % 3]));
            record.Leg.BestBid = Amount();
            records.Add(record);
        }
    }

    private void AddOrder(List<JournalRecord> records, ClientOrderId id)
    {
        Assert.True(OrderId.TryCreate(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"order{id.Key}")),
            out OrderId orderId));
        JournalRecord record = New(JournalKind.Intent, id);
        record.Verb = JournalVerb.Place;
        record.Name.Set("BTC-USDT"u8);
        record.Amount = Amount();
        records.Add(record);
        Counts = Counts with { Orders = Counts.Orders + 1 };
        if (_random.NextUInt64() % 4 == 0)
        {
            records.Add(New(JournalKind.Unknown, id));
            record.Verb = JournalVerb.Query;
            records.Add(record);
        }
        else
        {
            JournalRecord.Accepted(id, in orderId, out record);
            records.Add(record);
        }
        int fills = (int)(_random.NextUInt64() % 3);
        for (int i = 0; i < fills; i++)
        {
            AddFill(records, id, orderId);
        }
        record = New(JournalKind.Terminal, id);
        record.OrderId = orderId;
        record.HasSize = true;
        record.Size = Amount();
        records.Add(record);
        record = New(JournalKind.LegClosed, id);
        record.Name.Set("BTC-USDT"u8);
        record.OrderId = orderId;
        record.IsClosed = true;
        record.FeeLeavesQuote = true;
        record.Size = Amount();
        record.Funds = Amount();
        record.Fee = Amount();
        Add(Fees, "USDT", record.Fee);
        records.Add(record);
        record = New(JournalKind.StepTimes, id);
        record.Times.AckNs = JournalTimes.Never;
        record.Times.Path = (OrderPath)(_random.NextUInt64() % 3);
        record.Times.ClosedNs = 1000;
        records.Add(record);
    }

    // The stream may tell a match, the list of fills the same one again with its fee.
    private void AddFill(List<JournalRecord> records, ClientOrderId id, OrderId orderId)
    {
        JournalRecord record = New(JournalKind.Match, id);
        record.OrderId = orderId;
        record.TradeId = new TradeId((UInt128)(ulong)Fills.Count + 1);
        record.Price = Amount();
        record.Size = Amount();
        Fills.Add(record.TradeId.Value.ToString("D20", CultureInfo.InvariantCulture), record.Size.ToString());
        records.Add(record);
        if (_random.NextUInt64() % 2 == 0)
        {
            record.Kind = JournalKind.Fill;
            record.Value = Amount();
            record.FeeCurrency.Set("USDT"u8);
            records.Add(record);
        }
    }

    private JournalRecord Attribution(uint run, uint cascade)
    {
        JournalRecord record = New(JournalKind.Attribution, new ClientOrderId(run, cascade, 0, 0));
        ref JournalAttribution parts = ref record.Attribution;
        record.Name.Set("USDT"u8);
        (parts.Moved, parts.Depth, parts.Rounding) = (Amount(), -Amount(), Amount());
        (parts.Fee, parts.Dust, parts.Unwind) = (-Amount(), Amount(), Amount());
        ExactDecimal lost =
            parts.Moved + parts.Depth + parts.Rounding + parts.Fee + parts.Dust + parts.Unwind;
        parts.Effective = -Amount();
        parts.Predicted = parts.Effective + lost;
        Lost = (Lost + lost).Normalized();
        Difference = (Difference + parts.Predicted - parts.Effective).Normalized();
        return record;
    }

    private static JournalRecord New(JournalKind kind, ClientOrderId id)
    {
        JournalRecord record = default;
        record.Kind = kind;
        record.ClientId = id;
        return record;
    }

    // Small and large ones together need more digits than a double has.
    private ExactDecimal Amount() =>
        new ExactDecimal((Int128)(_random.NextUInt64() >> 16), (int)(_random.NextUInt64() % 19)).Normalized();

    private static void Add(SortedDictionary<string, ExactDecimal> sums, string name, ExactDecimal amount) =>
        sums[name] = (sums.GetValueOrDefault(name) + amount).Normalized();
}
