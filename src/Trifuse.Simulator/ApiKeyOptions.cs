namespace Trifuse.Simulator;

/// <summary>
/// One key of an account (KuCoin protocol 1.1 and 4.5, GET /api/v1/user/api-key). It opens nothing but this
/// simulator.
/// </summary>
public sealed record ApiKeyOptions
{
    public string Key { get; init; } = SimulatorOptions.DefaultKey;

    public string Secret { get; init; } = SimulatorOptions.DefaultSecret;

    public string Passphrase { get; init; } = SimulatorOptions.DefaultPassphrase;

    /// <summary>
    /// 1 takes plain passphrases only, 2 and 3 signed ones; null takes whatever version a client names, so
    /// that every client works.
    /// </summary>
    public int? Version { get; init; }

    /// <summary>
    /// Comma list as GET /api/v1/user/api-key shows it: General, Spot, Margin, Futures, Earn, InnerTransfer,
    /// Transfer, Unified.
    /// </summary>
    public string Permissions { get; init; } = "General,Spot";

    /// <summary>Addresses that may use the key; empty: any. A call from elsewhere is 400006.</summary>
    public IReadOnlyList<string> AllowedAddresses { get; init; } = [];

    public string Remark { get; init; } = "simulator";

    public bool Permits(string permission) => Array.Exists(
        Permissions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        p => string.Equals(p, permission, StringComparison.OrdinalIgnoreCase));
}
