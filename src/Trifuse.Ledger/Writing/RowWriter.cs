using System.Data;
using System.Data.Common;
using System.Text;
using Trifuse.Ledger.Store;

namespace Trifuse.Ledger.Writing;

/// <summary>
/// Rows into tables, inside one transaction: a row that is there gets the given columns, one that is not is
/// made. Statements are made once for each set of columns. Over a network they go in batches, because each
/// one alone would wait for its answer.
/// </summary>
internal sealed class RowWriter(LedgerStore store) : IDisposable
{
    private const int BatchStatements = 256;

    private readonly Dictionary<(LedgerTable, string), DbCommand> _commands = [];
    private DbTransaction? _transaction;
    private DbBatch? _batch;

    /// <summary>Begins a transaction.</summary>
    public void Begin() => _transaction = store.Connection.BeginTransaction();

    /// <summary>Makes everything since <see cref="Begin"/> durable at once.</summary>
    public void Commit()
    {
        SendBatch();
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    }

    /// <summary>
    /// Sets columns of the row with this key. The key's values come first, in the table's order, without the
    /// engine; the columns follow by name. "name+" adds the number to what is there.
    /// </summary>
    public void Set(
        LedgerTable table, ReadOnlySpan<object> key, params ReadOnlySpan<(string, object)> columns)
    {
        DbCommand command = CommandFor(table, columns);
        int at = 0;
        command.Parameters[at++].Value = store.Target.Engine;
        foreach (object part in key)
        {
            command.Parameters[at++].Value = part;
        }
        foreach ((_, object value) in columns)
        {
            command.Parameters[at++].Value = value;
        }
        if (store.Connection.CanCreateBatch)
        {
            AddToBatch(command);
            return;
        }
        command.Transaction = _transaction;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        foreach (DbCommand command in _commands.Values)
        {
            command.Dispose();
        }
        _batch?.Dispose();
        _transaction?.Dispose();
    }

    private void AddToBatch(DbCommand command)
    {
        _batch ??= store.Connection.CreateBatch();
        DbBatchCommand statement = _batch.CreateBatchCommand();
        statement.CommandText = command.CommandText;
        foreach (DbParameter from in command.Parameters)
        {
            DbParameter parameter = statement.CreateParameter();
            parameter.ParameterName = from.ParameterName;
            parameter.DbType = from.DbType;
            parameter.Value = from.Value;
            statement.Parameters.Add(parameter);
        }
        _batch.BatchCommands.Add(statement);
        if (_batch.BatchCommands.Count == BatchStatements)
        {
            SendBatch();
        }
    }

    private void SendBatch()
    {
        if (_batch is null)
        {
            return;
        }
        _batch.Transaction = _transaction;
        _batch.ExecuteNonQuery();
        _batch.Dispose();
        _batch = null;
    }

    private DbCommand CommandFor(LedgerTable table, ReadOnlySpan<(string Name, object)> columns)
    {
        var names = new StringBuilder();
        foreach ((string name, _) in columns)
        {
            names.Append(name).Append(' ');
        }
        string set = names.ToString();
        if (!_commands.TryGetValue((table, set), out DbCommand? command))
        {
            command = Make(table, set.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            _commands.Add((table, set), command);
        }
        return command;
    }

    private DbCommand Make(LedgerTable table, string[] columns)
    {
        string[] keys = [.. table.Columns.Take(table.KeyCount).Select(static c => c.Name)];
        string[] all = [.. keys, .. columns.Select(static c => c.TrimEnd('+'))];
        var sql = new StringBuilder("INSERT INTO ").Append(table.Name).Append(" (")
            .AppendJoin(", ", all).Append(") VALUES (@").AppendJoin(", @", all)
            .Append(") ON CONFLICT (").AppendJoin(", ", keys).Append(") DO ");
        if (columns.Length == 0)
        {
            sql.Append("NOTHING");
        }
        else
        {
            sql.Append("UPDATE SET ").AppendJoin(", ", columns.Select(c => c.EndsWith('+')
                ? $"{c[..^1]} = COALESCE({table.Name}.{c[..^1]}, 0) + excluded.{c[..^1]}"
                : $"{c} = excluded.{c}"));
        }
        DbCommand command = store.Connection.CreateCommand();
        command.CommandText = sql.ToString();
        foreach (string name in all)
        {
            LedgerColumn column = table.Columns.First(c => c.Name == name);
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.DbType = column.Kind == ColumnKind.Whole ? DbType.Int64 : DbType.String;
            command.Parameters.Add(parameter);
        }
        if (!store.Connection.CanCreateBatch)
        {
            command.Transaction = _transaction;
            command.Prepare();
        }
        return command;
    }
}
