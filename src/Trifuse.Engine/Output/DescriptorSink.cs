using Trifuse.Net.Linux;

namespace Trifuse.Engine.Output;

/// <summary>The sink of a running engine: a descriptor.</summary>
public sealed class DescriptorSink(FileDescriptor descriptor) : IByteSink
{
    /// <inheritdoc/>
    public SysResult Write(ReadOnlySpan<byte> bytes, out int written) => descriptor.Write(bytes, out written);

    /// <inheritdoc/>
    public bool WaitWritable(int timeoutMs) => WriteReadiness.Wait(descriptor.Descriptor, timeoutMs);

    /// <inheritdoc/>
    public SysResult Sync() => descriptor.Sync();

    /// <inheritdoc/>
    public void Close() => descriptor.Dispose();
}
