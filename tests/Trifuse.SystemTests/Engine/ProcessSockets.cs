namespace Trifuse.SystemTests.Engine;

/// <summary>The sockets of a process, as the kernel lists them.</summary>
internal sealed class ProcessSockets(int process)
{
    /// <summary>Inodes of all that it has open.</summary>
    public IReadOnlySet<string> Open()
    {
        var inodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (string entry in Directory.EnumerateFiles($"/proc/{process}/fd"))
        {
            string? target = new FileInfo(entry).LinkTarget;
            if (target is not null && target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                inodes.Add(target["socket:[".Length..^1]);
            }
        }
        return inodes;
    }

    /// <summary>Those that only this machine can reach.</summary>
    public IReadOnlyList<string> Local() => Rows("unix", inodeAt: 6, static _ => true);

    /// <summary>Those that wait for connections.</summary>
    public IReadOnlyList<string> Listening()
    {
        const string State = "0A";
        return
        [
            .. Rows("tcp", inodeAt: 9, static row => row[3] == State),
            .. Rows("tcp6", inodeAt: 9, static row => row[3] == State),
        ];
    }

    private List<string> Rows(string table, int inodeAt, Func<string[], bool> isWanted)
    {
        IReadOnlySet<string> own = Open();
        var rows = new List<string>();
        foreach (string line in File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
        {
            string[] row = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (row.Length > inodeAt && own.Contains(row[inodeAt]) && isWanted(row))
            {
                rows.Add(line);
            }
        }
        return rows;
    }
}
