using System.Diagnostics;
using System.Globalization;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// The program as a user starts it: its own process in its own process group, its own home.
/// </summary>
internal sealed class TrifuseProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly CancellationTokenSource _deadline;

    private TrifuseProcess(Process process, TimeSpan? patience = null)
    {
        _process = process;
        _deadline = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(60));
        Output = new LineLog(process.StandardOutput);
        Error = new LineLog(process.StandardError);
    }

    public LineLog Output { get; }

    public LineLog Error { get; }

    public CancellationToken Deadline => _deadline.Token;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static TrifuseProcess Start(Sandbox home, params string[] arguments) =>
        new(Process.Start(Describe(home, arguments))!);

    /// <summary>For a run that is meant to take long.</summary>
    public static TrifuseProcess Start(Sandbox home, TimeSpan patience, params string[] arguments) =>
        new(Process.Start(Describe(home, arguments))!, patience);

    /// <summary>Starts it behind a shell, which puts it into a pipe: "$@" stands for the program.</summary>
    public static TrifuseProcess StartInShell(Sandbox home, string script, params string[] arguments)
    {
        ProcessStartInfo program = Describe(home, arguments);
        var shell = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in program.Environment)
        {
            shell.Environment[name] = value;
        }
        string[] words = ["-c", script, "bash", program.FileName, .. program.ArgumentList];
        foreach (string word in words)
        {
            shell.ArgumentList.Add(word);
        }
        shell.WorkingDirectory = home.Path;
        return new TrifuseProcess(Process.Start(shell)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        Sandbox home, params string[] arguments)
    {
        await using TrifuseProcess process = Start(home, arguments);
        int code = await process.ExitAsync();
        return (code, process.Output.ToString(), process.Error.ToString());
    }

    public Task<string> ErrorLineAsync(string text) => Error.WaitForAsync(text, Deadline);

    public Task<string> OutputLineAsync(string text) => Output.WaitForAsync(text, Deadline);

    /// <summary>
    /// Waits for so many lines of the output that hold the text, from a certain line on; gives the number of
    /// the line after the last.
    /// </summary>
    public async Task<int> OutputLinesAsync(string text, int first, int count)
    {
        int next = first;
        for (int i = 0; i < count; i++)
        {
            next = 1 + await Output.WaitForAsync(text, next, Deadline);
        }
        return next;
    }

    /// <summary>From here on no file may grow that the program writes, as on a disk that is full.</summary>
    public void FillDisk()
    {
        string target = Id.ToString(CultureInfo.InvariantCulture);
        using Process limit = Process.Start("prlimit", ["--pid", target, "--fsize=0:0"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }

    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(Deadline);
        await Task.WhenAll(Output.Ended, Error.Ended).WaitAsync(Deadline);
        return _process.ExitCode;
    }

    /// <summary>Sends INT, TERM or KILL to it alone, or to its group as a terminal does on Ctrl-C.</summary>
    public void Signal(string name, bool toGroup = false)
    {
        string target = (toGroup ? -Id : Id).ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("kill", ["-s", name, "--", target]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, wherever it is; nothing of it runs any more when this returns.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(Deadline);
    }

    /// <summary>The processes that it has started itself.</summary>
    public List<Process> Children()
    {
        IEnumerable<string> ids = Directory.EnumerateDirectories($"/proc/{Id}/task")
            .SelectMany(static task => TextOf(task + "/children").Split(' '))
            .Where(static id => id.Length > 0);
        return
        [
            .. ids.Select(static id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>The companion that it has started to keep the ledger; null while there is none.</summary>
    public Process? Companion() =>
        Children().Find(static child => CommandLineOf(child).Contains("\0ledger\0--follow\0"));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _deadline.Dispose();
    }

    private static string CommandLineOf(Process process) =>
        TextOf(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/cmdline"));

    // What the kernel tells of a thread or process; nothing when it has ended meanwhile.
    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }

    // A session of its own makes a group of its own; a test runner may have left SIGINT ignored.
    private static ProcessStartInfo Describe(Sandbox home, string[] arguments)
    {
        var start = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home.Path,
        };
        string program = Path.Combine(AppContext.BaseDirectory, "trifuse.dll");
        string[] words = ["env", "--default-signal=INT,TERM,PIPE", "dotnet", program, .. arguments];
        foreach (string word in words)
        {
            start.ArgumentList.Add(word);
        }
        foreach ((string name, string value) in home.Environment)
        {
            start.Environment[name] = value;
        }
        // The run time's own debugging socket would lie in the directory for temporary files.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // And its memory for code a file, which a limit on file sizes would forbid.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["TMPDIR"] = home.Temp;
        return start;
    }
}
