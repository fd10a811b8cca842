namespace Trifuse.Trading.Reporting;

/// <summary>Where a fill was learned; the numbers are the format's and never change.</summary>
public enum FillSource : byte
{
    /// <summary>The private stream.</summary>
    Stream = 0,

    /// <summary>The list of fills, asked for.</summary>
    Query = 1,
}
