namespace Trifuse.Simulator.Matching;

/// <summary>An order as the client sent it: every field as text, absent ones null.</summary>
public sealed record OrderRequest
{
    public string? ClientOid { get; init; }

    public string? Symbol { get; init; }

    public string? Side { get; init; }

    public string? Type { get; init; }

    public string? Price { get; init; }

    public string? Size { get; init; }

    public string? Funds { get; init; }

    public string? TimeInForce { get; init; }

    public string? CancelAfter { get; init; }

    public bool PostOnly { get; init; }

    public bool Hidden { get; init; }

    public bool Iceberg { get; init; }

    public string? VisibleSize { get; init; }

    public string? Stp { get; init; }

    public string? Remark { get; init; }

    /// <summary>20 characters; the classic calls take 100.</summary>
    public int RemarkMaxLength { get; init; } = 20;

    public string? Tags { get; init; }

    public string? AllowMaxTimeWindow { get; init; }

    public string? ClientTimestamp { get; init; }
}

/// <summary>Why the exchange says no: its code and its text.</summary>
public sealed record Rejection(string Code, string Message);
