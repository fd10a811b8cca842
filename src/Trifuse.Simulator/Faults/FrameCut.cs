namespace Trifuse.Simulator.Faults;

/// <summary>How much of a frame is left: all of it, as a rule.</summary>
public readonly record struct FrameCut(int Percent)
{
    public static FrameCut None => new(100);

    public byte[] Of(byte[] frame) =>
        Percent >= 100 ? frame : frame[..Math.Max(1, frame.Length * Percent / 100)];
}
