using System.Text;

namespace Trifuse.Ledger.Store;

/// <summary>What a column holds; both databases have the same two types.</summary>
internal enum ColumnKind
{
    /// <summary>A text; amounts and prices too, with every digit.</summary>
    Text,

    /// <summary>A whole number of 64 bits: ids, times in nanoseconds, 0 and 1 for no and yes.</summary>
    Whole,
}

/// <summary>One column; <paramref name="Name"/> ends in the unit where there is one.</summary>
internal sealed record LedgerColumn(string Name, ColumnKind Kind)
{
    /// <summary>Its type, the same in both databases.</summary>
    public string Type => Kind == ColumnKind.Text ? "TEXT" : "BIGINT";
}

/// <summary>One table; its first <paramref name="KeyCount"/> columns are the primary key.</summary>
internal sealed record LedgerTable(string Name, int KeyCount, IReadOnlyList<LedgerColumn> Columns)
{
    /// <summary>
    /// The statement that adds a column to a table of an earlier build; what is there has nothing in it.
    /// </summary>
    public string AddSql(LedgerColumn column) => $"ALTER TABLE {Name} ADD COLUMN {column.Name} {column.Type}";

    /// <summary>The statement that makes it, the same for both databases.</summary>
    public string CreateSql
    {
        get
        {
            var sql = new StringBuilder("CREATE TABLE IF NOT EXISTS ").Append(Name).Append(" (");
            for (int i = 0; i < Columns.Count; i++)
            {
                sql.Append(Columns[i].Name)
                    .Append(' ')
                    .Append(Columns[i].Type)
                    .Append(i < KeyCount ? " NOT NULL, " : ", ");
            }
            return sql.Append("PRIMARY KEY (")
                .AppendJoin(", ", Columns.Take(KeyCount).Select(static c => c.Name))
                .Append("))").ToString();
        }
    }
}

/// <summary>
/// The tables of a ledger; docs/ledger.md explains them. The same for SQLite and PostgreSQL. Every table
/// begins with the engine's name. Columns are written "name" for texts and amounts, "#name" for whole
/// numbers.
/// </summary>
internal static class LedgerSchema
{
    /// <summary>
    /// Raised when a table changes its meaning; a ledger of another version is refused. A new table or column
    /// changes none: opening the ledger to write adds it.
    /// </summary>
    public const long Version = 1;

    private const string Cascade = "engine #run #cascade";
    private const string Order = Cascade + " #step #attempt";
    private const string Event = "engine #run #sequence";

    public static readonly LedgerTable Versions = Table("ledger", 1, "engine #schema_version");

    public static readonly LedgerTable Segments =
        Table("segments", 4, "engine #run #writer #segment #slots #is_ended #is_damaged");

    public static readonly LedgerTable Damages = Table("damages", 3, "engine file #byte_offset message");

    public static readonly LedgerTable Runs = Table("runs", 2, "engine #run #started_utc_ns #is_live text");

    public static readonly LedgerTable Signals = Table("signals", 3, Cascade
        + " #triangle currency predicted_cost predicted_output #signal_utc_ns #latency_ns");

    public static readonly LedgerTable SignalLegs = Table("signal_legs", 4, Cascade
        + " #step side symbol from_currency to_currency predicted_amount predicted_output best_bid best_ask"
        + " #book_utc_ms #book_age_ns");

    public static readonly LedgerTable Cascades = Table("cascades", 3, Cascade
        + " #triangle #slot currency reserved #opened_utc_ns #finished_utc_ns #finished_in_run outcome error"
        + " reason #is_uncertain cost profit");

    public static readonly LedgerTable Settlements = Table("settlements", 3, Cascade
        + " #settled_utc_ns #settled_in_run outcome error reason currency reported_profit profit");

    public static readonly LedgerTable NetChanges = Table("net_changes", 4, Cascade + " currency amount");

    public static readonly LedgerTable Orders = Table("orders", 5, Order
        + " client_id side symbol amount #intended_utc_ns #cancels #queries order_id #accepted_utc_ns"
        + " #reject_code rejection reject_text #rejected_utc_ns unknown_cause #unknown_utc_ns end_state"
        + " end_size #end_exchange_ns #closed_utc_ns resolution cause #is_final size funds fee"
        + " #fee_leaves_quote #written_ns #ack_ns #closed_ns #credit_wait_ns #resolve_ns #retries"
        + " #match_count #query_count path");

    public static readonly LedgerTable Fills = Table("fills", 6, Order
        + " trade_id order_id price size #exchange_ns fee fee_currency source");

    public static readonly LedgerTable Remainders = Table("remainders", 5, Cascade
        + " kind currency amount value");

    public static readonly LedgerTable Attributions = Table("attributions", 3, Cascade
        + " currency predicted_profit effective_profit moved depth rounding fee dust unwind");

    public static readonly LedgerTable Balances = Table("balances", 3, Event
        + " #utc_ns currency source available holds expected #exchange_ns");

    public static readonly LedgerTable Breakers = Table("breakers", 3, Event
        + " #utc_ns cause #is_tripped text");

    public static readonly LedgerTable SymbolSwitches = Table("symbol_switches", 3, Event
        + " #utc_ns symbol #is_on cause text");

    public static readonly LedgerTable Alarms = Table("alarms", 3, Event + " #cascade #utc_ns cause text");

    public static readonly IReadOnlyList<LedgerTable> All =
    [
        Versions, Segments, Damages, Runs, Signals, SignalLegs, Cascades, Settlements, NetChanges, Orders,
        Fills, Remainders, Attributions, Balances, Breakers, SymbolSwitches, Alarms,
    ];

    /// <summary>What a range of time is looked up by.</summary>
    public const string TimeIndex =
        "CREATE INDEX IF NOT EXISTS cascades_by_time ON cascades (engine, finished_utc_ns)";

    private static LedgerTable Table(string name, int keyCount, string columns) => new(
        name,
        keyCount,
        [
            .. columns.Split(' ').Select(static c => c[0] == '#'
                ? new LedgerColumn(c[1..], ColumnKind.Whole)
                : new LedgerColumn(c, ColumnKind.Text)),
        ]);
}
