using Trifuse.Engine.Output;
using Trifuse.Net.Linux;

namespace Trifuse.Tests.Engine.Support;

/// <summary>Takes a budget of bytes, then refuses with an error of choice until more is granted.</summary>
internal sealed class FaultySink : IByteSink
{
    private readonly List<byte> _bytes = [];

    internal long Budget { get; set; } = long.MaxValue;

    internal int Refusal { get; set; } = Errno.NoSpace;

    /// <summary>Bytes that each wait for readiness grants, as a slow reader does.</summary>
    internal int GrantPerWait { get; set; }

    internal int MaxPerWrite { get; set; } = int.MaxValue;

    internal int Waits { get; private set; }

    internal bool IsClosed { get; private set; }

    internal byte[] Bytes => [.. _bytes];

    internal string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public SysResult Write(ReadOnlySpan<byte> bytes, out int written)
    {
        written = (int)Math.Min(Math.Min(bytes.Length, MaxPerWrite), Budget);
        _bytes.AddRange(bytes[..written]);
        Budget -= Budget == long.MaxValue ? 0 : written;
        return written == bytes.Length || written == MaxPerWrite
            ? new SysResult(written)
            : SysResult.Error(Refusal);
    }

    public bool WaitWritable(int timeoutMs)
    {
        Waits++;
        Budget += GrantPerWait;
        return GrantPerWait > 0;
    }

    public SysResult Sync() => SysResult.Ok;

    public void Close() => IsClosed = true;
}
