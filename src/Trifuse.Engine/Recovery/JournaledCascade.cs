using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Recovery;

/// <summary>One cascade as the journals of all runs tell it.</summary>
internal sealed class JournaledCascade(uint run, uint number, bool isLive, string exchange)
{
    private readonly List<JournaledOrder> _orders = [];
    private readonly List<JournalRecord> _remainders = [];

    public uint Run => run;

    public uint Number => number;

    /// <summary>True when its orders were real.</summary>
    public bool IsLive => isLive;

    /// <summary>Where they were sent; empty when its run does not say.</summary>
    public string Exchange => exchange;

    /// <summary>What was set aside; null when that record is missing.</summary>
    public JournalRecord? Reservation { get; private set; }

    /// <summary>What the signal expected; null when that record is missing.</summary>
    public JournalRecord? Signal { get; private set; }

    /// <summary>When the reservation was written, in ns since 1970.</summary>
    public long BegunUtcNs { get; private set; }

    /// <summary>The legs as the signal saw them; null for those whose record is missing.</summary>
    public JournalRecord?[] Legs { get; } = new JournalRecord?[3];

    /// <summary>The orders in the order of their intents.</summary>
    public IReadOnlyList<JournaledOrder> Orders => _orders;

    /// <summary>
    /// The end that was reported while an order was in doubt; null for a cascade that has no end yet.
    /// </summary>
    public JournalRecord? Reported { get; set; }

    /// <summary>What was told of amounts left over.</summary>
    public IReadOnlyList<JournalRecord> Remainders => _remainders;

    /// <summary>True when every record of the signal is there.</summary>
    public bool HasSignal => Signal is not null && Legs[0] is not null && Legs[1] is not null
        && Legs[2] is not null;

    /// <summary>The last order when its fate is open, else null.</summary>
    public JournaledOrder? Open => _orders.Count > 0 && !_orders[^1].HasEnded ? _orders[^1] : null;

    /// <summary>Takes up a record; its kind says where it belongs.</summary>
    public void Take(in JournalRecord record, long utcNs)
    {
        switch (record.Kind)
        {
            case JournalKind.Reservation:
                Reservation = record;
                BegunUtcNs = utcNs;
                break;
            case JournalKind.Signal:
                Signal = record;
                break;
            case JournalKind.SignalLeg when record.ClientId.Step < Legs.Length:
                Legs[record.ClientId.Step] = record;
                break;
            case JournalKind.Intent when record.Verb == JournalVerb.Place:
                AddOrder(record, utcNs);
                break;
            case JournalKind.Accepted or JournalKind.Match or JournalKind.Terminal:
                if (Find(record.ClientId) is { } known && !record.OrderId.IsEmpty)
                {
                    known.OrderId = record.OrderId;
                }
                NotePrice(in record);
                break;
            case JournalKind.Fill:
                NotePrice(in record);
                break;
            case JournalKind.Rejected:
                if (Find(record.ClientId) is { } refused)
                {
                    refused.IsRejected = true;
                    refused.RejectCode = record.Code;
                }
                break;
            case JournalKind.LegClosed:
                if (Find(record.ClientId) is { } ended)
                {
                    ended.End = record;
                }
                break;
            case JournalKind.StepTimes:
                if (Find(record.ClientId) is { } timed)
                {
                    timed.Times = record;
                }
                break;
            case JournalKind.Remainder:
                _remainders.Add(record);
                break;
            default:
                break;
        }
    }

    private void AddOrder(in JournalRecord intent, long utcNs)
    {
        if (Find(intent.ClientId) is null)
        {
            _orders.Add(new JournaledOrder
            {
                ClientId = intent.ClientId,
                Side = intent.Side,
                Symbol = Encoding.UTF8.GetString(intent.Name.Utf8),
                Amount = intent.Amount,
                IntentUtcNs = utcNs,
            });
        }
    }

    private void NotePrice(in JournalRecord record)
    {
        if (record.Price.IsPositive)
        {
            Find(record.ClientId)?.NotePrice(record.Price);
        }
    }

    private JournaledOrder? Find(ClientOrderId clientId)
    {
        for (int i = _orders.Count - 1; i >= 0; i--)
        {
            if (_orders[i].ClientId == clientId)
            {
                return _orders[i];
            }
        }
        return null;
    }
}
