using System.Globalization;
using System.Text;
using Trifuse.Simulator;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Wire;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Tests.Simulator;

public class MarketOutboxTests
{
    private const int Frames = 300;

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public async Task Pushes_never_overtake_each_other_whatever_their_delays(double medianMs)
    {
        var gate = new Lock();
        using var wire = new RecordingStream();
        using var loop = new EventLoop(TimeSpan.FromMilliseconds(5), static () => { });
        loop.Start();
        using var client = new StreamClient(wire, null, queueFrames: 10_000, static () => { });
        Task writing = client.WriteLoopAsync();
        var outbox = new MarketOutbox(gate, loop, new Delay(medianMs, medianMs * 20), new Rng(1, stream: 1));
        Listener[] listeners = [new Listener(client, "")];
        for (int i = 0; i < Frames; i++)
        {
            lock (gate)
            {
                bool inBatch = i % 10 < 5;
                if (inBatch)
                {
                    outbox.Begin();
                }

                string text = "{" + i.ToString("d4", CultureInfo.InvariantCulture) + "}";
                outbox.Push(listeners, Encoding.ASCII.GetBytes(text));
                if (inBatch)
                {
                    outbox.End();
                }
            }
        }

        byte[] all = await wire.TakeAsync(Frames * 8);
        Assert.Equal(Enumerable.Range(0, Frames), Numbers(all));
        Assert.Equal(Frames, outbox.Pushes);
        client.Finish(SocketFrames.Normal);
        await writing;
    }

    [Fact]
    public async Task A_tunnel_is_named_in_front_of_what_everybody_hears()
    {
        using var wire = new RecordingStream();
        using var client = new StreamClient(wire, null, queueFrames: 10, static () => { });
        Task writing = client.WriteLoopAsync();
        new Listener(client, "t1").Queue("{\"a\":1}"u8);
        new Listener(client, "").Queue("{\"a\":1}"u8);
        client.Finish(SocketFrames.Normal, "bye");
        await writing;
        byte[] all = wire.ToArray();
        string text = Encoding.ASCII.GetString(all);
        Assert.Contains("{\"tunnelId\":\"t1\",\"a\":1}", text);
        Assert.EndsWith("bye", text);
        Assert.Equal(2, text.Split("\"a\":1").Length - 1);
    }

    [Fact]
    public void A_full_queue_ends_the_client_and_a_frozen_one_stays()
    {
        using var cut = new ManualResetEventSlim();
        using var wire = new RecordingStream();
        using var client = new StreamClient(wire, null, queueFrames: 3, cut.Set);
        client.IsFrozen = true;
        for (int i = 0; i < 5; i++)
        {
            client.Queue("{}"u8);
        }

        Assert.False(client.WasTooSlow);
        client.IsFrozen = false;
        client.Queue("{}"u8);
        Assert.True(client.WasTooSlow);
        Assert.True(cut.Wait(TimeSpan.FromSeconds(30)), "it was never cut");
    }

    private static IEnumerable<int> Numbers(byte[] all)
    {
        // Each frame is two bytes of head and six of text.
        for (int at = 0; at < all.Length; at += 8)
        {
            Assert.Equal((0x81, 6), (all[at], all[at + 1]));
            yield return int.Parse(all.AsSpan(at + 3, 4), NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Keeps what is written.</summary>
    private sealed class RecordingStream : MemoryStream
    {
        private readonly Lock _gate = new();
        private readonly SemaphoreSlim _written = new(0);

        public async Task<byte[]> TakeAsync(int length)
        {
            while (true)
            {
                lock (_gate)
                {
                    if (Length >= length)
                    {
                        return ToArray();
                    }
                }

                Assert.True(await _written.WaitAsync(TimeSpan.FromSeconds(30)), "nothing more was written");
            }
        }

        public override ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            lock (_gate)
            {
                Write(buffer.Span);
            }

            _written.Release();
            return ValueTask.CompletedTask;
        }
    }
}
