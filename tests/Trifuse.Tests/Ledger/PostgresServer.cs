using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Ledger;

/// <summary>
/// A PostgreSQL server of the distribution's package, in a directory of its own, on a free port of 127.0.0.1,
/// for as long as the tests of this process run. Any user may run it; root gives it the rights of nobody.
/// Installed when it is missing and this user may do that.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string Packages = "/usr/lib/postgresql";

    private readonly TempDirectory _directory = new();
    private readonly Process _server;
    private int _databases;

    public PostgresServer()
    {
        string programs = Find() ?? Install();
        string data = _directory.File("data");
        bool isRoot = Environment.UserName == "root";
        if (isRoot)
        {
            // The server refuses to be root; it gets a directory of its own and the rights of nobody.
            Run("chown", "nobody", _directory.Path);
        }
        Run([.. AsNobody(isRoot), Path.Combine(programs, "initdb"), "-D", data, "-U", "trifuse", "-A",
            "trust", "--no-sync", "--locale=C", "--encoding=UTF8"]);
        int port = FreePort();
        _server = Start([.. AsNobody(isRoot), Path.Combine(programs, "postgres"), "-D", data, "-p",
            port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-k", "",
            "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c",
            "log_min_messages=fatal", "-c", "max_connections=20"]);
        Address = string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=trifuse;Pooling=false");
        Assert.True(
            SpinWait.SpinUntil(() => CanConnect() || _server.HasExited, TimeSpan.FromSeconds(60))
            && !_server.HasExited, "The PostgreSQL server did not come up.");
    }

    private string Address { get; }

    /// <summary>The connection string of a new, empty database.</summary>
    public string NewDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"ledger{++_databases}");
        using var connection = new NpgsqlConnection($"{Address};Database=postgres");
        connection.Open();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE {name}";
        command.ExecuteNonQuery();
        return $"{Address};Database={name}";
    }

    public void Dispose()
    {
        // QUIT is its immediate shutdown; the processes that it has started end with it.
        Run("kill", "-s", "QUIT", _server.Id.ToString(CultureInfo.InvariantCulture));
        _server.WaitForExit();
        _server.Dispose();
        _directory.Dispose();
    }

    private bool CanConnect()
    {
        try
        {
            using var connection = new NpgsqlConnection($"{Address};Database=postgres;Timeout=2");
            connection.Open();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // Debian keeps the server's programs out of the path; others have them there.
    private static string? Find()
    {
        IEnumerable<string> packages = Directory.Exists(Packages)
            ? Directory.EnumerateDirectories(Packages).OrderDescending(StringComparer.Ordinal)
            : [];
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return packages.Select(static d => Path.Combine(d, "bin")).Concat(path.Split(Path.PathSeparator))
            .FirstOrDefault(static d =>
                File.Exists(Path.Combine(d, "postgres")) && File.Exists(Path.Combine(d, "initdb")));
    }

    private static string Install()
    {
        string[] asRoot = Environment.UserName == "root" ? [] : ["sudo", "-n"];
        string said;
        try
        {
            _ = TryRun([.. asRoot, "apt-get", "update", "-qq"], out said)
                && TryRun(
                    [.. asRoot, "apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"],
                    out said);
        }
        catch (Win32Exception error)
        {
            said = error.Message;
        }
        string? found = Find();
        Assert.True(
            found is not null,
            $"These tests need PostgreSQL's server (apt-get install postgresql): this user, "
            + $"{Environment.UserName}, could not install it. {said}");
        return found;
    }

    private static string[] AsNobody(bool isRoot) =>
        isRoot ? ["setpriv", "--reuid=nobody", "--clear-groups", "--"] : [];

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static void Run(params string[] words) => Assert.True(TryRun(words, out string said), said);

    private static bool TryRun(string[] words, out string said)
    {
        using Process process = Start(words);
        string all = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        said = $"{words[0]} ended with {process.ExitCode}: {all}";
        return process.ExitCode == 0;
    }

    private static Process Start(string[] words)
    {
        var start = new ProcessStartInfo(words[0])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (string word in words[1..])
        {
            start.ArgumentList.Add(word);
        }
        return Process.Start(start)!;
    }
}
