using Trifuse.Engine.Config;
using Trifuse.Engine.Journal;
using Trifuse.Ledger;
using Trifuse.Ledger.Store;
using Trifuse.Ledger.Writing;

namespace Trifuse.Cli.Ledger;

/// <summary>
/// The loop of the companion: journal to ledger, piece by piece, again after every trouble. Says on standard
/// error what is wrong, once when it begins and once when it is over.
/// </summary>
internal sealed class Companion(EngineConfig config, LedgerTarget target, TextWriter error) : IDisposable
{
    private const int RetryMs = 1000;

    private readonly string _directory = config.Engine.StateDir;
    private LedgerStore? _store;
    private JournalImport? _import;
    private string _trouble = "";
    private long _records;
    private long _unknownRecords;
    private long _damages;

    /// <summary>Records entered since the start.</summary>
    public long Records => _records + (_import?.Records ?? 0);

    /// <summary>Records of kinds that this version does not know.</summary>
    public long UnknownRecords => _unknownRecords + (_import?.UnknownRecords ?? 0);

    /// <summary>Places of the journal that could not be read.</summary>
    public long Damages => _damages + (_import?.Damages ?? 0);

    /// <summary>
    /// Enters everything there is now; false when something was wrong, which has been told.
    /// </summary>
    public bool CatchUp()
    {
        int count;
        do
        {
            count = Step(out LedgerProblem problem);
            Tell(problem);
            if (!problem.IsNone)
            {
                return false;
            }
        }
        while (count == JournalImport.PieceRecords);
        return true;
    }

    /// <summary>
    /// Follows until told to stop; what is in the journal by then is entered before it returns.
    /// </summary>
    public bool Follow(CancellationToken stop)
    {
        bool isWell = true;
        while (!stop.IsCancellationRequested)
        {
            isWell = CatchUp();
            stop.WaitHandle.WaitOne(isWell ? config.Ledger.PollMs : RetryMs);
        }
        return CatchUp() && isWell;
    }

    public void Dispose()
    {
        Forget();
        _store?.Dispose();
    }

    private int Step(out LedgerProblem problem)
    {
        problem = LedgerProblem.None;
        if (_store is null && !LedgerStore.TryOpen(target, out _store, out problem))
        {
            return 0;
        }
        if (_import is null && !JournalImport.TryOpen(_directory, _store, out _import, out problem))
        {
            Dispose();
            _store = null;
            return 0;
        }
        int count = _import.Step(out problem);
        if (count < 0)
        {
            // What the ledger has is what counts: begin again from there, on a new connection.
            Dispose();
            _store = null;
        }
        return count;
    }

    private void Forget()
    {
        if (_import is not null)
        {
            _records += _import.Records;
            _unknownRecords += _import.UnknownRecords;
            _damages += _import.Damages;
            _import.Dispose();
            _import = null;
        }
    }

    private void Tell(LedgerProblem problem)
    {
        if (problem.Message == _trouble)
        {
            return;
        }
        _trouble = problem.Message;
        error.WriteLine(
            problem.IsNone
                ? "trifuse: ledger: it is written again"
                : $"trifuse: ledger: {problem.Message}");
        error.Flush();
    }
}
