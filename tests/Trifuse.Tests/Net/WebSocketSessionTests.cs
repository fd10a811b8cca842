using System.Text;
using Trifuse.Net.Loop;
using Trifuse.Net.Streams;
using Trifuse.Net.WebSocket;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class WebSocketSessionTests
{
    private readonly MemoryPipe _pipe = new();
    private readonly WebSocketSession _session = new(new WebSocketLimits(1000, 2000), 42);
    private Collector _collector = new([]);

    public WebSocketSessionTests() => _session.Attach(_pipe, [], 1);

    private List<string> Texts => _collector.Texts;

    private int Read(ReadOnlySpan<byte> bytes, long nowNs = 5)
    {
        _pipe.Feed(bytes);
        return _session.ReadAvailable(ref _collector, nowNs);
    }

    private List<(int Opcode, byte[] Payload)> Written() => ServerFrame.ReadClientFrames(_pipe.Outgoing);

    private static int CodeOf(byte[] payload) => (payload[0] << 8) | payload[1];

    [Fact]
    public void Delivers_text_messages_with_the_time_of_the_read()
    {
        Assert.Equal(2, Read([.. ServerFrame.Text("one"), .. ServerFrame.Text("two")], nowNs: 77));
        Assert.Equal(["77:one", "77:two"], Texts);
        Assert.Equal(2, _session.MessageCount);
        Assert.Equal(77, _session.LastReceivedNs);
        Assert.Equal(SessionState.Open, _session.State);
    }

    [Fact]
    public void Delivers_what_the_handshake_read_too_many_even_if_nothing_more_comes()
    {
        _session.Release();
        _session.Attach(new MemoryPipe(), ServerFrame.Text("welcome"), 3);
        Assert.True(_session.HasUnread);
        Assert.Equal(1, _session.ReadAvailable(ref _collector, 4));
        Assert.Equal(["4:welcome"], Texts);
        Assert.False(_session.HasUnread);
    }

    [Fact]
    public void Answers_a_ping_with_its_payload_also_between_fragments()
    {
        Read(
        [
            .. ServerFrame.Text("a", isLast: false),
            .. ServerFrame.Make(9, "beat"u8),
            .. ServerFrame.Continuation("b", isLast: true),
        ]);
        (int opcode, byte[] payload) = Assert.Single(Written());
        Assert.Equal(10, opcode);
        Assert.Equal("beat"u8.ToArray(), payload);
        Assert.Equal(["5:ab"], Texts);
        Assert.Equal(1, _session.PingCount);
    }

    [Fact]
    public void Echoes_the_servers_close_and_ends()
    {
        Read(
        [
            .. ServerFrame.Text("last"),
            .. ServerFrame.Close(1001, "maintenance"),
            .. ServerFrame.Text("late"),
        ]);
        (int opcode, byte[] payload) = Assert.Single(Written());
        Assert.Equal(8, opcode);
        Assert.Equal(1001, CodeOf(payload));
        Assert.Equal(SessionState.Ended, _session.State);
        Assert.Equal(SessionEnd.ClosedByServer, _session.EndCause);
        Assert.Equal(1001, _session.CloseCodeReceived);
        Assert.Equal("maintenance", Encoding.UTF8.GetString(_session.CloseReason));
        Assert.Contains("maintenance", _session.DescribeEnd(), StringComparison.Ordinal);
        Assert.Equal(["5:last"], Texts);
        Assert.False(_pipe.IsClosed);
        _session.Release();
        Assert.True(_pipe.IsClosed);
    }

    [Fact]
    public void Closes_from_this_side_and_still_delivers_what_was_under_way()
    {
        _session.BeginClose();
        Assert.Equal(SessionState.Closing, _session.State);
        Assert.Equal(SendTextResult.NotOpen, _session.SendText("x"u8));
        Read([.. ServerFrame.Text("crossed"), .. ServerFrame.Close(1000)]);
        Assert.Equal(["5:crossed"], Texts);
        Assert.Equal(SessionEnd.ClosedByUs, _session.EndCause);
        (int opcode, byte[] payload) = Assert.Single(Written());
        Assert.Equal((8, 1000), (opcode, CodeOf(payload)));
    }

    [Fact]
    public void Ends_a_violation_with_its_code_and_counts_it()
    {
        Read([0x81, 1, 0xFF]);
        Assert.Equal(1007, CodeOf(Assert.Single(Written()).Payload));
        Assert.Equal(SessionEnd.ProtocolViolation, _session.EndCause);
        Assert.Equal(FrameFault.InvalidUtf8, _session.Fault);
        Assert.Equal((1, 0), (_session.MalformedCount, _session.OversizedCount));
    }

    [Fact]
    public void Counts_an_oversized_message_and_serves_the_next_connection()
    {
        Read(ServerFrame.Text(new string('x', 1001)));
        Assert.Equal(1009, CodeOf(Assert.Single(Written()).Payload));
        Assert.Equal((1, 1), (_session.MalformedCount, _session.OversizedCount));
        _session.Release();
        var next = new MemoryPipe();
        next.Feed(ServerFrame.Text("fresh"));
        _session.Attach(next, [], 9);
        Assert.Equal(1, _session.ReadAvailable(ref _collector, 10));
        Assert.Equal((SessionState.Open, SessionEnd.None), (_session.State, _session.EndCause));
    }

    [Fact]
    public void Refuses_a_binary_message()
    {
        Read(ServerFrame.Make(2, "x"u8));
        Assert.Equal(1003, CodeOf(Assert.Single(Written()).Payload));
    }

    [Theory]
    [InlineData(StreamResult.Closed, SessionEnd.StreamClosed)]
    [InlineData(StreamResult.Failed, SessionEnd.StreamFailed)]
    public void Ends_with_its_stream_after_the_last_message(int end, SessionEnd cause)
    {
        _pipe.ReadEnd = end;
        Read(ServerFrame.Text("last"));
        _session.ReadAvailable(ref _collector, 6);
        Assert.Equal(["5:last"], Texts);
        Assert.Equal((SessionState.Ended, cause), (_session.State, _session.EndCause));
    }

    [Fact]
    public void Sends_masked_text()
    {
        Assert.Equal(SendTextResult.Sent, _session.SendText("subscribe"u8));
        (int opcode, byte[] payload) = Assert.Single(Written());
        Assert.Equal(1, opcode);
        Assert.Equal("subscribe"u8.ToArray(), payload);
        Assert.False(_session.WantsWrite);
    }

    [Fact]
    public void Keeps_what_the_socket_does_not_take_in_order()
    {
        _pipe.WriteRoom = 5;
        Assert.Equal(SendTextResult.Sent, _session.SendText("first message"u8));
        Assert.Equal(SendTextResult.Sent, _session.SendText("second"u8));
        Assert.True(_session.WantsWrite);
        _pipe.WriteRoom = 10;
        _session.OnWritable();
        Assert.True(_session.WantsWrite);
        _pipe.WriteRoom = int.MaxValue;
        _session.OnWritable();
        Assert.False(_session.WantsWrite);
        Assert.Equal(
            ["first message", "second"], Written().Select(frame => Encoding.UTF8.GetString(frame.Payload)));
    }

    [Fact]
    public void Refuses_whole_messages_when_the_queue_is_full_but_has_room_for_pong_and_close()
    {
        _pipe.WriteRoom = 0;
        while (_session.SendText(new byte[100].AsSpan()) == SendTextResult.Sent)
        {
        }
        Assert.Equal(SendTextResult.QueueFull, _session.SendText(new byte[100]));
        Read(ServerFrame.Make(9, "p"u8));
        _session.BeginClose();
        _pipe.WriteRoom = int.MaxValue;
        _session.OnWritable();
        int[] opcodes = [.. Written().Select(frame => frame.Opcode)];
        Assert.Equal([10, 8], opcodes[^2..]);
        Assert.All(opcodes[..^2], opcode => Assert.Equal(1, opcode));
    }

    [Fact]
    public void Drops_pongs_rather_than_grow_when_the_server_floods_pings()
    {
        _pipe.WriteRoom = 0;
        for (int i = 0; i < 200; i++)
        {
            Read(ServerFrame.Make(9, new byte[125]));
        }
        Assert.True(_session.PongsDropped > 0);
        Assert.Equal(SessionState.Open, _session.State);
    }

    [Fact]
    public void Writes_and_reads_in_one_call_when_the_descriptor_is_ready()
    {
        _pipe.WriteRoom = 0;
        _session.SendText("later"u8);
        _pipe.WriteRoom = int.MaxValue;
        _pipe.Feed(ServerFrame.Text("news"));
        Assert.Equal(1, _session.OnReady(ReadyEvents.Readable, ref _collector, 8));
        Assert.True(_session.WantsWrite);
        Assert.Equal(0, _session.OnReady(ReadyEvents.Writable, ref _collector, 9));
        Assert.False(_session.WantsWrite);
        Assert.Equal(["8:news"], Texts);
        Assert.Equal("later"u8.ToArray(), Assert.Single(Written()).Payload);
    }

    [Fact]
    public void Tells_a_message_of_which_a_part_has_left_from_one_of_which_none_has()
    {
        _pipe.WriteRoom = 4;
        _pipe.WriteEnd = StreamResult.Failed;
        Assert.Equal(SendTextResult.Broken, _session.SendText("a message"u8));
        Assert.Equal(SendTextResult.NotOpen, _session.SendText("another"u8));
        Assert.Equal(SessionEnd.StreamFailed, _session.EndCause);
    }

    [Fact]
    public void A_message_behind_one_that_is_stuck_has_not_left_when_the_stream_breaks()
    {
        _pipe.WriteRoom = 4;
        Assert.Equal(SendTextResult.Sent, _session.SendText("a message"u8));
        _pipe.WriteRoom = 3;
        _pipe.WriteEnd = StreamResult.Failed;
        Assert.Equal(SendTextResult.NotOpen, _session.SendText("another"u8));
    }

    [Fact]
    public void Ends_when_a_write_fails()
    {
        _pipe.WriteRoom = 0;
        _pipe.WriteEnd = StreamResult.Failed;
        Assert.Equal(SendTextResult.NotOpen, _session.SendText("x"u8));
        Assert.Equal(SessionEnd.StreamFailed, _session.EndCause);
    }

    [Fact]
    public void Stops_reading_at_its_budget_and_says_that_more_is_there()
    {
        byte[] frame = ServerFrame.Text(new string('x', 990));
        byte[] frames = [.. Enumerable.Repeat(frame, 2000).SelectMany(bytes => bytes)];
        Assert.True(Read(frames) < 2000);
        Assert.True(_session.HasUnread);
        while (_session.HasUnread)
        {
            _session.ReadAvailable(ref _collector, 5);
        }
        Assert.Equal(2000, _session.MessageCount);
    }

    [Fact]
    public void Receiving_and_sending_allocate_nothing()
    {
        byte[] frames = [.. ServerFrame.Text("{\"a\":1}"), .. ServerFrame.Make(9, "p"u8)];
        var counter = default(Counter);
        void Run()
        {
            for (int i = 0; i < 500; i++)
            {
                _pipe.Feed(frames);
                _session.ReadAvailable(ref counter, i);
                _session.SendText("{\"type\":\"ping\"}"u8);
                _pipe.ForgetOutgoing();
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
        Assert.Equal(1000, counter.Count);
    }

    private struct Collector(List<string> texts) : IMessageHandler
    {
        internal List<string> Texts { get; } = texts;

        public readonly void OnText(ReadOnlySpan<byte> payload, long nowNs) =>
            Texts.Add($"{nowNs}:{Encoding.UTF8.GetString(payload)}");
    }

    private struct Counter : IMessageHandler
    {
        internal int Count;

        public void OnText(ReadOnlySpan<byte> payload, long nowNs) => Count++;
    }
}
