using System.CommandLine;

namespace Trifuse.Cli.Commands;

/// <summary>
/// The list of verbs: one file each in this folder, each with a Create method, each named here once.
/// </summary>
internal static class Verbs
{
    /// <summary>The command tree; --help and --version come with it.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("Trifuse: triangular arbitrage on KuCoin spot, in one process. "
            + "Begin with trifuse demo; trifuse <verb> --help explains each verb, docs/exit-codes.md how "
            + "they end.");
        root.Add(DemoCommand.Create());
        root.Add(RunCommand.Create());
        foreach (Command control in ControlCommands.Create())
        {
            root.Add(control);
        }
        root.Add(RecordCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(LedgerCommand.Create());
        root.Add(ReportCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(SimCommand.Create());
        root.Add(TrianglesCommand.Create());
        return root;
    }
}
