namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// What a call needs of the key that signs it: any one of the scopes given (KuCoin protocol 1.1).
/// </summary>
[Flags]
public enum Access
{
    /// <summary>No signature at all.</summary>
    Public = 0,

    General = 1,

    Spot = 2,

    Margin = 4,

    Futures = 8,

    Earn = 16,

    /// <summary>Moves money between the accounts of one user.</summary>
    InnerTransfer = 32,

    /// <summary>Moves money to others.</summary>
    Transfer = 64,

    Unified = 128,
}
