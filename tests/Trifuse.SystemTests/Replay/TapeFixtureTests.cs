using System.Text;
using Trifuse.Engine.Replay;
using Trifuse.Engine.Start;
using Trifuse.Engine.Tape;

namespace Trifuse.SystemTests.Replay;

/// <summary>
/// The tapes of the repository: what was decided once is decided again (Fixtures/tapes/README.md).
/// </summary>
public sealed class TapeFixtureTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures/tapes");

    [Theory]
    [InlineData("record.tape", true)]
    [InlineData("record.tape", false)]
    [InlineData("live.tape", true)]
    [InlineData("live.tape", false)]
    public void A_replay_decides_as_the_recorded_run(string name, bool useVectors)
    {
        bool isOpen = TapePlayer.TryOpen(
            Path.Combine(Folder, name), useVectors, null, out TapePlayer? player, out StartProblem? problem);
        Assert.True(isOpen, problem?.Message);
        using (player)
        {
            ReplayResult result = player!.Play();
            Assert.Equal(("", true), (result.WhyNot, result.CanClaimEquality));
            Assert.True(result.Signals >= 20, "a tape with few signals shows little");
            Assert.Equal(Golden(name), result.DecisionHash);
            Assert.Equal(Golden(name), result.RecordedHash);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ExecutorEvent 8: 0;")]
    public void A_tape_of_another_layout_is_refused_in_one_sentence(string layout)
    {
        string path = Path.Combine(Path.GetTempPath(), "trifuse-" + Path.GetRandomFileName() + ".tape");
        var head = new TapeHead(0, 0);
        head.Add(TapeHead.Layout, layout);
        var sink = new TapeSink();
        Assert.True(TapeWriter.TryCreate(path, head, sink, out TapeWriter? writer, out _));
        using (writer)
        {
            Assert.True(writer!.Finish([], 0));
        }
        try
        {
            Assert.False(TapePlayer.TryOpen(path, null, null, out _, out StartProblem? problem));
            Assert.Equal(
                $"The tape {path} was recorded by a build of Trifuse whose records are laid out differently in memory: "
                + "replay it with the build that recorded it, or record it again.",
                problem!.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Golden(string name)
    {
        foreach (string line in File.ReadAllLines(Path.Combine(Folder, "golden.txt"), Encoding.ASCII))
        {
            if (line.StartsWith(name + " ", StringComparison.Ordinal))
            {
                return line[(name.Length + 1)..];
            }
        }
        return "no hash in golden.txt";
    }
}
