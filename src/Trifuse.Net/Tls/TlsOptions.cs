namespace Trifuse.Net.Tls;

/// <summary>
/// What may differ between TLS set-ups. That the server's certificate and name are verified may not.
/// </summary>
public readonly record struct TlsOptions
{
    /// <summary>PEM file of the only authorities to trust; null means the system's.</summary>
    public string? CaFile { get; init; }
}
