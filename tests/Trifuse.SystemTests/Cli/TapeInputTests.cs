namespace Trifuse.SystemTests.Cli;

/// <summary>Tapes that are whole, cut short, damaged, or none at all.</summary>
public sealed class TapeInputTests : IAsyncLifetime
{
    private readonly Sandbox _home = new();
    private byte[] _tape = [];

    public async ValueTask InitializeAsync()
    {
        await using StillExchange exchange = await StillExchange.StartAsync();
        await using TrifuseProcess record = TrifuseProcess.Start(_home, ["record", "whole.tape", .. exchange.Address]);
        await record.ErrorLineAsync("the streams are up");
        record.Signal("TERM");
        Assert.Equal(0, await record.ExitAsync());
        _tape = File.ReadAllBytes(_home.File("whole.tape"));
    }

    public ValueTask DisposeAsync()
    {
        _home.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_tape_tells_by_itself_what_is_wrong_with_it()
    {
        (int code, string output, string error) = await ReplayAsync(_tape);
        Assert.Equal(0, code);
        Assert.Contains("equal: the same decisions", output);
        Assert.Empty(error);

        // Without its trailer: all records are there, but the run's own hash is not.
        (code, _, error) = await ReplayAsync(_tape[..^10]);
        Assert.Equal(1, code);
        Assert.StartsWith("trifuse: The tape cut.tape is cut short: ", error);

        (code, output, error) = await ReplayAsync(_tape[..40]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Equal(
            "trifuse: The tape cut.tape is cut short inside its head: nothing of it can be used.", error);

        (code, _, error) = await ReplayAsync([]);
        Assert.Equal(2, code);
        Assert.StartsWith("trifuse: ", error);

        byte[] flipped = [.. _tape];
        flipped[^60] ^= 1;
        (code, _, error) = await ReplayAsync(flipped);
        Assert.Equal(1, code);
        Assert.Contains("cut.tape is corrupted at block", error);

        flipped = [.. _tape];
        flipped[60] ^= 1;
        (code, output, error) = await ReplayAsync(flipped);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("cut.tape is corrupted at block 0", error);
    }

    private Task<(int Code, string Output, string Error)> ReplayAsync(byte[] tape)
    {
        File.WriteAllBytes(_home.File("cut.tape"), tape);
        return TrifuseProcess.RunAsync(_home, "replay", "cut.tape");
    }
}
