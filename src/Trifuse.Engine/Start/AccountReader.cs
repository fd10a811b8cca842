using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Tls;

namespace Trifuse.Engine.Start;

/// <summary>
/// Reads the trade account's balances as the exchange itself has them, outside of a run: what a run's own
/// totals are compared with.
/// </summary>
public static class AccountReader
{
    private const int TimeoutMs = 10_000;

    /// <summary>
    /// Balances (available + held) by currency; null with the reason when they cannot be read.
    /// </summary>
    public static IReadOnlyDictionary<string, ExactDecimal>? TryRead(
        EngineConfig config, Secrets secrets, out StartProblem? problem)
    {
        string? caFile = config.Exchange.CaFile.Length == 0 ? null : config.Exchange.CaFile;
        if (!TlsContext.TryCreate(new TlsOptions { CaFile = caFile }, out TlsContext? tls, out string why))
        {
            problem = new StartProblem(why);
            return null;
        }
        using TlsContext ownedTls = tls;
        using var signer = new RequestSigner(
            secrets.ApiKey, secrets.ApiSecret, secrets.Passphrase, config.Exchange.KeyVersion);
        var address = new ExchangeAddress(config.Exchange.RestUrl.DnsSafeHost, config.Exchange.RestUrl.Port);
        using var client = new ControlClient(address, tls, signer, TimeoutMs, cancel: null);
        ControlReply reply = client.GetSigned($"{Endpoints.Accounts}?type=trade");
        if (reply.IsTransportFailure)
        {
            problem = new StartProblem(reply.Problem);
            return null;
        }
        Reply<AccountsReply> accounts = AccountsReply.Parse(reply.Status, reply.Body);
        problem = accounts.IsGood ? null : new StartProblem(accounts.Cause);
        if (!accounts.IsGood)
        {
            return null;
        }
        var balances = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        foreach (AccountRow row in accounts.Value.Accounts)
        {
            balances[row.Currency] = row.Balance;
        }
        return balances;
    }
}
