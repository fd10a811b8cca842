using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Trifuse.SystemTests.Engine;

/// <summary>The program in a process of its own, its secrets in the environment as a user has them.</summary>
internal sealed partial class TrifuseProcess : IDisposable
{
    private const int Interrupt = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private TrifuseProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _error = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public static TrifuseProcess Start(
        string key, string secret, string passphrase, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "trifuse.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        // The runtime's own debugging socket is not the engine's.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["TRIFUSE_API_KEY"] = key;
        start.Environment["TRIFUSE_API_SECRET"] = secret;
        start.Environment["TRIFUSE_API_PASSPHRASE"] = passphrase;
        return new TrifuseProcess(Process.Start(start)!);
    }

    /// <summary>Waits for a condition while the program runs.</summary>
    public void Until(string what, Func<bool> condition) => Assert.True(
        SpinWait.SpinUntil(() => condition() || HasEnded, Patience) && !HasEnded,
        $"{what} did not come. " + (HasEnded ? _error.Result : ""));

    /// <summary>Ctrl-C.</summary>
    public void Stop() => Assert.Equal(0, Kill(_process.Id, Interrupt));

    public async Task<(int Code, string Output, string Error)> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(deadline.Token);
        return (_process.ExitCode, await _output, await _error);
    }

    /// <summary>Inodes of all sockets that the process has open.</summary>
    public IReadOnlySet<string> Sockets()
    {
        var inodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (string entry in Directory.EnumerateFiles($"/proc/{Id}/fd"))
        {
            string? target = new FileInfo(entry).LinkTarget;
            if (target is not null && target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                inodes.Add(target["socket:[".Length..^1]);
            }
        }
        return inodes;
    }

    /// <summary>Its local sockets, as the kernel lists them.</summary>
    public IReadOnlyList<string> LocalSockets() => Rows("unix", inodeAt: 6, static _ => true);

    /// <summary>Its listening sockets, as the kernel lists them.</summary>
    public IReadOnlyList<string> Listeners()
    {
        const string Listening = "0A";
        return
        [
            .. Rows("tcp", inodeAt: 9, static row => row[3] == Listening),
            .. Rows("tcp6", inodeAt: 9, static row => row[3] == Listening),
        ];
    }

    /// <summary>Processes that it has started.</summary>
    public IReadOnlyList<string> Children() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(static d => Path.Combine(d, "stat"))
            .Where(File.Exists)
            .Select(ReadIfThere)
            .Where(stat => stat.Length > 0 && ParentOf(stat) == Id),
    ];

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private List<string> Rows(string table, int inodeAt, Func<string[], bool> isWanted)
    {
        IReadOnlySet<string> own = Sockets();
        var rows = new List<string>();
        foreach (string line in File.ReadLines($"/proc/{Id}/net/{table}").Skip(1))
        {
            string[] row = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (row.Length > inodeAt && own.Contains(row[inodeAt]) && isWanted(row))
            {
                rows.Add(line);
            }
        }
        return rows;
    }

    // The name in parentheses may hold blanks; the parent is the second field after it.
    private static int ParentOf(string stat) => int.Parse(
        stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static string ReadIfThere(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The process has gone meanwhile.
            return "";
        }
    }
}
