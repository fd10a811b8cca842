using System.Text.Json;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Tape;
using Trifuse.SystemTests.Simulator;

namespace Trifuse.SystemTests.Cli;

/// <summary>From a tape to an exchange that plays it, and what can be wrong on the way.</summary>
public sealed class TapeToSimTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures/tapes");

    private readonly Sandbox _home = new();

    public TapeToSimTests() => File.Copy(Path.Combine(Folder, "record.tape"), _home.File("a.tape"));

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_simulator_serves_the_prices_of_a_tape()
    {
        (int code, string output, string error) = await ReplayAsync("a.tape", "a.kcap");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"^a\.kcap: \d+ market events of \d+ symbols in \d+\.\d s, from \d+ records, 0 records", output);
        await using TrifuseProcess sim = TrifuseProcess.Start(
            _home, "sim", "--data", "a.kcap", "--once", "--speed", "100", "--ca-file", "ca.pem", "--ready-json",
            "--no-rate-limit");
        JsonElement ready = JsonLine.Parse(await sim.OutputLineAsync("\"url\""));
        Assert.Contains("recorded market data of 127.0.0.1", ready.GetProperty("description").GetString());
        var url = new Uri(ready.GetProperty("url").GetString()!);
        using var client = new ExchangeClient(url, File.ReadAllText(_home.File("ca.pem")));
        Dictionary<string, string> expected = TopsAtTheEnd(_home.File("a.tape"));
        Dictionary<string, string> served = [];
        while (expected.Any(pair => served.GetValueOrDefault(pair.Key) != pair.Value))
        {
            sim.Deadline.ThrowIfCancellationRequested();
            served = await TopsAsync(client);
        }
        Assert.Equal(expected.Keys.Order(), served.Keys.Order());
        sim.Signal("TERM");
        Assert.Equal(0, await sim.ExitAsync());
    }

    [Fact]
    public async Task The_result_is_one_JSON_object_when_asked()
    {
        (int code, string output, _) = await TrifuseProcess.RunAsync(
            _home, "replay", "a.tape", "--kcap", "a.kcap.gz", "--json");
        Assert.Equal(0, code);
        JsonElement result = JsonLine.Parse(output);
        Assert.Equal("a.kcap.gz", result.GetProperty("capture").GetString());
        Assert.True(result.GetProperty("events").GetInt64() > 500);
    }

    [Fact]
    public async Task A_file_that_is_there_is_kept()
    {
        _home.Write("old.kcap", "precious");
        await RefusesAsync(
            "a.tape", "old.kcap", 1,
            "The capture old.kcap cannot be made: File exists. Captures are never overwritten: name another.");
        Assert.Equal("precious", File.ReadAllText(_home.File("old.kcap")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_made_or_written_is_told()
    {
        await RefusesAsync("a.tape", "missing/a.kcap", 1, "The capture missing/a.kcap cannot be made: ");
        // A file that may not grow beyond 16 KiB fails as a full disk does, with another number.
        await using TrifuseProcess replay = TrifuseProcess.StartInShell(
            _home, "ulimit -f 16; exec env --ignore-signal=XFSZ \"$@\"", "replay", "a.tape", "--kcap", "b.kcap");
        Assert.Equal(1, await replay.ExitAsync());
        Assert.StartsWith("trifuse: The capture b.kcap cannot be written: ", Assert.Single(replay.Error.Lines));
        Assert.False(File.Exists(_home.File("b.kcap")));
    }

    [Fact]
    public async Task A_tape_without_market_data_gives_no_capture()
    {
        Assert.True(TapeReader.TryOpen(_home.File("a.tape"), out TapeReader? reader, out _));
        using (reader)
        {
            Assert.True(TapeWriter.TryCreate(
                _home.File("empty.tape"), reader!.Head, new TapeSink(), out TapeWriter? tape, out _));
            using (tape)
            {
                Assert.True(tape!.Finish([], 0));
            }
        }
        await RefusesAsync(
            "empty.tape", "a.kcap", 2,
            "The tape empty.tape holds no market frames that a book was made of: record for longer.");
        Assert.False(File.Exists(_home.File("a.kcap")));
    }

    [Fact]
    public async Task A_damaged_tape_gives_no_capture_and_a_cut_one_what_is_whole()
    {
        byte[] tape = File.ReadAllBytes(_home.File("a.tape"));
        byte[] flipped = [.. tape];
        flipped[tape.Length / 2] ^= 1;
        File.WriteAllBytes(_home.File("flipped.tape"), flipped);
        await RefusesAsync("flipped.tape", "a.kcap", 1, "The tape flipped.tape is corrupted at block ");
        Assert.False(File.Exists(_home.File("a.kcap")));

        _home.Write("none.tape", "this is a text");
        await RefusesAsync("none.tape", "a.kcap", 2, "none.tape is not a tape: it does not begin with TRIFTAPE.");
        Assert.False(File.Exists(_home.File("a.kcap")));

        File.WriteAllBytes(_home.File("cut.tape"), tape[..^10]);
        (int code, string output, string error) = await ReplayAsync("cut.tape", "a.kcap");
        Assert.Equal(1, code);
        Assert.StartsWith("trifuse: The tape cut.tape is cut short: ", error);
        Assert.EndsWith(" a.kcap holds their market.", error);
        Assert.StartsWith("a.kcap: ", output);
        (code, _, _) = await ReplayAsync("a.tape", "b.kcap");
        Assert.Equal(0, code);
        Assert.Equal(File.ReadAllBytes(_home.File("b.kcap")), File.ReadAllBytes(_home.File("a.kcap")));
    }

    private async Task RefusesAsync(string tape, string capture, int expected, string sentence)
    {
        (int code, string output, string error) = await ReplayAsync(tape, capture);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith("trifuse: " + sentence, error);
        Assert.DoesNotContain('\n', error);
    }

    private Task<(int Code, string Output, string Error)> ReplayAsync(string tape, string capture) =>
        TrifuseProcess.RunAsync(_home, "replay", tape, "--kcap", capture);

    private static async Task<Dictionary<string, string>> TopsAsync(ExchangeClient client)
    {
        JsonElement reply = await client.GetAsync("/api/v1/market/allTickers");
        return reply.GetProperty("data").GetProperty("ticker").EnumerateArray().ToDictionary(
            static row => row.GetProperty("symbol").GetString()!,
            static row => $"{Plain(row.GetProperty("sell"))} {Plain(row.GetProperty("buy"))}",
            StringComparer.Ordinal);
    }

    private static string Plain(JsonElement price) =>
        price.GetString() is { } text ? ExactDecimal.Parse(text).ToString() : "-";

    private static Dictionary<string, string> TopsAtTheEnd(string tape)
    {
        var tops = new Dictionary<string, string>(StringComparer.Ordinal);
        Assert.True(TapePlayer.TryOpen(tape, null, null, out TapePlayer? player, out _));
        using (player)
        {
            player!.Play();
            for (int i = 0; i < player.Universe.SymbolCount; i++)
            {
                var symbol = new SymbolId(i);
                ReadOnlySpan<PriceLevel> asks = player.Books.Asks(symbol);
                ReadOnlySpan<PriceLevel> bids = player.Books.Bids(symbol);
                if (!asks.IsEmpty || !bids.IsEmpty)
                {
                    tops[player.Universe.SpecOf(symbol).Name] =
                        $"{(asks.IsEmpty ? "-" : asks[0].Price)} {(bids.IsEmpty ? "-" : bids[0].Price)}";
                }
            }
        }
        return tops;
    }
}
