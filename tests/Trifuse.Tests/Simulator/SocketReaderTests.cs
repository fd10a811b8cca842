using System.Text;
using CsCheck;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Tests.Simulator;

public class SocketReaderTests
{
    private const int MessageMax = 1_000;

    [Fact]
    public void Messages_come_out_whole_however_they_are_split()
    {
        Gen<(string Text, int Parts, int Chunk)> cases = Gen.Select(
            Gen.String[Gen.Char['a', 'z'], 0, 900], Gen.Int[1, 4], Gen.Int[1, 300]);
        cases.Array[1, 5].Sample(messages =>
        {
            var bytes = new List<byte>();
            foreach ((string text, int parts, _) in messages)
            {
                bytes.AddRange(Split(text, parts));
            }

            Assert.Equal(messages.Select(m => m.Text), Read([.. bytes], messages[0].Chunk));
        });
    }

    [Fact]
    public void A_ping_may_stand_between_the_parts_of_a_message()
    {
        byte[] bytes =
            [.. Frame(0x01, "hel"), .. Frame(0x89, "p"), .. Frame(0x80, "lo"), .. Frame(0x88, "")];
        var reader = new SocketReader(new MemoryStream(bytes), MessageMax);
        Assert.Equal((SocketOpcode.Ping, "p"), Next(reader));
        Assert.Equal((SocketOpcode.Text, "hello"), Next(reader));
        Assert.Equal((SocketOpcode.Close, ""), Next(reader));
        Assert.Null(Next(reader));
    }

    [Fact]
    public void What_breaks_the_rules_is_refused()
    {
        Refuses(Frame(0x80, "no beginning"));
        Refuses([.. Frame(0x01, "a"), .. Frame(0x81, "b")]);
        Refuses(Frame(0x09, "a ping in parts"));
        Refuses(Frame(0xC1, "compressed"));
        Refuses(Frame(0x81, new string('x', MessageMax + 1)));
        Refuses([.. Frame(0x01, new string('x', MessageMax)), .. Frame(0x80, "x")]);
        Refuses(Frame(0x89, new string('x', 126)));
        Refuses([0x81, 0x01, (byte)'x', 0, 0, 0, 0, 0]);
    }

    [Fact]
    public void Heads_have_the_shortest_form()
    {
        Assert.Equal([0x81, 125], Head(125));
        Assert.Equal([0x81, 126, 0, 126], Head(126));
        Assert.Equal([0x81, 126, 0xFF, 0xFF], Head(65_535));
        Assert.Equal([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0], Head(65_536));
    }

    private static byte[] Head(int length)
    {
        var head = new byte[SocketFrames.HeadMax];
        int written = SocketFrames.WriteHead(head, SocketOpcode.Text, length);
        return head[..written];
    }

    private static void Refuses(byte[] bytes)
    {
        var reader = new SocketReader(new MemoryStream(bytes), MessageMax);
        Assert.Throws<InvalidDataException>(() =>
        {
            while (Next(reader) is not null)
            {
                // Those before the bad one are read.
            }
        });
    }

    private static List<string> Read(byte[] bytes, int chunk)
    {
        var reader = new SocketReader(new ChunkStream(bytes, chunk), MessageMax);
        var found = new List<string>();
        while (Next(reader) is { } message)
        {
            Assert.Equal(SocketOpcode.Text, message.Opcode);
            found.Add(message.Text);
        }

        return found;
    }

    private static (SocketOpcode Opcode, string Text)? Next(SocketReader reader)
    {
        // Memory streams answer at once.
        SocketMessage? message = reader.NextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return message is { } m ? (m.Opcode, Encoding.UTF8.GetString(m.Payload.Span)) : null;
    }

    private static byte[] Split(string text, int parts)
    {
        var bytes = new List<byte>();
        int size = (text.Length / parts) + 1;
        for (int i = 0; i < parts; i++)
        {
            int from = Math.Min(i * size, text.Length);
            int to = i == parts - 1 ? text.Length : Math.Min(from + size, text.Length);
            int opcode = i == 0 ? 0x01 : 0x00;
            bytes.AddRange(Frame(opcode | (i == parts - 1 ? 0x80 : 0), text[from..to]));
        }

        return [.. bytes];
    }

    private static byte[] Frame(int first, string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        byte[] mask = [7, 77, 177, 255];
        var frame = new List<byte> { (byte)first };
        if (payload.Length < 126)
        {
            frame.Add((byte)(0x80 | payload.Length));
        }
        else
        {
            frame.AddRange([0x80 | 126, (byte)(payload.Length >> 8), (byte)(payload.Length & 0xFF)]);
        }

        frame.AddRange(mask);
        frame.AddRange(payload.Select((b, i) => (byte)(b ^ mask[i % 4])));
        return [.. frame];
    }

    /// <summary>Gives at most so many bytes a read.</summary>
    private sealed class ChunkStream(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
