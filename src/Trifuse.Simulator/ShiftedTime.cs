namespace Trifuse.Simulator;

/// <summary>
/// The system's clock, wrong by an amount: an exchange whose clock differs from the client's.
/// </summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    private long _shiftTicks = shift.Ticks;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shiftTicks));

    /// <summary>From now on the clock is ahead by this much more; negative: less.</summary>
    public void ShiftBy(TimeSpan more) => Interlocked.Add(ref _shiftTicks, more.Ticks);
}
