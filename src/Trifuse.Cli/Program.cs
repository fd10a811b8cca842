using System.CommandLine;
using Trifuse.Cli.Commands;

namespace Trifuse.Cli;

internal static class Program
{
    private static int Main(string[] args)
    {
        var root = new RootCommand("Trifuse: a triangular-arbitrage engine for KuCoin spot.");
        root.Subcommands.Add(SimCommand.Create());
        return root.Parse(args).Invoke();
    }
}
