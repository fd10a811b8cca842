using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Scribe;
using Trifuse.Engine.Start;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Recovery;

/// <summary>
/// What every start does before it trades: reads what earlier runs left in the journal, asks the exchange
/// about each order that may exist, settles or unwinds, and reports. A start after a clean stop goes the same
/// way and finds nothing to do.
/// </summary>
internal sealed class Settlement(
    EngineConfig config, MarketFacts facts, Universe universe, SettlementParts parts)
{
    private const int LineBytes = 16 * 1024;

    private readonly byte[] _line = new byte[LineBytes];
    private readonly Signal[] _signal = new Signal[1];
    private readonly AgentJournal _journal = new(parts.Writer, facts.UtcOffsetNs);

    /// <summary>What the operator should know although the start goes on: one sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Cascades that were settled with the exchange: balances may have moved.</summary>
    public int Settled { get; private set; }

    /// <summary>What those cascades have won or lost: it counts for the limits of the day.</summary>
    public List<PastResult> Results { get; } = [];

    /// <summary>True when no cascade of an earlier run is left without an end.</summary>
    public bool IsAllSettled { get; private set; } = true;

    /// <summary>Settles everything; null, or why the engine must not start.</summary>
    public StartProblem? Run(JournalHistory history)
    {
        Notes.AddRange(history.Notes);
        foreach (JournaledCascade cascade in history.Open)
        {
            StartProblem? problem = cascade.IsLive ? Settle(cascade) : Forget(cascade);
            parts.Keeper?.DoWork(MonotonicClock.NowNs());
            if (problem is not null)
            {
                return problem;
            }
        }
        if (history.Open.Count > 0)
        {
            parts.Keeper?.Flush();
        }
        return null;
    }

    // No order of it was real: there is nothing to ask for.
    private StartProblem? Forget(JournaledCascade cascade)
    {
        End(cascade);
        return null;
    }

    private StartProblem? Settle(JournaledCascade cascade)
    {
        string name = $"Cascade {cascade.Run}-{cascade.Number}";
        if (parts.Signer is null || facts.Mode != RunMode.Live)
        {
            Notes.Add(
                $"{name} of an earlier live run {Lack(cascade)}. Start in live mode to have it settled; "
                + $"{Describe(cascade)}.");
            IsAllSettled = false;
            return null;
        }
        if (parts.Writer is null)
        {
            return new StartProblem(
                $"{name} of an earlier run {Lack(cascade)}, and without a journal it cannot be settled. Set "
                + "journal.enabled = true.",
                IsBadInput: true);
        }
        string exchange = config.Exchange.RestUrl.GetLeftPart(UriPartial.Authority);
        if (cascade.Exchange.Length > 0 && cascade.Exchange != exchange)
        {
            return new StartProblem(
                $"{name} of an earlier run was sent to {cascade.Exchange}, and the configuration names "
                + $"{exchange}. Start once with the old address to have it settled, or use another "
                + "engine.state_dir for another exchange.",
                IsBadInput: true);
        }
        if (cascade.Orders.Count == 0 && !cascade.HasSignal)
        {
            End(cascade);
            return null;
        }
        Universe? own = cascade.HasSignal ? UniverseOf(cascade) : null;
        if (own is null)
        {
            string why = cascade.HasSignal
                ? "its symbols are no longer listed"
                : "records of its signal are missing";
            return new StartProblem(
                $"{name} of an earlier run cannot be settled: {why}. Look up what became of it "
                + $"({Describe(cascade)}), then move the files {FilesOf(cascade)}.");
        }
        return Settle(cascade, own, name);
    }

    private StartProblem? Settle(JournaledCascade cascade, Universe own, string name)
    {
        ReportRebuilder rebuilder = RebuilderOf(own);
        rebuilder.Rebuild(cascade, out CascadeReport rebuilt, out OpenOrder open);
        var run = new CascadeRun(own, SetupBuilder.CascadeOptionsOf(config), config.Signals.BuyCut);
        var desk = new RecoveryDesk(parts.Client, parts.Signer!, own, parts.Address);
        var exits = new RecoveryExits(desk, own, config.Signals.BuyCut);
        var journal = new ExecutorJournal(parts.Writer, own, facts.UtcOffsetNs);
        bool isSettled = new RecoveryRun(run, desk, exits, journal, own).TryFinish(in rebuilt, in open);
        string words = Encoding.UTF8.GetString(run.Report.Text.Utf8);
        if (!isSettled)
        {
            return new StartProblem(
                $"{name} of an earlier run cannot be settled: {words}. Start again to have the exchange "
                + $"asked again; when it cannot tell any more, move the files {FilesOf(cascade)}.");
        }
        bool isGuarded = config.Execution.OrderType == OrderType.Ioc;
        RecalledSignal.Fill(in run.Report, isGuarded, ref _signal[0]);
        run.Attribute(in _signal[0]);
        if (cascade.Reported is null)
        {
            journal.Finished(in run.Report, MonotonicClock.NowNs());
        }
        else
        {
            Withdraw(cascade, in run.Report, own);
            journal.Settled(in run.Report, MonotonicClock.NowNs());
        }
        Write(in run.Report, own);
        Settled++;
        Results.Add(ResultOf(in run.Report, own));
        Notes.Add(NoteOf(name, in run.Report, own, words));
        return null;
    }

    // What was left over according to the first report, and no longer is.
    private void Withdraw(JournaledCascade cascade, in CascadeReport report, Universe own)
    {
        foreach (JournalRecord told in cascade.Remainders)
        {
            bool isHeld = told.Remainder == RemainderKind.Held;
            if (!Names(isHeld ? report.Held : report.Dust, isHeld ? report.HeldCount : report.DustCount))
            {
                JournalRecord none = told;
                none.Amount = ExactDecimal.Zero;
                none.Value = ExactDecimal.Zero;
                _journal.Append(in none, MonotonicClock.NowNs());
            }

            bool Names(in ReportAmounts amounts, int count)
            {
                for (int i = 0; i < count; i++)
                {
                    ReadOnlySpan<byte> code =
                        own.Currencies.NameOf(new SymbolId(amounts[i].Currency.Index));
                    if (code.SequenceEqual(told.Name.Utf8))
                    {
                        return true;
                    }
                }
                return false;
            }
        }
    }

    // Of a cascade that had its report only the difference is news for the limits, and no second failure.
    private static PastResult ResultOf(in CascadeReport report, Universe own) => new(
        report.Cascade,
        own.CurrencyName(report.Legs[0].From),
        report.IsSettlement ? report.Profit - report.ReportedProfit : report.Profit,
        report.IsSettlement ? CascadeOutcome.Aborted : report.Outcome,
        report.HeldIsUncertain,
        IsLive: true,
        RealtimeClock.NowNs());

    private static string NoteOf(string name, in CascadeReport report, Universe own, string words)
    {
        string outcome = report.Outcome.ToString().ToUpperInvariant();
        string start = own.CurrencyName(report.Legs[0].From);
        string correction = report.IsSettlement
            ? $", its profit is {report.Profit} {start} and was reported as {report.ReportedProfit} {start}"
            : "";
        return $"{name} of an earlier run is settled: {outcome}{(words.Length == 0 ? "" : ", ")}{words}"
            + $"{correction}.";
    }

    private void Write(in CascadeReport report, Universe own)
    {
        foreach (ReportTarget target in parts.Targets)
        {
            target.Write(in report, own, _line);
            target.Sink.Flush();
        }
    }

    // Nothing was sent, or nothing that was real.
    private void End(JournaledCascade cascade)
    {
        var record = new JournalRecord
        {
            Kind = JournalKind.CascadeFinished,
            ClientId = new ClientOrderId(cascade.Run, cascade.Number, 0, 0),
            Outcome = CascadeOutcome.Aborted,
            Reason = AbortReason.Shutdown,
        };
        _journal.Append(in record, MonotonicClock.NowNs());
    }

    /// <summary>
    /// The run's own universe, or, when the market was narrowed since, one of the cascade's symbols.
    /// </summary>
    private Universe? UniverseOf(JournaledCascade cascade)
    {
        if (Knows(universe, cascade))
        {
            return universe;
        }
        string[] names =
        [
            .. cascade.Legs.Select(static leg => Encoding.UTF8.GetString(leg!.Value.Name.Utf8)),
            .. cascade.Orders.Select(static order => order.Symbol),
        ];
        EngineConfig narrowed = config with
        {
            Market = config.Market with
            {
                StartCurrencies = [Encoding.UTF8.GetString(cascade.Legs[0]!.Value.Leg.From.Utf8)],
                Quotes = [],
                Allow = [.. names.Distinct(StringComparer.Ordinal)],
                Deny = [],
            },
        };
        Universe? draft = SetupBuilder.BuildUniverse(narrowed, facts).Universe;
        if (draft is null || !Knows(draft, cascade))
        {
            return null;
        }
        Dictionary<string, ExactDecimal>? fees = parts.Bootstrap.TryFetchFees(draft, out _);
        return fees is null
            ? draft
            : SetupBuilder.BuildUniverse(narrowed, facts with { TakerFees = fees }).Universe;
    }

    private bool Knows(Universe candidate, JournaledCascade cascade) => RebuilderOf(candidate).Knows(cascade);

    private ReportRebuilder RebuilderOf(Universe own) =>
        new(own, config.Execution.FeePayment, facts.UtcOffsetNs, MonotonicClock.NowNs());

    private string FilesOf(JournaledCascade cascade) =>
        $"journal-{cascade.Run}-*.tfj out of {config.Engine.StateDir}";

    private static string Lack(JournaledCascade cascade) =>
        cascade.Reported is null ? "has no end" : "has ended with an order in doubt";

    private static string Describe(JournaledCascade cascade)
    {
        if (cascade.Orders.Count == 0)
        {
            return "it has sent no order";
        }
        IEnumerable<string> orders = cascade.Orders.Select(static o => $"{o.ClientId} {o.Side} {o.Symbol}");
        return $"its orders by client id: {string.Join(", ", orders)}";
    }
}

/// <summary>What recovery works with.</summary>
internal sealed record SettlementParts(
    ControlClient Client,
    RequestSigner? Signer,
    ExchangeAddress Address,
    Bootstrap Bootstrap,
    JournalKeeper? Keeper,
    JournalWriter? Writer,
    ReportTarget[] Targets);
