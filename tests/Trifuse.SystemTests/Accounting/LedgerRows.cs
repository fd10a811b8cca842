using System.Globalization;
using Microsoft.Data.Sqlite;
using Trifuse.Simulator.Numbers;

namespace Trifuse.SystemTests.Accounting;

/// <summary>
/// The rows of an SQLite ledger by plain SQL and in the simulator's numbers: nothing of the program that
/// wrote them has a part in it.
/// </summary>
internal sealed class LedgerRows
{
    private LedgerRows(SqliteConnection connection)
    {
        Cascades = Read(connection, "cascades");
        Settlements = Read(connection, "settlements");
        NetChanges = Read(connection, "net_changes");
        Orders = Read(connection, "orders");
        Fills = Read(connection, "fills");
        Remainders = Read(connection, "remainders");
        Attributions = Read(connection, "attributions");
    }

    public IReadOnlyList<LedgerRow> Cascades { get; }

    public IReadOnlyList<LedgerRow> Settlements { get; }

    public IReadOnlyList<LedgerRow> NetChanges { get; }

    public IReadOnlyList<LedgerRow> Orders { get; }

    public IReadOnlyList<LedgerRow> Fills { get; }

    public IReadOnlyList<LedgerRow> Remainders { get; }

    public IReadOnlyList<LedgerRow> Attributions { get; }

    public static LedgerRows Read(string file)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        using var connection = new SqliteConnection(text.ConnectionString);
        connection.Open();
        return new LedgerRows(connection);
    }

    private static List<LedgerRow> Read(SqliteConnection connection, string table)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = table switch
        {
            "cascades" => "SELECT * FROM cascades",
            "settlements" => "SELECT * FROM settlements",
            "net_changes" => "SELECT * FROM net_changes",
            "orders" => "SELECT * FROM orders",
            "fills" => "SELECT * FROM fills",
            "remainders" => "SELECT * FROM remainders",
            _ => "SELECT * FROM attributions",
        };
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read())
        {
            var columns = new Dictionary<string, string>(StringComparer.Ordinal);
            for (int i = 0; i < reader.FieldCount; i++)
            {
                if (!reader.IsDBNull(i))
                {
                    columns[reader.GetName(i)] =
                        Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!;
                }
            }
            rows.Add(new LedgerRow(columns));
        }
        return rows;
    }
}

/// <summary>A row, its columns as texts; those that are NULL are not there.</summary>
internal sealed class LedgerRow(Dictionary<string, string> columns)
{
    /// <summary>Run and number of the cascade, as reports name it.</summary>
    public string Cascade => $"{this["run"]}-{this["cascade"]}";

    /// <summary>Cascade, step and attempt.</summary>
    public string Order => $"{Cascade}-{this["step"]}-{this["attempt"]}";

    /// <summary>The text of a column; empty when it is NULL.</summary>
    public string this[string column] => columns.GetValueOrDefault(column, "");

    public bool Has(string column) => columns.ContainsKey(column);

    /// <summary>An amount; 0 when it is NULL.</summary>
    public Dec Amount(string column) => Has(column) ? Dec.Parse(this[column]) : Dec.Zero;

    public override string ToString() => string.Join(", ", columns.Select(static c => $"{c.Key}={c.Value}"));
}
