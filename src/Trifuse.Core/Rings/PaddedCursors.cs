using System.Runtime.InteropServices;

namespace Trifuse.Core.Rings;

/// <summary>
/// The cursors of a single-producer single-consumer ring, each side's pair on cache lines of its own (128
/// bytes apart, because processors prefetch lines in pairs). Not generic: a generic struct cannot have
/// explicit layout.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct PaddedCursors
{
    /// <summary>Next position to write; written by the producer alone.</summary>
    [FieldOffset(128)] public long Tail;

    /// <summary>The producer's last look at <see cref="Head"/>.</summary>
    [FieldOffset(136)] public long HeadSeenByProducer;

    /// <summary>Next position to read; written by the consumer alone.</summary>
    [FieldOffset(256)] public long Head;

    /// <summary>The consumer's last look at <see cref="Tail"/>.</summary>
    [FieldOffset(264)] public long TailSeenByConsumer;
}
