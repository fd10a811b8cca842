namespace Trifuse.SystemTests.Cli;

/// <summary>The program as a user starts it: its own process, its own exit code.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_version_is_printed()
    {
        using var home = new Sandbox();
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, "--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task An_unknown_verb_is_one_line_and_exit_code_2()
    {
        using var home = new Sandbox();
        (int code, string output, string error) = await TrifuseProcess.RunAsync(home, "nonsense");
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.StartsWith("trifuse: ", error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
