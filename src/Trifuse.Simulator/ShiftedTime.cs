namespace Trifuse.Simulator;

/// <summary>The system's clock, wrong by a fixed amount: an exchange whose clock differs from the client's.</summary>
internal sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
