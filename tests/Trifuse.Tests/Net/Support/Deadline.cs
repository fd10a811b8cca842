using Trifuse.Net.Linux;
using Trifuse.Net.Streams;

namespace Trifuse.Tests.Net.Support;

/// <summary>
/// Limits of waiting in tests: long enough for a busy machine, and reached only by a failure.
/// </summary>
internal static class Deadline
{
    internal const int WaitMs = 20_000;

    internal static long FromNowNs() => MonotonicClock.NowNs() + WaitMs * 1_000_000L;

    /// <summary>Reads until data, an end, or the deadline, which fails the test.</summary>
    internal static int Read(IByteStream stream, Span<byte> destination)
    {
        var wait = new BlockingWait();
        long deadlineNs = FromNowNs();
        while (true)
        {
            int count = stream.Read(destination);
            if (count != StreamResult.WouldBlock)
            {
                return count;
            }
            Assert.Equal(WaitOutcome.Ready, wait.ForStream(stream, isWriting: false, deadlineNs));
        }
    }

    /// <summary>Reads exactly so many bytes.</summary>
    internal static byte[] ReadExactly(IByteStream stream, int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count)
        {
            int read = Read(stream, bytes.AsSpan(filled));
            Assert.True(read > 0, $"Ended after {filled} of {count} bytes: {stream.DescribeEnd()}");
            filled += read;
        }
        return bytes;
    }
}
