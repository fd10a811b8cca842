using System.Diagnostics.CodeAnalysis;
using Trifuse.Engine.Config;
using Trifuse.Ledger;
using Trifuse.Ledger.Store;

namespace Trifuse.Cli.Ledger;

/// <summary>Which ledger the configuration and the environment name.</summary>
internal static class LedgerPlace
{
    /// <summary>False when PostgreSQL is configured and the environment does not say where it is.</summary>
    public static bool TryFind(
        EngineConfig config, [NotNullWhen(true)] out LedgerTarget? target, out LedgerProblem problem)
    {
        LedgerSection ledger = config.Ledger;
        problem = LedgerProblem.None;
        if (!ledger.IsPostgres)
        {
            target = new LedgerTarget(ledger.File, ConnectionString: null, ledger.Engine);
            return true;
        }
        string? connection = Environment.GetEnvironmentVariable(LedgerTarget.Variable);
        target = string.IsNullOrWhiteSpace(connection)
            ? null
            : new LedgerTarget(File: null, connection, ledger.Engine);
        if (target is null)
        {
            problem = new LedgerProblem(
                $"ledger.store is \"postgres\" and {LedgerTarget.Variable} is not in the environment. Set it "
                + "to the connection string, for example \"Host=db;Database=trifuse;Username=me\".",
                IsBadInput: true);
        }
        return target is not null;
    }

    /// <summary>Opens the ledger to read it; the problem is on standard error when it returns null.</summary>
    public static LedgerStore? OpenExisting(EngineConfig config, TextWriter error, out int exitCode)
    {
        LedgerStore? store = null;
        bool isOpen = TryFind(config, out LedgerTarget? target, out LedgerProblem problem)
            && LedgerStore.TryOpenExisting(target, out store, out problem);
        exitCode = isOpen ? ExitCode.Done : problem.IsBadInput ? ExitCode.BadInput : ExitCode.Failed;
        if (!isOpen)
        {
            Failure.Say(error, problem.Message, exitCode);
        }
        return store;
    }
}
