namespace Trifuse.Simulator.Faults;

/// <summary>What faults may do to the exchange as a whole. Called from any thread.</summary>
public interface IFaultTargets
{
    /// <summary>
    /// Cuts sockets of one kind (null: any) and one account (null: any) without a close frame.
    /// </summary>
    void CloseSockets(StreamKind? kind, string? account);

    /// <summary>The sockets stay open, send nothing for this long, and then go on.</summary>
    void FreezeSockets(StreamKind? kind, string? account, TimeSpan duration);

    /// <summary>Null: every symbol.</summary>
    void Halt(string? symbol);

    void CancelOnly(string? symbol);

    void Resume(string? symbol);

    void SkipSequence(string symbol);

    void ExpireTokens();

    void ShiftClock(TimeSpan by);
}
