using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Journal;
using Trifuse.Simulator;
using Trifuse.Simulator.Numbers;
using Trifuse.SystemTests.Engine;
using Trifuse.Trading.Reporting;

namespace Trifuse.SystemTests.Kill;

/// <summary>
/// The journals of all runs of a state directory as one account, put together by client id, and what must
/// hold between it and the exchange once every run has ended.
/// </summary>
internal sealed class AllRuns
{
    private readonly Dictionary<(uint Run, uint Cascade), JournalRecord> _finished = [];
    private readonly SortedSet<(uint Run, uint Cascade)> _begun = [];
    private readonly HashSet<ClientOrderId> _intended = [];
    private readonly Dictionary<ClientOrderId, JournalRecord> _closed = [];
    private readonly Dictionary<(uint Run, uint Cascade), string> _left = [];

    private uint _last;

    public int Runs { get; private set; }

    public int Cascades => _begun.Count;

    public int Orders => _intended.Count;

    /// <summary>Cascades that ended in another run than they began in.</summary>
    public int Settled => _left.Count;

    /// <summary>Of those, how many by unwind orders of the later run, all attempts counted.</summary>
    public int UnwindOrders { get; private set; }

    /// <summary>All runs that are there, all of which have ended.</summary>
    public static AllRuns Read(string directory)
    {
        var all = new AllRuns();
        all.ReadNew(directory);
        return all;
    }

    /// <summary>
    /// Reads the runs since the last time, all of which have ended: later starts delete the oldest.
    /// </summary>
    public void ReadNew(string directory)
    {
        Assert.True(
            JournalReader.TryListRuns(directory, out IReadOnlyList<uint> runs, out JournalProblem problem),
            problem.Message);
        foreach (uint run in runs.Where(run => run > _last))
        {
            ReadRun(directory, run);
            _last = run;
        }
    }

    /// <summary>Where the cascades stood that a kill has met, by their last record.</summary>
    public string Met() => string.Join(", ", _left.Values
        .GroupBy(static at => at)
        .OrderByDescending(static group => group.Count())
        .Select(static group => $"{group.Key} {group.Count()}"));

    /// <summary>Nothing forgotten: every cascade that was begun has its end.</summary>
    public void EveryCascadeHasAnEnd() => Assert.Equal(_begun, _begun.Where(_finished.ContainsKey));

    /// <summary>No end leaves an order in doubt.</summary>
    public void NothingIsInDoubt() => Assert.DoesNotContain(_finished.Values, static end => end.IsUncertain);

    /// <summary>The exchange moved by exactly what the ends add up to, and holds nothing.</summary>
    public void ExchangeMovedByTheEnds(TestExchange exchange)
    {
        var told = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        foreach (JournalRecord end in _finished.Values)
        {
            for (int i = 0; i < end.NetCount; i++)
            {
                string currency = Encoding.ASCII.GetString(end.Net[i].Currency.Utf8);
                told[currency] = told.GetValueOrDefault(currency) + end.Net[i].Amount;
            }
        }
        IReadOnlyDictionary<string, Dec> after = exchange.Totals();
        foreach (string currency in after.Keys.Union(told.Keys, StringComparer.Ordinal))
        {
            Dec moved = after.GetValueOrDefault(currency) - exchange.Before.GetValueOrDefault(currency);
            Dec journaled = Dec.Parse(told.GetValueOrDefault(currency).ToString());
            Assert.True(moved == journaled, $"{currency} moved by {moved}, the journals say {journaled}");
        }
        Assert.Empty(exchange.Holds());
        Assert.Equal(0, exchange.Simulator.Account().ActiveOrders);
    }

    /// <summary>
    /// Nothing doubled: every order at the exchange was intended, one of each step, and the journals have
    /// its size.
    /// </summary>
    public void EveryOrderIsKnownOnce(TestExchange exchange)
    {
        var steps = new HashSet<(uint Run, uint Cascade, byte Step)>();
        foreach (TakenOrder order in exchange.Simulator.Orders())
        {
            Assert.True(
                ClientOrderId.TryParse(Encoding.ASCII.GetBytes(order.ClientOid), out ClientOrderId id));
            Assert.Contains(id, _intended);
            Assert.True(steps.Add((id.Run, id.Cascade, id.Step)), $"{order.ClientOid} exists twice");
            Assert.False(order.IsActive, $"{order.ClientOid} is still open");
            Assert.True(_closed.TryGetValue(id, out JournalRecord end), $"{order.ClientOid} has no end");
            Assert.Equal(order.FilledSize, Dec.Parse(end.Size.ToString()));
        }
        Assert.NotEmpty(steps);
    }

    private void ReadRun(string directory, uint run)
    {
        Assert.True(
            JournalReader.TryOpen(directory, run, out JournalReader? reader, out JournalProblem problem),
            problem.Message);
        Runs++;
        var open = new Dictionary<(uint, uint), string>();
        while (reader.TryRead(out JournalEntry entry))
        {
            Assert.True(JournalCodec.TryDecode(entry.Kind, entry.Payload, out JournalRecord record));
            if (record.ClientId.Cascade != 0)
            {
                Take(run, record, open);
            }
        }
        Assert.True(reader.Problem.IsNone, reader.Problem.Message);
        Assert.Empty(reader.Damages);
        foreach (((uint, uint) cascade, string at) in open)
        {
            _left[cascade] = at;
        }
    }

    private void Take(uint run, in JournalRecord record, Dictionary<(uint, uint), string> open)
    {
        (uint Run, uint Cascade) cascade = (record.ClientId.Run, record.ClientId.Cascade);
        if (cascade.Run == run && !_finished.ContainsKey(cascade))
        {
            open[cascade] = $"{record.Kind}.{record.ClientId.Step}";
        }
        switch (record.Kind)
        {
            case JournalKind.Reservation:
                Assert.True(_begun.Add(cascade));
                break;
            case JournalKind.Intent when record.Verb == JournalVerb.Place:
                Assert.True(_intended.Add(record.ClientId), $"{record.ClientId} was placed twice");
                UnwindOrders += record.ClientId.Step > 2 ? 1 : 0;
                break;
            case JournalKind.LegClosed:
                _closed[record.ClientId] = record;
                break;
            case JournalKind.CascadeSettled:
                Assert.True(_finished[cascade].IsUncertain, $"{cascade} was settled, and there was no doubt");
                _finished[cascade] = record;
                break;
            case JournalKind.CascadeFinished:
                Assert.True(_finished.TryAdd(cascade, record), $"{cascade} ended twice");
                open.Remove(cascade);
                break;
            default:
                break;
        }
    }
}
