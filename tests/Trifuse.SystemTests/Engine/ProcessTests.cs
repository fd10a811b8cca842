using System.Text;
using Trifuse.Engine.Tape;
using Trifuse.SystemTests.Cli;
using Trifuse.SystemTests.Simulator;

namespace Trifuse.SystemTests.Engine;

/// <summary>The program as the kernel sees it, and what it leaves behind.</summary>
public sealed class ProcessTests
{
    private const string Key = "key-7c1e0b5a92d4";
    private const string Secret = "secret-e88f31b6a07d";
    private const string Passphrase = "passphrase-40d9c2f75b1e";

    [Theory]
    [InlineData("fused")]
    [InlineData("split")]
    public async Task A_run_has_no_local_socket_no_listener_one_child_and_tells_no_secret(string threads)
    {
        await using TestExchange exchange = await StartExchangeAsync();
        using Sandbox home = HomeWith(Key);
        await using TrifuseProcess process = TrifuseProcess.Start(
            home, [.. Arguments(exchange), "--set", $"engine.threads={threads}"]);
        await process.OutputLinesAsync("corr=", first: 0, count: 3);
        var sockets = new ProcessSockets(process.Id);
        Assert.NotEmpty(sockets.Open());
        Assert.Empty(sockets.Local());
        Assert.Empty(sockets.Listening());
        Assert.Single(process.Children());
        process.Signal("INT");
        int code = await process.ExitAsync();
        string error = process.Error.ToString();
        Assert.True(code == 0, error);
        Assert.Contains("[exchange]", error, StringComparison.Ordinal);
        TellsNoSecret(exchange, process.Output + error);
        Assert.True(File.Exists(exchange.File("run.tape")));
    }

    [Fact]
    public async Task A_start_with_a_wrong_key_fails_and_tells_no_secret()
    {
        await using TestExchange exchange = await StartExchangeAsync();
        using Sandbox home = HomeWith("another-key");
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, Arguments(exchange));
        Assert.Equal(2, code);
        Assert.Contains("400003", error, StringComparison.Ordinal);
        Assert.Empty(output);
        Assert.DoesNotContain("another-key", error, StringComparison.Ordinal);
        TellsNoSecret(exchange, error);
    }

    private static Task<TestExchange> StartExchangeAsync() => TestExchange.TriangleAsync(
        static o => o with { Key = Key, Secret = Secret, Passphrase = Passphrase });

    private static Sandbox HomeWith(string key)
    {
        var home = new Sandbox();
        home.Environment["TRIFUSE_API_KEY"] = key;
        home.Environment["TRIFUSE_API_SECRET"] = Secret;
        home.Environment["TRIFUSE_API_PASSPHRASE"] = Passphrase;
        return home;
    }

    private static string[] Arguments(TestExchange exchange)
    {
        // With the default file names of a run in this directory.
        string[] settings =
        [
            $"exchange.rest_url={exchange.Simulator.BaseUrl.GetLeftPart(UriPartial.Authority)}",
            $"exchange.ca_file={exchange.CaFile}",
            $"engine.state_dir={exchange.File("state")}",
            $"report.file={exchange.File("reports.txt")}",
            $"report.json_file={exchange.File("reports.jsonl")}",
        ];
        return
        [
            "run", "--mode", "live", "--tape", exchange.File("run.tape"),
            .. settings.Concat(LiveSettings.Wide).SelectMany(static s => new[] { "--set", s }),
        ];
    }

    private static void TellsNoSecret(TestExchange exchange, string printed)
    {
        byte[][] secrets =
        [
            .. new[] { Key, Secret, Passphrase, ExchangeClient.Hmac(Passphrase, Secret) }
                .Select(Encoding.UTF8.GetBytes),
        ];
        byte[] text = Encoding.UTF8.GetBytes(printed);
        Assert.All(secrets, secret => Assert.Equal(-1, text.AsSpan().IndexOf(secret)));
        string[] files = Directory.GetFiles(exchange.Directory, "*", SearchOption.AllDirectories);
        foreach (string file in files)
        {
            byte[] content = File.ReadAllBytes(file);
            Assert.All(secrets, secret => Assert.True(
                content.AsSpan().IndexOf(secret) < 0, $"{file} holds a secret"));
        }
        TapeTellsNoSecret(exchange, secrets);
    }

    private static void TapeTellsNoSecret(TestExchange exchange, byte[][] secrets)
    {
        string tape = exchange.File("run.tape");
        if (!File.Exists(tape))
        {
            return;
        }
        // The tape is compressed: what it holds is looked at record by record.
        foreach (byte[] content in ContentsOf(tape))
        {
            Assert.All(secrets, secret => Assert.True(content.AsSpan().IndexOf(secret) < 0, "the tape holds a secret"));
        }
    }

    private static List<byte[]> ContentsOf(string tape)
    {
        Assert.True(
            TapeReader.TryOpen(tape, out TapeReader? reader, out TapeProblem problem), problem.Message);
        using TapeReader owned = reader;
        List<byte[]> contents = [.. owned.Head.Sections.Select(static s => s.Content.ToArray())];
        while (owned.TryRead(out TapeRecord record))
        {
            contents.Add(record.Payload.ToArray());
        }
        Assert.True(owned.Problem.IsNone, owned.Problem.Message);
        Assert.True(contents.Count > 100);
        return contents;
    }
}
