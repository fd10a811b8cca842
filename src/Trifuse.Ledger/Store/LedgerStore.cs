using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Trifuse.Ledger.Store;

/// <summary>
/// An open ledger: one connection, the tables made, the version checked. Owned by one thread.
/// </summary>
public sealed class LedgerStore : IDisposable
{
    private const int PreparedStatements = 64;

    private readonly NpgsqlDataSource? _source;

    private LedgerStore(LedgerTarget target, DbConnection connection, NpgsqlDataSource? source)
    {
        Target = target;
        Connection = connection;
        _source = source;
    }

    /// <summary>Where it is.</summary>
    public LedgerTarget Target { get; }

    internal DbConnection Connection { get; }

    /// <summary>Opens a ledger to write it; makes it when there is none.</summary>
    public static bool TryOpen(
        LedgerTarget target, [NotNullWhen(true)] out LedgerStore? store, out LedgerProblem problem) =>
        TryOpen(target, mayMake: true, out store, out problem);

    /// <summary>Opens a ledger that is there already.</summary>
    public static bool TryOpenExisting(
        LedgerTarget target, [NotNullWhen(true)] out LedgerStore? store, out LedgerProblem problem)
    {
        if (target.File is not null && !File.Exists(target.File))
        {
            store = null;
            problem = new LedgerProblem(
                $"There is no ledger {target.File} yet. `trifuse ledger` makes it from the journal.");
            return false;
        }
        return TryOpen(target, mayMake: false, out store, out problem);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Connection.Dispose();
        _source?.Dispose();
    }

    private static bool TryOpen(
        LedgerTarget target,
        bool mayMake,
        [NotNullWhen(true)] out LedgerStore? store,
        out LedgerProblem problem)
    {
        store = null;
        LedgerStore? opened = null;
        try
        {
            opened = target.File is null ? OpenPostgres(target) : OpenSqlite(target, target.File, mayMake);
            problem = opened.Prepare(mayMake);
        }
        catch (ArgumentException error) when (target.File is null)
        {
            // The driver's words name the key that is wrong, never the values.
            problem = new LedgerProblem(
                $"{LedgerTarget.Variable} is not a connection string: {error.Message}", IsBadInput: true);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException)
        {
            problem = new LedgerProblem(
                $"{target.Name} cannot be opened: SQLite's library, libe_sqlite3.so, is missing. It has "
                + "to lie beside the program.");
        }
        catch (Exception error) when (IsFault(error))
        {
            problem = new LedgerProblem($"{target.Name} cannot be opened: {error.Message}");
        }
        if (problem.IsNone)
        {
            store = opened!;
            return true;
        }
        opened?.Dispose();
        return false;
    }

    /// <summary>True for what a database, a disk or a network may do to us.</summary>
    internal static bool IsFault(Exception error) =>
        error is DbException or IOException or UnauthorizedAccessException or TimeoutException
            or System.Net.Sockets.SocketException;

    private static LedgerStore OpenSqlite(LedgerTarget target, string path, bool mayMake)
    {
        if (mayMake && !File.Exists(path))
        {
            // With the owner's rights only; SQLite gives its side files the same.
            new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        var connection = new SqliteConnection(text.ConnectionString);
        var store = new LedgerStore(target, connection, source: null);
        try
        {
            connection.Open();
            // What is acknowledged may be deleted from the journal: it has to be on the disk.
            store.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static LedgerStore OpenPostgres(LedgerTarget target)
    {
        // The slim builder leaves out what native compilation cannot follow; TLS is put back in.
        var builder = new NpgsqlSlimDataSourceBuilder(target.ConnectionString);
        if (builder.ConnectionStringBuilder.MaxAutoPrepare == 0)
        {
            // Batches hold the same few statements over and over.
            builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedStatements;
        }
        builder.EnableTransportSecurity();
        NpgsqlDataSource source = builder.Build();
        try
        {
            return new LedgerStore(target, source.OpenConnection(), source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private LedgerProblem Prepare(bool mayMake)
    {
        if (mayMake)
        {
            foreach (LedgerTable table in LedgerSchema.All)
            {
                Execute(table.CreateSql);
                AddColumns(table);
            }
            Execute(LedgerSchema.TimeIndex);
        }
        using DbCommand read = Command(
            "SELECT schema_version FROM ledger WHERE engine = @engine", ("engine", Target.Engine));
        long? version = read.ExecuteScalar() as long?;
        if (version is null && mayMake)
        {
            using DbCommand write = Command(
                "INSERT INTO ledger (engine, schema_version) VALUES (@engine, @version)",
                ("engine", Target.Engine),
                ("version", LedgerSchema.Version));
            write.ExecuteNonQuery();
            version = LedgerSchema.Version;
        }
        return version switch
        {
            LedgerSchema.Version => LedgerProblem.None,
            null => new LedgerProblem(
                $"{Target.Name} has nothing of an engine named {Target.Engine}. Check ledger.engine.",
                IsBadInput: true),
            _ => new LedgerProblem(
                $"{Target.Name} has schema version {version}; this program knows version "
                + $"{LedgerSchema.Version}. Use the program that wrote it, or another file.",
                IsBadInput: true),
        };
    }

    private void AddColumns(LedgerTable table)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        using (DbCommand command = Command($"SELECT * FROM {table.Name} WHERE 1 = 0"))
        {
            using DbDataReader reader = command.ExecuteReader();
            for (int i = 0; i < reader.FieldCount; i++)
            {
                there.Add(reader.GetName(i));
            }
        }
        foreach (LedgerColumn column in table.Columns.Where(c => !there.Contains(c.Name)))
        {
            Execute(table.AddSql(column));
        }
    }

    private void Execute(string sql)
    {
        using DbCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>One view of the ledger for several questions; writers are not held up.</summary>
    internal DbTransaction BeginReading() => Connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: true)
        : Connection.BeginTransaction(IsolationLevel.RepeatableRead);

    /// <summary>A command with its parameters, whole numbers and texts.</summary>
    internal DbCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        DbCommand command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = value is long ? DbType.Int64 : DbType.String;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
