using System.Data.Common;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Journal;
using Trifuse.Ledger;
using Trifuse.Ledger.Reading;
using Trifuse.Ledger.Store;
using Trifuse.Ledger.Writing;
using Trifuse.Tests.Engine.Support;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Reporting;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Ledger;

/// <summary>The ledger is the journal, in both databases, wherever it was interrupted.</summary>
public sealed class LedgerTests(PostgresServer postgres) : IClassFixture<PostgresServer>
{
    private const int Writers = 3;

    private long _utcNs;

    [Theory]
    [InlineData("sqlite", 1)]
    [InlineData("sqlite", 2)]
    [InlineData("sqlite", 3)]
    [InlineData("sqlite", 4)]
    [InlineData("postgres", 1)]
    [InlineData("postgres", 2)]
    public void The_ledger_is_the_journal_to_the_last_digit_wherever_the_companion_was_stopped(
        string store, int seed)
    {
        using var directory = new TempDirectory();
        var model = new RandomJournal((ulong)seed);
        var random = new Prng((ulong)seed + 100);
        LedgerTarget target = Target(store, directory);
        var open = new List<(uint Run, uint Cascade)>();
        for (uint run = 1; run <= 3; run++)
        {
            using JournalKeeper keeper = Open(directory, run);
            // A start settles what the run before has left open, under its old ids.
            foreach ((uint oldRun, uint cascade) in open)
            {
                Append(keeper, Writers - 1, model.Finish(oldRun, cascade));
            }
            open.Clear();
            for (uint i = 1; i <= 12; i++)
            {
                bool isFinished = random.NextUInt64() % 5 != 0;
                List<JournalRecord> records = model.Cascade(run, isFinished);
                if (!isFinished)
                {
                    open.Add((run, records[0].ClientId.Cascade));
                }
                Append(keeper, (int)(random.NextUInt64() % (Writers - 1)), records);
                Append(keeper, Writers - 1, [model.Event(run)]);
                if (random.NextUInt64() % 3 == 0)
                {
                    Import(directory, target, pieces: 1 + (int)(random.NextUInt64() % 2));
                }
            }
        }
        using (JournalKeeper keeper = Open(directory, 4))
        {
            open.ForEach(o => Append(keeper, 0, model.Finish(o.Run, o.Cascade)));
        }
        Import(directory, target, pieces: int.MaxValue);
        Agrees(target, model);
        // Once more changes nothing, and a ledger made anew from the same journal is the same.
        Assert.Equal(0, Import(directory, target, pieces: int.MaxValue));
        Agrees(target, model);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void Segments_are_acknowledged_only_when_their_run_is_over(string store)
    {
        using var directory = new TempDirectory();
        LedgerTarget target = Target(store, directory);
        var model = new RandomJournal(9);
        using (JournalKeeper keeper = Open(directory, 1))
        {
            Append(keeper, 0, model.Cascade(1, isFinished: true));
            Import(directory, target, pieces: int.MaxValue);
            Assert.False(Ack(directory).Includes(new SegmentName(1, 0, 2)));
        }
        using (JournalKeeper keeper = Open(directory, 2))
        {
            Import(directory, target, pieces: int.MaxValue);
        }
        LedgerAck ack = Ack(directory);
        Assert.All(
            Directory.GetFiles(directory.Path, "journal-1-*"),
            file => Assert.True(ack.Includes(NameOf(file)), file));
        Assert.All(
            Directory.GetFiles(directory.Path, "journal-2-*"),
            file => Assert.False(ack.Includes(NameOf(file)), file));
        // What was acknowledged may go; the ledger has it.
        foreach (string file in Directory.GetFiles(directory.Path, "journal-1-*"))
        {
            File.Delete(file);
        }
        Assert.Equal(0, Import(directory, target, pieces: int.MaxValue));
        Agrees(target, model);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void Records_of_an_unknown_kind_are_passed_over_and_damaged_ones_noted(string store)
    {
        using var directory = new TempDirectory();
        LedgerTarget target = Target(store, directory);
        var model = new RandomJournal(10);
        using (JournalKeeper keeper = Open(directory, 1))
        {
            Append(keeper, 0, model.Cascade(1, isFinished: true));
            keeper.Writer(0).TryAppend(250, 1, 1, "whatever"u8);
            keeper.Writer(0).TryAppend((ushort)JournalKind.Intent, 1, 1, "nonsense"u8);
            Append(keeper, 0, model.Cascade(1, isFinished: true));
        }
        Import(directory, target, pieces: int.MaxValue);
        Agrees(target, model);
        using LedgerStore opened = OpenStore(target);
        Assert.Equal(1L, Count(opened, "damages"));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void A_settlement_takes_the_place_of_an_end_that_was_in_doubt(string store)
    {
        using var directory = new TempDirectory();
        LedgerTarget target = Target(store, directory);
        using (JournalKeeper keeper = Open(directory, 1))
        {
            JournalRecord held = Left("0.002");
            Append(keeper, 0, [held, End(JournalKind.CascadeFinished, isUncertain: true, "-50.05", "0.002")]);
            Import(directory, target, pieces: int.MaxValue);
        }
        using (JournalKeeper keeper = Open(directory, 2))
        {
            JournalRecord settled = End(JournalKind.CascadeSettled, isUncertain: false, "-0.11", "0.0000001");
            settled.Value = ExactDecimal.Parse("-50.05");
            Append(keeper, Writers - 1, [Left("0"), settled]);
        }
        Import(directory, target, pieces: int.MaxValue);
        using LedgerStore ledger = OpenStore(target);
        SortedDictionary<string, ExactDecimal> net =
            Sums(ledger, "SELECT currency, amount FROM net_changes WHERE engine = @engine");
        Assert.Equal(("-0.11", "0.0000001"), (net["USDT"].ToString(), net["BTC"].ToString()));
        SortedDictionary<string, ExactDecimal> told =
            Sums(ledger, "SELECT currency, reported_profit FROM settlements WHERE engine = @engine");
        Assert.Equal("-50.05", told["USDT"].ToString());
        Assert.True(new LedgerReader(ledger).TryRead(
            new ReportQuery(), out IReadOnlyList<CascadeFacts>? cascades, out _));
        CascadeFacts cascade = Assert.Single(cascades);
        Assert.Equal(("FAILED", "unknown_outcome"), (cascade.Outcome, cascade.Cause));
        Assert.Equal("-0.11", cascade.Profit.ToString());
        Assert.False(cascade.IsUncertain || cascade.IsRecovered);
        Assert.Empty(cascade.Remainders);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void Two_engines_in_one_ledger_do_not_meet(string store)
    {
        using var first = new TempDirectory();
        using var second = new TempDirectory();
        LedgerTarget one = Target(store, first);
        LedgerTarget two = one with { Engine = "other" };
        var modelOne = new RandomJournal(11);
        var modelTwo = new RandomJournal(12);
        using (JournalKeeper keeper = Open(first, 1))
        {
            Append(keeper, 0, modelOne.Cascade(1, isFinished: true));
        }
        using (JournalKeeper keeper = Open(second, 1))
        {
            Append(keeper, 0, modelTwo.Cascade(1, isFinished: true));
            Append(keeper, 1, modelTwo.Cascade(1, isFinished: true));
        }
        Import(first, one, pieces: int.MaxValue);
        Import(second, two, pieces: int.MaxValue);
        Agrees(one, modelOne);
        Agrees(two, modelTwo);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public void A_column_that_a_ledger_of_an_earlier_build_does_not_have_is_added(string store)
    {
        using var directory = new TempDirectory();
        LedgerTarget target = Target(store, directory);
        using (LedgerStore older = OpenStore(target))
        {
            using DbCommand command = older.Command("ALTER TABLE orders DROP COLUMN path");
            command.ExecuteNonQuery();
        }
        using (JournalKeeper keeper = Open(directory, 1))
        {
            foreach (OrderPath path in Enum.GetValues<OrderPath>())
            {
                var times = new JournalRecord
                {
                    Kind = JournalKind.StepTimes,
                    ClientId = new ClientOrderId(1, 1, (byte)path, 0),
                };
                times.Times.Path = path;
                Append(keeper, 0, [times]);
            }
        }
        Import(directory, target, pieces: int.MaxValue);
        using LedgerStore ledger = OpenStore(target);
        using DbCommand read = ledger.Command("SELECT step, path FROM orders ORDER BY step");
        using DbDataReader rows = read.ExecuteReader();
        var paths = new List<string>();
        while (rows.Read())
        {
            paths.Add(rows.IsDBNull(1) ? "nothing" : rows.GetString(1));
        }
        Assert.Equal(["nothing", "rest", "ws"], paths);
    }

    [Fact]
    public void A_ledger_of_another_schema_version_is_refused()
    {
        using var directory = new TempDirectory();
        LedgerTarget target = Target("sqlite", directory);
        using (LedgerStore store = OpenStore(target))
        {
            using DbCommand command = store.Command("UPDATE ledger SET schema_version = 99");
            command.ExecuteNonQuery();
        }
        Assert.False(LedgerStore.TryOpen(target, out _, out LedgerProblem problem));
        Assert.Contains("has schema version 99", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_string_never_comes_into_a_message()
    {
        var wrong = new LedgerTarget(null, "Host=127.0.0.1;Port=1;Username=me;Password=hunter2", "trifuse");
        Assert.False(LedgerStore.TryOpen(wrong, out _, out LedgerProblem problem));
        Assert.Contains("PostgreSQL ledger cannot be opened: ", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem.Message + wrong, StringComparison.Ordinal);
        wrong = wrong with { ConnectionString = "Password=hunter2;Hosst=x" };
        Assert.False(LedgerStore.TryOpen(wrong, out _, out problem));
        Assert.DoesNotContain("hunter2", problem.Message, StringComparison.Ordinal);
        Assert.True(problem.IsBadInput);
    }

    private static JournalRecord Left(string amount)
    {
        var left = new JournalRecord
        {
            Kind = JournalKind.Remainder,
            ClientId = new ClientOrderId(1, 1, 0, 0),
            Remainder = RemainderKind.Held,
            Amount = ExactDecimal.Parse(amount),
        };
        left.Name.Set("BTC"u8);
        return left;
    }

    private static JournalRecord End(JournalKind kind, bool isUncertain, string profit, string bitcoin)
    {
        var end = new JournalRecord
        {
            Kind = kind,
            ClientId = new ClientOrderId(1, 1, 0, 0),
            Outcome = isUncertain ? CascadeOutcome.Failed : CascadeOutcome.Aborted,
            Error = isUncertain ? CascadeError.UnknownOutcome : CascadeError.None,
            Reason = isUncertain ? AbortReason.None : AbortReason.Shutdown,
            IsUncertain = isUncertain,
            NetCount = 2,
        };
        end.Net[0].Currency.Set("USDT"u8);
        end.Net[0].Amount = ExactDecimal.Parse(profit);
        end.Net[1].Currency.Set("BTC"u8);
        end.Net[1].Amount = ExactDecimal.Parse(bitcoin);
        return end;
    }

    private static JournalKeeper Open(TempDirectory directory, uint run)
    {
        bool isOpen = JournalKeeper.TryOpen(
            directory.Path,
            run,
            Writers,
            new JournalOptions { SegmentBytes = 8192 },
            new SegmentFiles(),
            out JournalKeeper? keeper,
            out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        return keeper!;
    }

    private void Append(JournalKeeper keeper, int writer, List<JournalRecord> records)
    {
        byte[] payload = new byte[JournalRecord.MaxPayload];
        foreach (JournalRecord record in records)
        {
            int length = JournalCodec.Encode(in record, payload);
            JournalResult result = keeper.Writer(writer).TryAppend(
                (ushort)record.Kind, 1, ++_utcNs, payload.AsSpan(0, length));
            Assert.Equal(JournalResult.Written, result);
            keeper.DoWork(1);
        }
    }

    private LedgerTarget Target(string store, TempDirectory directory) => store == "sqlite"
        ? new LedgerTarget(directory.File("ledger.db"), null, "trifuse")
        : new LedgerTarget(null, postgres.NewDatabase(), "trifuse");

    private static LedgerStore OpenStore(LedgerTarget target)
    {
        bool isOpen = LedgerStore.TryOpen(target, out LedgerStore? store, out LedgerProblem problem);
        Assert.True(isOpen, problem.Message);
        return store!;
    }

    /// <summary>A companion that is stopped after so many pieces, as a kill would.</summary>
    private static int Import(TempDirectory directory, LedgerTarget target, int pieces)
    {
        using LedgerStore store = OpenStore(target);
        bool isOpen = JournalImport.TryOpen(
            directory.Path, store, out JournalImport? import, out LedgerProblem problem);
        Assert.True(isOpen, problem.Message);
        using JournalImport owned = import!;
        int total = 0;
        int count;
        do
        {
            count = owned.Step(out problem);
            Assert.True(problem.IsNone, problem.Message);
            total += count;
        }
        while (count > 0 && --pieces > 0);
        return total;
    }

    private static void Agrees(LedgerTarget target, RandomJournal model)
    {
        using LedgerStore store = OpenStore(target);
        Assert.Equal(model.Counts.Cascades, Count(store, "cascades"));
        Assert.Equal(model.Counts.Cascades, Count(store, "signals"));
        Assert.Equal(model.Counts.Orders, Count(store, "orders"));
        Assert.Equal(
            model.Counts.Events,
            Count(store, "balances") + Count(store, "breakers") + Count(store, "symbol_switches")
            + Count(store, "alarms"));
        Assert.Equal(
            model.Net,
            Sums(store, "SELECT currency, amount FROM net_changes WHERE engine = @engine"));
        SortedDictionary<string, ExactDecimal> fills =
            Sums(store, "SELECT trade_id, size FROM fills WHERE engine = @engine");
        Assert.Equal(
            model.Fills.Values.Order(StringComparer.Ordinal),
            fills.Values.Select(static f => f.ToString()).Order(StringComparer.Ordinal));
        bool isRead = new LedgerReader(store).TryRead(
            new ReportQuery(), out IReadOnlyList<CascadeFacts>? cascades, out LedgerProblem problem);
        Assert.True(isRead, problem.Message);
        var sums = new LedgerSums();
        foreach (CascadeFacts cascade in cascades!)
        {
            sums.Add(cascade);
        }
        Assert.Equal(model.Outcomes, sums.Outcomes);
        Assert.Equal(model.Fees, sums.Fees);
        Assert.Equal(model.Dust, sums.Dust);
        CurrencySums usdt = sums.ByCurrency["USDT"];
        Assert.Equal(model.Lost, usdt.Attribution!.Lost.Normalized());
        Assert.Equal(
            model.Difference, (usdt.Attribution.Predicted - usdt.Attribution.Effective).Normalized());
        Assert.All(cascades, static c => Assert.Equal("USDT-BTC-ETH", c.Triangle));
    }

    private static LedgerAck Ack(TempDirectory directory)
    {
        LedgerAck ack = LedgerAck.Read(directory.Path, out JournalProblem problem);
        Assert.True(problem.IsNone, problem.Message);
        return ack;
    }

    private static SegmentName NameOf(string file)
    {
        Assert.True(JournalNames.TryParse(file, out uint run, out ushort writer, out int segment));
        return new SegmentName(run, writer, segment);
    }

    private static long Count(LedgerStore store, string table)
    {
        using DbCommand command = store.Command(
            $"SELECT COUNT(*) FROM {table} WHERE engine = @engine", ("engine", store.Target.Engine));
        return (long)command.ExecuteScalar()!;
    }

    private static SortedDictionary<string, ExactDecimal> Sums(LedgerStore store, string sql)
    {
        var sums = new SortedDictionary<string, ExactDecimal>(StringComparer.Ordinal);
        using DbCommand command = store.Command(sql, ("engine", store.Target.Engine));
        using DbDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            string name = row.GetString(0);
            sums[name] = (sums.GetValueOrDefault(name) + ExactDecimal.Parse(row.GetString(1))).Normalized();
        }
        return sums;
    }
}
