using System.Runtime.CompilerServices;
using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Engine.Config;
using Trifuse.Engine.Hot;

namespace Trifuse.Engine.Start;

/// <summary>
/// Runs made-up messages and orders through the real code before the first thread starts, on a hot core
/// and a cascade of their own which are thrown away: the first real tick meets compiled code, made buffers
/// and warm caches. With the JIT it pauses between rounds, because methods are compiled again in the
/// background once they were called often; a later engine of the same process finds them compiled.
/// </summary>
internal static class WarmUp
{
    private const int JitRounds = 4;
    private const int FramesPerRound = 4_000;
    private const int CascadesPerRound = 60;

    // The JIT's background compilation waits for 100 ms without new methods.
    private const int JitPauseMs = 200;
    private const long TickNs = 10_000;

    private static int _runs;

    public static void Run(EngineAssembly parts, EngineConfig config)
    {
        HotSetup dry = parts.Setup with
        {
            Options = parts.Setup.Options.AsDryRun(),
            NeedsPrivateStream = false,
            Balances = [],
        };
        using var core = new HotCore<WarmOutput>(dry, new WarmOutput(dry.Options.Slots), tape: null)
        {
            Metrics = new HotMetrics(),
        };
        core.OnCommand(HotCommand.Arm, 0);
        var frames = new WarmFrames(parts.Universe);
        var cascades = parts.Signers.Length > 0 ? new WarmCascade(parts, config) : null;
        var random = new Prng(1);
        long nowNs = 1;
        bool isCompiled = !RuntimeFeature.IsDynamicCodeCompiled || Interlocked.Increment(ref _runs) > 1;
        int rounds = isCompiled ? 1 : JitRounds;
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < FramesPerRound; i++)
            {
                nowNs += TickNs;
                var symbol = new SymbolId((int)random.NextBelow(parts.Universe.SymbolCount));
                ReadOnlySpan<byte> frame = frames.Write(symbol, dry.Feeds[symbol.Index], ref random, nowNs);
                core.OnMarketFrame(dry.ConnectionOf[symbol.Index], frame, nowNs);
                if (i % 16 == 0)
                {
                    core.OnPrivateFrame(frames.WriteOrderEvent(symbol, dry.Options.Run), nowNs);
                    core.OnPrivateFrame(frames.WriteBalance(parts.Universe.QuoteOf(symbol)), nowNs);
                }
            }
            for (int i = 0; i < CascadesPerRound && cascades is not null; i++)
            {
                nowNs = cascades.Go(core, nowNs);
            }
            if (rounds > 1)
            {
                Thread.Sleep(JitPauseMs);
            }
        }
    }
}
