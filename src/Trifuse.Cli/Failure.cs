namespace Trifuse.Cli;

/// <summary>The one form of an error: "trifuse: what, to what: what to do" on standard error.</summary>
internal static class Failure
{
    /// <summary>Writes the line and returns the exit code.</summary>
    public static int Say(TextWriter error, string what, string toWhat, string whatToDo, int exitCode)
    {
        string advice = whatToDo.Length > 0 ? $": {whatToDo}" : "";
        error.WriteLine($"trifuse: {OneLine(what)}, {OneLine(toWhat)}{advice}");
        return exitCode;
    }

    /// <summary>Writes a message that is complete as it is, such as the list of config errors.</summary>
    public static int Say(TextWriter error, string message, int exitCode)
    {
        error.WriteLine($"trifuse: {message}");
        return exitCode;
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
