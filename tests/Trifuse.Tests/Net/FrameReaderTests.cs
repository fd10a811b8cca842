using System.Text;
using CsCheck;
using Trifuse.Net.WebSocket;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class FrameReaderTests
{
    private const int MessageBytesMax = 1000;

    /// <summary>
    /// Feeds the bytes in pieces of these lengths and writes down everything that comes out.
    /// </summary>
    private static List<string> ReadAll(FrameReader reader, ReadOnlySpan<byte> bytes, params int[] cuts)
    {
        var seen = new List<string>();
        int start = 0;
        foreach (int cut in (int[])[.. cuts, bytes.Length])
        {
            ReadOnlySpan<byte> piece = bytes[start..cut];
            start = cut;
            while (!piece.IsEmpty)
            {
                Span<byte> free = reader.Free;
                int count = Math.Min(free.Length, piece.Length);
                Assert.True(count > 0, "The reader has no room for more bytes.");
                piece[..count].CopyTo(free);
                reader.Advance(count);
                piece = piece[count..];
                if (!Drain(reader, seen))
                {
                    return seen;
                }
            }
        }
        return seen;
    }

    private static bool Drain(FrameReader reader, List<string> seen)
    {
        while (true)
        {
            FrameRead read = reader.TryRead(out FrameKind kind, out ReadOnlySpan<byte> payload);
            if (read == FrameRead.Message)
            {
                seen.Add($"{kind}:{Encoding.UTF8.GetString(payload)}");
                continue;
            }
            if (read == FrameRead.Faulted)
            {
                seen.Add($"fault:{reader.Fault}");
            }
            return read == FrameRead.NeedMore;
        }
    }

    private static byte[] Conversation() =>
    [
        .. ServerFrame.Text("hello"),
        .. ServerFrame.Text(""),
        .. ServerFrame.Text(new string('a', 125)),
        .. ServerFrame.Text(new string('b', 126)),
        .. ServerFrame.Text("frag", isLast: false),
        .. ServerFrame.Make(9, "are you there"u8),
        .. ServerFrame.Continuation("men", isLast: false),
        .. ServerFrame.Make(10, ""u8),
        .. ServerFrame.Continuation("", isLast: false),
        .. ServerFrame.Continuation("ted \u20ac", isLast: true),
        .. ServerFrame.Make(2, "bin"u8),
        .. ServerFrame.Close(1001, "going"),
    ];

    private static readonly string[] Heard =
    [
        "Text:hello", "Text:", "Text:" + new string('a', 125), "Text:" + new string('b', 126),
        "Ping:are you there", "Pong:", "Text:fragmented \u20ac", "Binary:bin",
        "Close:" + Encoding.UTF8.GetString([3, 0xE9, .. "going"u8]),
    ];

    [Fact]
    public void Reads_a_conversation_split_at_every_byte_position()
    {
        byte[] bytes = Conversation();
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Heard, ReadAll(new FrameReader(MessageBytesMax), bytes, cut));
        }
    }

    [Fact]
    public void Reads_a_conversation_one_byte_at_a_time()
    {
        byte[] bytes = Conversation();
        int[] cuts = [.. Enumerable.Range(1, bytes.Length - 1)];
        Assert.Equal(Heard, ReadAll(new FrameReader(MessageBytesMax), bytes, cuts));
    }

    [Fact]
    public void Reads_on_after_a_reset_in_the_middle_of_a_message()
    {
        var reader = new FrameReader(MessageBytesMax);
        ReadAll(reader, ServerFrame.Text("lost", isLast: false));
        reader.Reset();
        Assert.Equal(["Text:kept"], ReadAll(reader, ServerFrame.Text("kept")));
    }

    [Fact]
    public void Drops_what_follows_a_close_frame()
    {
        byte[] bytes = [.. ServerFrame.Close(1000), .. ServerFrame.Text("late"), 0xFF, 0xFF];
        List<string> seen = ReadAll(new FrameReader(MessageBytesMax), bytes);
        Assert.Single(seen);
        Assert.StartsWith("Close:", seen[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_lengths_of_all_three_forms()
    {
        foreach (int length in (int[])[0, 1, 125, 126, 127, 65_535, 65_536, 70_000])
        {
            string text = new('x', length);
            Assert.Equal(["Text:" + text], ReadAll(new FrameReader(70_000), ServerFrame.Text(text)));
        }
    }

    [Fact]
    public void Joins_a_message_of_the_largest_size_from_many_fragments()
    {
        var bytes = new List<byte>();
        bytes.AddRange(ServerFrame.Text("", isLast: false));
        for (int i = 0; i < MessageBytesMax; i++)
        {
            bytes.AddRange(ServerFrame.Continuation("x", isLast: i == MessageBytesMax - 1));
            bytes.AddRange(ServerFrame.Make(9, new byte[125]));
        }
        List<string> seen = ReadAll(new FrameReader(MessageBytesMax), bytes.ToArray());
        Assert.Contains("Text:" + new string('x', MessageBytesMax), seen);
    }

    [Fact]
    public void Leaves_readable_bytes_after_the_payload()
    {
        var reader = new FrameReader(MessageBytesMax);
        byte[] frame = ServerFrame.Text(new string('x', MessageBytesMax));
        ReadAll(reader, []);
        Span<byte> free = reader.Free;
        frame.CopyTo(free);
        reader.Advance(frame.Length);
        Assert.Equal(FrameRead.Message, reader.TryRead(out _, out ReadOnlySpan<byte> payload));
        ref byte end = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(payload);
        for (int i = 0; i < FrameReader.SlackBytes; i++)
        {
            System.Runtime.CompilerServices.Unsafe.Add(ref end, payload.Length + i) = (byte)i;
        }
        Assert.True(payload.IndexOfAnyExcept((byte)'x') < 0);
    }

    public static TheoryData<string, byte[], FrameFault, int> Violations() => new()
    {
        { "RSV1", [0xC1, 0], FrameFault.ReservedBits, 1002 },
        { "RSV2", [0xA1, 0], FrameFault.ReservedBits, 1002 },
        { "RSV3", [0x91, 0], FrameFault.ReservedBits, 1002 },
        { "masked", [0x81, 0x80, 1, 2, 3, 4], FrameFault.MaskedFrame, 1002 },
        { "opcode 3", [0x83, 0], FrameFault.UnknownOpcode, 1002 },
        { "opcode 7", [0x87, 0], FrameFault.UnknownOpcode, 1002 },
        { "opcode 11", [0x8B, 0], FrameFault.UnknownOpcode, 1002 },
        { "opcode 15", [0x8F, 0], FrameFault.UnknownOpcode, 1002 },
        { "ping in pieces", [0x09, 0], FrameFault.FragmentedControl, 1002 },
        { "long ping", [0x89, 126, 0, 126], FrameFault.LongControl, 1002 },
        { "16-bit length for 125", [0x81, 126, 0, 125], FrameFault.LongerLengthThanNeeded, 1002 },
        { "64-bit length for 65535", [0x81, 127, 0, 0, 0, 0, 0, 0, 255, 255],
            FrameFault.LongerLengthThanNeeded, 1002 },
        { "top bit of length", [0x81, 127, 128, 0, 0, 0, 0, 0, 0, 0], FrameFault.MessageTooLarge, 1009 },
        { "continues nothing", [0x80, 0], FrameFault.UnexpectedContinuation, 1002 },
        { "text inside text", [0x01, 0, 0x81, 0], FrameFault.MissingContinuation, 1002 },
        { "binary inside text", [0x01, 0, 0x82, 0], FrameFault.MissingContinuation, 1002 },
        { "close of one byte", [0x88, 1, 3], FrameFault.BadClosePayload, 1002 },
        { "close reason not UTF-8", [0x88, 3, 3, 0xE8, 0xFF], FrameFault.InvalidUtf8, 1007 },
        { "text not UTF-8", [0x81, 1, 0xFF], FrameFault.InvalidUtf8, 1007 },
        { "text cut inside a character", [0x81, 2, 0xE2, 0x82], FrameFault.InvalidUtf8, 1007 },
        { "too large", [0x81, 126, 0x03, 0xE9], FrameFault.MessageTooLarge, 1009 },
        { "too large together", [0x01, 126, 0x03, 0xE8, .. new byte[1000], 0x80, 1],
            FrameFault.MessageTooLarge, 1009 },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Refuses_a_violation_wherever_it_is_cut(string name, byte[] bytes, FrameFault fault, int code)
    {
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var reader = new FrameReader(MessageBytesMax);
            List<string> seen = ReadAll(reader, bytes, cut);
            Assert.True(seen.Count > 0 && seen[^1] == $"fault:{fault}", $"{name}: {string.Join(' ', seen)}");
            Assert.Equal(FrameRead.Faulted, reader.TryRead(out _, out _));
        }
        Assert.Equal(code, CloseCode.Of(fault));
    }

    [Fact]
    public void Knows_which_close_codes_a_server_may_send()
    {
        int[] allowed = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999];
        int[] refused = [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535];
        foreach (int code in allowed)
        {
            Assert.StartsWith(
                "Close:", ReadAll(new FrameReader(MessageBytesMax), ServerFrame.Close(code))[0],
                StringComparison.Ordinal);
        }
        foreach (int code in refused)
        {
            Assert.Equal(
                ["fault:BadCloseCode"], ReadAll(new FrameReader(MessageBytesMax), ServerFrame.Close(code)));
        }
    }

    [Fact]
    public void Random_messages_in_random_fragments_and_cuts_arrive_whole()
    {
        Gen<string> text = Gen.Char['a', '~'].Array[0, 300].Select(chars => new string(chars));
        var cases = Gen.Select(text.List[1, 12], Gen.Int[1, 40], Gen.Int[1, 60], Gen.Bool);
        cases.Sample((texts, part, cut, ping) =>
        {
            var bytes = new List<byte>();
            foreach (string message in texts)
            {
                for (int at = 0; at == 0 || at < message.Length; at += part)
                {
                    bool isLast = at + part >= message.Length;
                    string piece = message.Substring(at, Math.Min(part, message.Length - at));
                    bytes.AddRange(at == 0
                        ? ServerFrame.Text(piece, isLast)
                        : ServerFrame.Continuation(piece, isLast));
                    if (ping)
                    {
                        bytes.AddRange(ServerFrame.Make(9, "p"u8));
                    }
                }
            }
            byte[] all = [.. bytes];
            int[] cuts = [.. Enumerable.Range(1, (all.Length - 1) / cut).Select(i => i * cut)];
            List<string> seen = ReadAll(new FrameReader(300), all, cuts);
            Assert.Equal(texts.Select(t => "Text:" + t), seen.Where(s => s != "Ping:p"));
        });
    }

    [Fact]
    public void Random_bytes_never_throw_and_never_use_more_memory()
    {
        byte[] heads = [0x00, 0x01, 0x80, 0x81, 0x82, 0x88, 0x89, 0x8A, 1, 2, 5, 126, 127];
        Gen<byte> likely = Gen.Int[0, heads.Length - 1].Select(i => heads[i]);
        Gen.OneOf(Gen.Byte, likely).Array[0, 600].Sample(bytes =>
        {
            var reader = new FrameReader(200);
            for (int at = 0; at < bytes.Length; at += 7)
            {
                Span<byte> free = reader.Free;
                int count = Math.Min(Math.Min(7, bytes.Length - at), free.Length);
                bytes.AsSpan(at, count).CopyTo(free);
                reader.Advance(count);
                FrameRead read;
                while ((read = reader.TryRead(out _, out ReadOnlySpan<byte> payload)) == FrameRead.Message)
                {
                    Assert.True(payload.Length <= 200);
                }
                if (read == FrameRead.Faulted)
                {
                    return;
                }
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var reader = new FrameReader(MessageBytesMax);
        byte[] bytes = [.. Conversation().AsSpan()[..^9]];
        long messages = 0;
        void Run()
        {
            for (int i = 0; i < 200; i++)
            {
                bytes.CopyTo(reader.Free);
                reader.Advance(bytes.Length);
                while (reader.TryRead(out _, out _) == FrameRead.Message)
                {
                    messages++;
                }
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
        Assert.Equal(2 * 200 * 8, messages);
    }

    [Fact]
    public void The_allocation_meter_sees_an_allocation()
    {
        object? kept = null;
        Assert.True(AllocationMeter.Measure(() => kept = new byte[100]) >= 100);
        Assert.NotNull(kept);
    }
}
