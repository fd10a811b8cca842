using Trifuse.Net.Linux;

namespace Trifuse.Engine.Output;

/// <summary>
/// The sink of a running engine: a descriptor. One that may stall (a pipe or a terminal whose reader has
/// stopped reading, and that blocks its writers) is asked before each piece whether it has room.
/// </summary>
public sealed class DescriptorSink(FileDescriptor descriptor, bool mayStall = false) : IByteSink
{
    // A pipe that says it is writable takes this much at once (PIPE_BUF of Linux, pipe(7)).
    private const int PieceBytes = 4096;

    /// <inheritdoc/>
    public SysResult Write(ReadOnlySpan<byte> bytes, out int written)
    {
        if (!mayStall)
        {
            return descriptor.Write(bytes, out written);
        }
        written = 0;
        while (written < bytes.Length)
        {
            if (!WriteReadiness.Wait(descriptor.Descriptor, 0))
            {
                return SysResult.Error(Errno.TryAgain);
            }
            ReadOnlySpan<byte> piece = bytes.Slice(written, Math.Min(PieceBytes, bytes.Length - written));
            SysResult result = descriptor.Write(piece, out int count);
            written += count;
            if (result.IsError)
            {
                return result;
            }
        }
        return new SysResult(written);
    }

    /// <inheritdoc/>
    public bool WaitWritable(int timeoutMs) => WriteReadiness.Wait(descriptor.Descriptor, timeoutMs);

    /// <inheritdoc/>
    public SysResult Sync() => descriptor.Sync();

    /// <inheritdoc/>
    public void Close() => descriptor.Dispose();
}
