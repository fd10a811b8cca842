namespace Trifuse.SystemTests.Cli;

/// <summary>Readers that go away or stop reading.</summary>
public sealed class PipeTests
{
    [Theory]
    [InlineData("demo", "--data", "synthetic", "--seconds", "1")]
    [InlineData("demo", "--data", "synthetic", "--seconds", "1", "--json")]
    [InlineData("triangles", "--symbols", "symbols.json", "--list")]
    [InlineData("sim", "--help")]
    public async Task A_reader_that_takes_one_line_and_goes_is_no_crash(params string[] arguments)
    {
        using var home = new Sandbox();
        home.Write("symbols.json", Symbols());
        // The exit code of the program, not of head.
        await using TrifuseProcess process = TrifuseProcess.StartInShell(
            home, "\"$@\" | head -n 1 >first; echo \"code ${PIPESTATUS[0]}\"; cat first", arguments);
        Assert.Equal(0, await process.ExitAsync());
        Assert.Contains(process.Output.Lines[0], (string[])["code 0", "code 1"]);
        Assert.Equal(2, process.Output.Lines.Length);
        Assert.DoesNotContain("internal error", process.Error.ToString());
        Assert.DoesNotContain("   at ", process.Error.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Temp));
    }

    [Fact]
    public async Task A_reader_that_stops_reading_does_not_stop_the_run()
    {
        using var home = new Sandbox();
        // The pipe's other end stays open and unread until the run has written its report file and ended.
        await using TrifuseProcess demo = TrifuseProcess.StartInShell(
            home,
            "mkfifo pipe; exec 5<>pipe; head -c 60000 /dev/zero >&5; \"$@\" >&5; echo \"code $?\"",
            "demo", "--data", "synthetic", "--seconds", "3", "--json", "--set", "report.file=report.log");
        string stalled = await demo.ErrorLineAsync("stdout cannot be written");
        Assert.Contains("errno 11", stalled);
        await demo.ErrorLineAsync("report lines could not be written to stdout");
        Assert.NotEmpty(File.ReadAllLines(home.File("report.log")));
    }

    private static string Symbols() => "{\"code\":\"200000\",\"data\":["
        + HostileExchange.Row("BTC-USDT", "BTC", "USDT") + ',' + HostileExchange.Row("ETH-USDT", "ETH", "USDT") + ','
        + HostileExchange.Row("ETH-BTC", "ETH", "BTC") + "]}";
}
