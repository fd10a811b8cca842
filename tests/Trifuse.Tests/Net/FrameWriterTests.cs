using CsCheck;
using Trifuse.Net.WebSocket;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class FrameWriterTests
{
    [Fact]
    public void Masks_like_the_byte_loop_of_the_rfc_and_back()
    {
        Gen.Select(Gen.Byte.Array[0, 300], Gen.UInt, Gen.Int[0, 40]).Sample((payload, key, offset) =>
        {
            byte[] keyBytes = BitConverter.GetBytes(key);
            byte[] source = [.. new byte[offset], .. payload];
            byte[] masked = new byte[payload.Length];
            FrameWriter.Mask(source.AsSpan(offset), masked, key);
            for (int i = 0; i < payload.Length; i++)
            {
                Assert.Equal((byte)(payload[i] ^ keyBytes[i % 4]), masked[i]);
            }
            FrameWriter.Mask(masked, masked, key);
            Assert.Equal(payload, masked);
        });
    }

    [Fact]
    public void Writes_frames_that_read_back_at_every_length_form()
    {
        foreach (int length in (int[])[0, 1, 31, 32, 33, 125, 126, 127, 65_535, 65_536, 70_001])
        {
            byte[] payload = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
            byte[] frame = new byte[length + FrameWriter.OverheadBytesMax];
            int written = FrameWriter.Write(frame, FrameKind.Text, payload, 0xA1B2C3D4);
            Assert.Equal(FrameWriter.FrameBytes(length), written);
            List<(int Opcode, byte[] Payload)> read = ServerFrame.ReadClientFrames(frame.AsSpan(0, written));
            (int opcode, byte[] content) = Assert.Single(read);
            Assert.Equal(1, opcode);
            Assert.Equal(payload, content);
        }
    }

    [Fact]
    public void Writes_nothing_beyond_the_frame()
    {
        byte[] buffer = new byte[100];
        buffer.AsSpan().Fill(0xEE);
        int written = FrameWriter.Write(buffer, FrameKind.Ping, "abc"u8, 7);
        Assert.Equal(9, written);
        Assert.True(buffer.AsSpan(written).IndexOfAnyExcept((byte)0xEE) < 0);
    }

    [Fact]
    public void Mask_keys_differ_from_frame_to_frame_and_seed_to_seed()
    {
        var first = new MaskSource(1);
        var second = new MaskSource(2);
        HashSet<uint> keys = [];
        for (int i = 0; i < 1000; i++)
        {
            keys.Add(first.NextKey());
            keys.Add(second.NextKey());
        }
        Assert.True(keys.Count > 1990);
        Assert.NotEqual(0u, new MaskSource(0).NextKey());
    }
}
