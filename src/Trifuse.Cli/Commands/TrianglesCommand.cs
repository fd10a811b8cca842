using System.CommandLine;

namespace Trifuse.Cli.Commands;

/// <summary>`trifuse triangles`: the graph of the market.</summary>
internal static class TrianglesCommand
{
    public static Command Create()
    {
        var command = new Command("triangles", "Shows which triangles a list of symbols closes.");
        command.SetAction(_ => ExitCode.Done);
        return command;
    }
}
