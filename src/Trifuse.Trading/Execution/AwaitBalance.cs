namespace Trifuse.Trading.Execution;

/// <summary>Whether a leg waits for the balance push of the leg before it.</summary>
public enum AwaitBalance : byte
{
    /// <summary>The fill is enough.</summary>
    Off,

    /// <summary>Sell legs wait; the balance may lower the amount, never raise it.</summary>
    Sells,
}
