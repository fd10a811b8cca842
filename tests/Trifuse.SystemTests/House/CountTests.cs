using System.Diagnostics;

namespace Trifuse.SystemTests.House;

/// <summary>
/// The counter at the end of .ci/run must not take a failure, or nothing at all, for a success.
/// </summary>
public sealed class CountTests
{
    [Theory]
    [InlineData("Test run summary: Passed!\n  total: 3\n  failed: 0\n  succeeded: 3\n  skipped: 0\n", "3 0")]
    [InlineData("Test run summary: Failed!\n  total: 5\n  failed: 2\n  succeeded: 3\n  skipped: 0\n", "3 2")]
    [InlineData("Test run summary: Failed!\n\n  error: 1\n\n  failed: 0\n  succeeded: 3\n  skipped: 0\n", "3 1")]
    [InlineData("Test run summary: Passed!\n  failed: 0\n  succeeded: 3\n  skipped: 1\n", "3 1")]
    [InlineData("Test run summary: Zero tests ran\n  failed: 0\n  succeeded: 0\n  skipped: 0\n", "0 1")]
    [InlineData("the build broke\n  succeeded: 9\n", "0 1")]
    [InlineData("", "0 1")]
    public async Task Every_ending_is_counted_for_what_it_is(string log, string expected)
    {
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$0\"", ScriptPath()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(log.AsMemory(), deadline.Token);
        process.StandardInput.Close();
        string counted = await process.StandardOutput.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        Assert.Equal(expected, counted.Trim());
    }

    private static string ScriptPath()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Trifuse.slnx")))
        {
            at = at.Parent ?? throw new InvalidOperationException("Run the tests from inside the repository.");
        }
        return Path.Combine(at.FullName, ".ci/count-tests");
    }
}
