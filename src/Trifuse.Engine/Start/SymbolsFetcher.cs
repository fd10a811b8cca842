using System.Diagnostics.CodeAnalysis;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Tls;

namespace Trifuse.Engine.Start;

/// <summary>Asks the configured exchange for its symbols, outside of a run. Needs no key.</summary>
public static class SymbolsFetcher
{
    /// <summary>The exchange's symbols, or the reason why there are none.</summary>
    public static bool TryFetch(
        EngineConfig config,
        [NotNullWhen(true)] out SymbolsReply? symbols,
        [NotNullWhen(false)] out StartProblem? problem)
    {
        symbols = null;
        string? caFile = config.Exchange.CaFile.Length == 0 ? null : config.Exchange.CaFile;
        if (!TlsContext.TryCreate(new TlsOptions { CaFile = caFile }, out TlsContext? tls, out string why))
        {
            problem = new StartProblem(why);
            return false;
        }
        using TlsContext ownedTls = tls;
        var address = new ExchangeAddress(config.Exchange.RestUrl.DnsSafeHost, config.Exchange.RestUrl.Port);
        int timeoutMs = (int)(config.Exchange.RequestTimeoutNs / 1_000_000);
        using var client = new ControlClient(address, tls, signer: null, timeoutMs, cancel: null);
        ControlReply reply = client.Get(Endpoints.Symbols);
        if (reply.IsTransportFailure)
        {
            problem = new StartProblem(reply.Problem);
            return false;
        }
        Reply<SymbolsReply> parsed = SymbolsReply.Parse(reply.Status, reply.Body);
        problem = parsed.IsGood ? null : new StartProblem(parsed.Cause);
        symbols = parsed.IsGood ? parsed.Value : null;
        return parsed.IsGood;
    }
}
