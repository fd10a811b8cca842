namespace Trifuse.Trading.Execution;

/// <summary>What the account's fees are paid with.</summary>
public enum FeePayment : byte
{
    /// <summary>The quote currency of each trade.</summary>
    Quote,

    /// <summary>KCS from the account: the fee leaves neither funds nor proceeds.</summary>
    Kcs,
}
