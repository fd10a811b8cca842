using System.CommandLine;
using Trifuse.Cli.Commands;

namespace Trifuse.Cli;

/// <summary>
/// The door: parses the command line, runs one verb, turns every failure into one line and an exit code.
/// </summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    // The parser calls types by the names that they have in code.
    private static string InPlainWords(string message) => message
        .Replace("as expected type 'System.Int32'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Int64'", "as a whole number", StringComparison.Ordinal)
        .Replace("as expected type 'System.Double'", "as a number", StringComparison.Ordinal)
        .Replace(
            "as expected type 'System.Nullable`1[System.Int32]'",
            "as a whole number",
            StringComparison.Ordinal);

    /// <summary>The whole program with given outputs; returns the exit code.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Verbs.CreateRoot().Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0)
        {
            // The last error is the most specific: "a command is missing" only echoes the word that is none.
            Command command = parsed.CommandResult.Command;
            string verb = command is RootCommand ? "" : $" {command.Name}";
            return Failure.Say(
                error,
                InPlainWords(parsed.Errors[^1].Message),
                "on the command line",
                $"see trifuse{verb} --help",
                ExitCode.BadInput);
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // Verbs stop in good order themselves; a forced end would cut a cascade in two.
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception e)
        {
            // Operating errors are values and never come here: this is a bug, and its trace is what helps.
            error.WriteLine($"trifuse: internal error: this is a bug, please report these lines\n{e}");
            return ExitCode.Bug;
        }
    }
}
