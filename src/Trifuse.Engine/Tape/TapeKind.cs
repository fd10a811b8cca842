namespace Trifuse.Engine.Tape;

/// <summary>What a tape record holds. The numbers are part of the file format (docs/tape.md).</summary>
public enum TapeKind : byte
{
    /// <summary>A message of a market stream, as it came; the channel is the connection.</summary>
    MarketFrame = 1,

    /// <summary>A message of the private stream, as it came.</summary>
    PrivateFrame = 2,

    /// <summary>A connection changed its state.</summary>
    Connection = 3,

    /// <summary>An executor told the hot agent something; the channel is its slot.</summary>
    ExecutorEvent = 4,

    /// <summary>The control plane delivered a result: a book snapshot, balances, fees.</summary>
    ControlResult = 5,

    /// <summary>An order of the operator: arm, drain, kill, resume.</summary>
    Command = 6,

    /// <summary>Time passed without a message; only nowNs matters.</summary>
    Tick = 7,

    /// <summary>
    /// Records are missing here; the payload is their number (int64). The recorder writes these itself.
    /// </summary>
    Dropped = 8,
}
