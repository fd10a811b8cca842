using Trifuse.KuCoin.Stream;

namespace Trifuse.Engine.Hot;

/// <summary>Frames by what the decoder made of them. Written by the hot thread alone.</summary>
public sealed class FrameCounters
{
    private readonly long[] _byResult = new long[(int)DecodeResult.Malformed + 1];

    /// <summary>All frames.</summary>
    public long Total { get; private set; }

    /// <summary>Frames of one kind.</summary>
    public long Of(DecodeResult result) => _byResult[(int)result];

    internal void Count(DecodeResult result)
    {
        _byResult[(int)result]++;
        Total++;
    }
}
