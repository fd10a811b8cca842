using Trifuse.Engine.Journal;
using Trifuse.Tests.Engine.Support;

namespace Trifuse.Tests.Engine.Journal;

public sealed class StateDirectoryTests
{
    [Fact]
    public void A_second_engine_is_refused_and_told_who_holds_it()
    {
        using var directory = new TempDirectory();
        string path = directory.File("state");
        StateDirectory first = Open(path);
        Assert.False(StateDirectory.TryOpen(path, out _, out JournalProblem problem));
        Assert.Equal(JournalFault.Locked, problem.Fault);
        Assert.Contains($"process {Environment.ProcessId}", problem.Message, StringComparison.Ordinal);
        Assert.Contains(path, problem.Message, StringComparison.Ordinal);
        first.Dispose();
        Open(path).Dispose();
    }

    [Fact]
    public void The_directory_is_made_for_the_owner_alone()
    {
        using var directory = new TempDirectory();
        Open(directory.File("state")).Dispose();
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(directory.File("state")));
    }

    [Fact]
    public void A_path_that_is_a_file_is_a_value()
    {
        using var directory = new TempDirectory();
        File.WriteAllText(directory.File("state"), "");
        Assert.False(StateDirectory.TryOpen(directory.File("state"), out _, out JournalProblem problem));
        Assert.Equal(JournalFault.CannotOpen, problem.Fault);
    }

    [Fact]
    public void Run_numbers_only_rise_whatever_the_clock_does()
    {
        using var directory = new TempDirectory();
        Assert.Equal(1_700_000_000u, Next(directory, 1_700_000_000));
        Assert.Equal(1_700_000_001u, Next(directory, 1_700_000_000));
        Assert.Equal(1_700_000_002u, Next(directory, 5));
        Assert.Equal(1_800_000_000u, Next(directory, 1_800_000_000));
        Assert.Equal("1800000000\n", File.ReadAllText(directory.File("run.number")));
        Assert.False(File.Exists(directory.File("run.number.new")));
    }

    [Fact]
    public void A_lost_number_is_made_good_by_the_clock_and_the_journals()
    {
        using var directory = new TempDirectory();
        Next(directory, 1_700_000_000);
        File.Delete(directory.File("run.number"));
        Assert.Equal(1_700_000_060u, Next(directory, 1_700_000_060));

        File.Delete(directory.File("run.number"));
        File.WriteAllBytes(directory.File("journal-1700000061-0-1.tfj"), []);
        Assert.Equal(1_700_000_062u, Next(directory, 1_000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    public void A_damaged_number_is_reported_and_not_guessed(string content)
    {
        using var directory = new TempDirectory();
        File.WriteAllText(directory.File("run.number"), content);
        using StateDirectory state = Open(directory.Path);
        Assert.False(RunNumber.TryNext(state, 1_700_000_000, out _, out JournalProblem problem));
        Assert.Equal(JournalFault.Damaged, problem.Fault);
        Assert.Contains("run.number", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_that_cannot_be_written_is_not_given_out()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(directory.File("run.number.new"));
        using StateDirectory state = Open(directory.Path);
        Assert.False(RunNumber.TryNext(state, 1_700_000_000, out _, out JournalProblem problem));
        Assert.Equal(JournalFault.CannotWrite, problem.Fault);
    }

    private static uint Next(TempDirectory directory, long utcSeconds)
    {
        using StateDirectory state = Open(directory.Path);
        bool isTaken = RunNumber.TryNext(state, utcSeconds, out uint run, out JournalProblem problem);
        Assert.True(isTaken, problem.Message);
        return run;
    }

    private static StateDirectory Open(string path)
    {
        bool isOpen = StateDirectory.TryOpen(path, out StateDirectory? state, out JournalProblem problem);
        Assert.True(isOpen, problem.Message);
        return state!;
    }
}
