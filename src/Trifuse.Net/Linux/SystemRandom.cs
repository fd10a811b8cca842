namespace Trifuse.Net.Linux;

/// <summary>The kernel's random source, for seeds of masks and handshake keys.</summary>
public static unsafe class SystemRandom
{
    /// <summary>Fills the span with random bytes.</summary>
    /// <exception cref="InvalidOperationException">The kernel has no random source.</exception>
    public static void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            fixed (byte* pointer = destination)
            {
                SysResult result = SysResult.From(Libc.GetRandom(pointer, (nuint)destination.Length, 0));
                if (result.IsOk)
                {
                    destination = destination[(int)result.Value..];
                }
                else if (result.Errno != Errno.Interrupted)
                {
                    throw new InvalidOperationException(
                        $"The kernel gives no random bytes: {result.Describe()}.");
                }
            }
        }
    }

    /// <summary>A random seed, never zero.</summary>
    public static ulong NextSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BitConverter.ToUInt64(bytes) | 1;
    }
}
