using Trifuse.Engine.Agents;
using Trifuse.Engine.Audit;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Control;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Hot;
using Trifuse.Engine.Journal;
using Trifuse.Engine.Output;
using Trifuse.Engine.Scribe;
using Trifuse.Engine.Tape;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Net.Tls;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Start;

/// <summary>
/// All parts of one run, made and wired by <see cref="EngineBuilder"/> before any thread starts.
/// </summary>
internal sealed class EngineAssembly : IDisposable
{
    public required MarketFacts Facts { get; init; }

    public required Universe Universe { get; init; }

    public required HotSetup Setup { get; init; }

    public required HotCore<RingOutput> Core { get; init; }

    public required HotMetrics HotMetrics { get; init; }

    public required HotAgent Hot { get; init; }

    public required StreamLine[] Lines { get; init; }

    public required int MarketLines { get; init; }

    public required ExecutorAgent[] Executors { get; init; }

    /// <summary>Compares with the exchange; null in a recording.</summary>
    public required AuditorAgent? Auditor { get; init; }

    public required ScribeAgent Scribe { get; init; }

    public required AgentThread ScribeThread { get; init; }

    /// <summary>Hot thread, executors of their own threads, connector: all but the scribe.</summary>
    public required AgentThread[] TradingThreads { get; init; }

    public required EventFd CancelDials { get; init; }

    public required TapeSink? TapeSink { get; init; }

    public required TapeWriter? Tape { get; init; }

    public required JournalKeeper? Journal { get; init; }

    /// <summary>Where hot thread, connector and main thread write records.</summary>
    public required EngineJournals Journals { get; init; }

    public required StateDirectory? State { get; init; }

    public required ControlPage? Page { get; init; }

    public required LimitsKeeper Keeper { get; init; }

    public required ReportTarget[] Targets { get; init; }

    public required LineSink LogSink { get; init; }

    public required TlsContext Tls { get; init; }

    public required RequestSigner[] Signers { get; init; }

    /// <summary>What the operator should know before it starts.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Every thread, the scribe last.</summary>
    public IEnumerable<AgentThread> AllThreads => [.. TradingThreads, ScribeThread];

    /// <summary>Streams are live and every executor has a warm connection.</summary>
    public bool IsReady
    {
        get
        {
            bool isReady = Hot.IsReady && Auditor is not { HasBegun: false };
            foreach (ExecutorAgent executor in Executors)
            {
                isReady &= executor.IdleLinks > 0;
            }
            return isReady;
        }
    }

    public void Dispose()
    {
        Tape?.Dispose();
        Journal?.Dispose();
        Page?.Dispose();
        State?.Dispose();
        foreach (ReportTarget target in Targets)
        {
            target.Sink.Dispose();
        }
        LogSink.Dispose();
        foreach (RequestSigner signer in Signers)
        {
            signer.Dispose();
        }
        Core.Dispose();
        Tls.Dispose();
        CancelDials.Dispose();
    }
}
