namespace Trifuse.Engine.Config;

/// <summary>[exchange]</summary>
public sealed record ExchangeSection
{
    /// <summary>
    /// rest_url: https address without a path; the streams' addresses come from its token reply.
    /// </summary>
    public required Uri RestUrl { get; init; }

    /// <summary>
    /// order_url: where orders go over WebSocket; with order_path = ws or auto.
    /// </summary>
    public required Uri OrderUrl { get; init; }

    /// <summary>ca_file: PEM file of the certificate authority to trust; empty means the system's.</summary>
    public required string CaFile { get; init; }

    /// <summary>
    /// secrets_file: file with mode 600 or 400 that holds the API key; empty means environment only.
    /// </summary>
    public required string SecretsFile { get; init; }

    /// <summary>key_version: 2 or 3, as shown where the API key was made.</summary>
    public required int KeyVersion { get; init; }

    /// <summary>clock_tolerance_ms: start is refused when this machine's clock is further off.</summary>
    public required long ClockToleranceNs { get; init; }

    /// <summary>connect_timeout_ms: for name, TCP and TLS together.</summary>
    public required long ConnectTimeoutNs { get; init; }

    /// <summary>request_timeout_ms: from the last byte sent to the whole reply.</summary>
    public required long RequestTimeoutNs { get; init; }

    /// <summary>
    /// allow_withdrawal_key: live trading with a key that may withdraw is refused unless this is set.
    /// </summary>
    public required bool AllowWithdrawalKey { get; init; }

    /// <summary>max_connections: market data connections at most.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>
    /// max_connection_age_minutes: a stream connection older than this is renewed
    /// before the exchange ends it.
    /// </summary>
    public required long MaxConnectionAgeNs { get; init; }

    /// <summary>keepalive_ms: an order connection idle for this long sends a request to stay open.</summary>
    public required long KeepaliveNs { get; init; }

    /// <summary>reconnect_min_ms: first pause before a lost connection is made again.</summary>
    public required long ReconnectMinNs { get; init; }

    /// <summary>reconnect_max_ms: the pause doubles up to this.</summary>
    public required long ReconnectMaxNs { get; init; }
}
