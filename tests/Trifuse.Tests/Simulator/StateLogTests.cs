using System.Text;
using Trifuse.Simulator;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.State;

namespace Trifuse.Tests.Simulator;

/// <summary>The state file: torn ends, damage, and what comes back.</summary>
public sealed class StateLogTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_written_comes_back()
    {
        Fill(3);
        Assert.Equal([1L, 2L, 3L], Read());
    }

    [Fact]
    public void A_torn_end_is_cut_off_at_any_byte()
    {
        Fill(2);
        byte[] whole = File.ReadAllBytes(_path);
        int last = Encoding.UTF8.GetString(whole)[..^1].LastIndexOf('\n') + 1;
        for (int length = last; length < whole.Length; length++)
        {
            File.WriteAllBytes(_path, whole[..length]);
            Assert.Equal([1L], Read());
        }
    }

    [Fact]
    public void Any_changed_byte_is_damage_that_names_the_file_and_the_line()
    {
        Fill(2);
        byte[] whole = File.ReadAllBytes(_path);
        for (int at = 0; at < whole.Length - 1; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] = (byte)'~';
            File.WriteAllBytes(_path, damaged);
            SimulatorStartException e = Assert.Throws<SimulatorStartException>(() => Read());
            Assert.True(e.IsBadInput);
            Assert.Contains(_path + " is damaged", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void After_a_torn_end_more_can_be_written()
    {
        Fill(2);
        File.WriteAllBytes(_path, File.ReadAllBytes(_path)[..^5]);
        using (StateLog log = StateLog.Open(_path, out _))
        {
            log.Append(State(9));
        }

        Assert.Equal([1L, 9L], Read());
    }

    [Fact]
    public void A_file_of_something_else_is_refused()
    {
        File.WriteAllText(_path, "hello\n");
        Assert.Contains("no state file", Assert.Throws<SimulatorStartException>(() => Read()).Message);
    }

    private void Fill(int states)
    {
        using StateLog log = StateLog.Open(_path, out _);
        log.Replace(State(1));
        for (int i = 2; i <= states; i++)
        {
            log.Append(State(i));
        }
    }

    private long[] Read()
    {
        using StateLog log = StateLog.Open(_path, out IReadOnlyList<ExchangeState> states);
        return [.. states.Select(s => s.Counters.TradeId)];
    }

    private static ExchangeState State(long number) => new()
    {
        Counters = new CounterState { TradeId = number },
        Symbols = [],
        Accounts = [],
    };
}
