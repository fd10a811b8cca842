using System.Text;
using System.Text.Json.Nodes;
using Trifuse.Core.Domain;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin.Orders;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Net.Loop;
using Trifuse.Net.Streams;
using Trifuse.Net.WebSocket;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Engine.Connections;

/// <summary>The order socket over a stream in memory and a clock of the test.</summary>
public sealed class OrderStreamTests : IOrderStreamOwner, IDisposable
{
    private const long Second = 1_000_000_000;
    private const string Session = """{"sessionId":"d2c9","timestamp":1742175983882}""";
    private const string Welcome =
        """{"sessionId":"d2c9","data":"welcome","pingInterval":18000,"pingTimeout":10000}""";

    private static readonly RestErrand Errand =
        new(RestPurpose.Place, new SymbolId(1), new ClientOrderId(1, 2, 0, 0));

    private readonly EventLoop _loop = new();
    private readonly EventFd _descriptor = new();
    private readonly RequestSigner _signer = new("key"u8, "secret"u8, "phrase"u8, 3);
    private readonly DialDesk _desk;
    private readonly OrderStream _stream;
    private readonly List<string> _told = [];
    private MemoryPipe _pipe;
    private bool _isQuiet;
    private long _replies;

    public OrderStreamTests()
    {
        _desk = new DialDesk(0, 1, _loop.Waker, _loop.Waker);
        var plan = new OrderStreamPlan(
            0, new WebSocketLimits(16_384, 16_384), 5 * Second, 2 * Second, 4 * Second, 100 * Second, 7);
        _stream = new OrderStream(_loop, _desk, plan, _signer, this);
        _pipe = NewPipe();
    }

    void IOrderStreamOwner.OnOrderReply(
        in RestErrand errand, OrderEntryFrame frame, ReadOnlySpan<byte> text, long sentNs, long nowNs)
    {
        _replies++;
        if (!_isQuiet)
        {
            _told.Add($"reply {errand.ClientId.Step} {frame.Code} after {nowNs - sentNs}");
        }
    }

    void IOrderStreamOwner.OnOrderLost(in RestErrand errand, OrderStreamEnd cause, long nowNs) =>
        _told.Add($"lost {errand.ClientId.Step} {cause}");

    void IOrderStreamOwner.OnOrderPong(long roundTripNs, long nowNs)
    {
        if (!_isQuiet)
        {
            _told.Add($"pong after {roundTripNs}");
        }
    }

    public void Dispose()
    {
        _stream.Close();
        _loop.Dispose();
        _descriptor.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public void Signs_the_session_and_is_up_with_the_welcome()
    {
        _stream.Start();
        Assert.Equal(OrderStreamEnd.None, Redial().Former);
        _stream.Attach(new Dialled { Stream = _pipe, Leftover = ServerFrame.Text(Session) }, 0);
        Assert.False(_stream.IsUp);
        Assert.False(_stream.TrySend(in Errand, "x"u8, 0));
        byte[] signature = new byte[RequestSigner.SignatureBytes];
        _signer.SignText(Encoding.UTF8.GetBytes(Session), signature);
        Assert.Equal(Encoding.ASCII.GetString(signature), Assert.Single(Sent()));
        Feed(Welcome, 1);
        Assert.True(_stream.IsUp);
        JsonNode ping = JsonNode.Parse(Assert.Single(Sent()))!;
        Assert.Equal("ping", (string)ping["op"]!);
        Feed($$"""{"id":"{{ping["id"]}}","op":"pong","timestamp":1}""", 31);
        Assert.Equal(["pong after 30"], _told);
    }

    [Fact]
    public void Replies_find_their_requests_in_any_order_and_strangers_none()
    {
        Open();
        long first = Send(0, 10);
        long second = Send(1, 20);
        Feed(Reply(second), 25);
        Feed(Reply(second), 26);
        Feed(Reply(999), 27);
        Feed(Reply(first), 40);
        Assert.Equal(["reply 1 200000 after 5", "reply 0 200000 after 30"], _told);
        Assert.Equal(0, _stream.InFlight);
        Assert.True(_stream.IsUp);
    }

    [Theory]
    [InlineData("""{"code":"400011","msg":"session verification failed"}""", OrderStreamEnd.Refused)]
    [InlineData("""{"hello":1}""", OrderStreamEnd.Malformed)]
    [InlineData("""{"id":"1","op":"spot.or""", OrderStreamEnd.Malformed)]
    [InlineData(Session, OrderStreamEnd.Malformed)]
    [InlineData(Welcome, OrderStreamEnd.Malformed)]
    public void A_connection_that_says_what_it_should_not_is_replaced_and_its_requests_are_lost(
        string frame, OrderStreamEnd cause)
    {
        Open();
        Send(0, 10);
        Send(1, 20);
        Feed(frame, 25);
        Assert.Equal([$"lost 0 {cause}", $"lost 1 {cause}"], _told);
        DialRequest dial = Redial();
        Assert.Equal((DialKind.OrderStream, cause), (dial.Kind, dial.Former));
        Assert.Equal(cause == OrderStreamEnd.Refused ? 400011 : 0, dial.Code);
        Assert.False(_stream.TrySend(in Errand, "x"u8, 30));
        _pipe = NewPipe();
        Open();
        Assert.True(_stream.IsUp);
        Assert.Equal(1, _stream.LostCount);
    }

    [Fact]
    public void What_has_not_left_may_go_another_way_and_what_has_is_told_as_lost()
    {
        Open();
        _pipe.WriteRoom = 0;
        _pipe.WriteEnd = StreamResult.Failed;
        Assert.False(_stream.TrySend(in Errand, "an order"u8, 10));
        Assert.Empty(_told);
        Assert.Equal(OrderStreamEnd.Lost, Redial().Former);
        _pipe = NewPipe();
        Open();
        _pipe.WriteRoom = 5;
        _pipe.WriteEnd = StreamResult.Failed;
        Assert.True(_stream.TrySend(in Errand, "an order"u8, 10));
        Assert.Equal(["lost 0 Lost"], _told);
    }

    [Fact]
    public void Overdue_replies_silence_and_a_missing_welcome_end_it()
    {
        Open();
        Send(0, 10);
        _stream.Tick(2 * Second);
        Assert.Empty(_told);
        _stream.Tick((2 * Second) + 11);
        Assert.Equal(["lost 0 ReplyOverdue"], _told);
        Assert.Equal(OrderStreamEnd.ReplyOverdue, Redial().Former);
        _pipe = NewPipe();
        Open(answersPing: false);
        _stream.Tick(10 * Second);
        Assert.True(_stream.IsUp);
        _stream.Tick((10 * Second) + 1);
        Assert.Equal(OrderStreamEnd.Silent, Redial().Former);
        _pipe = NewPipe();
        _stream.Attach(new Dialled { Stream = _pipe }, 0);
        _stream.Tick(5 * Second);
        Assert.False(_desk.HasRequest);
        _stream.Tick((5 * Second) + 1);
        Assert.Equal(OrderStreamEnd.NoWelcome, Redial().Former);
    }

    [Fact]
    public void An_old_connection_is_replaced_when_nothing_is_under_way_on_it()
    {
        Open();
        long id = Send(0, (100 * Second) - 1);
        _stream.Tick((100 * Second) + 1);
        Assert.True(_stream.IsUp);
        AnswerPing(100 * Second);
        Feed(Reply(id), 100 * Second);
        _stream.Tick((100 * Second) + 1);
        Assert.Equal(OrderStreamEnd.Renewed, Redial().Former);
        Assert.Equal(0, _stream.LostCount);
    }

    [Fact]
    public void Sending_and_replies_allocate_nothing()
    {
        Open();
        _isQuiet = true;
        byte[] request = new byte[200];
        long first = _stream.NextId;
        byte[][] replies = [.. Enumerable.Range(0, 200).Select(i => ServerFrame.Text(Reply(first + i)))];
        int at = 0;
        void Once()
        {
            for (int i = 0; i < 100; i++)
            {
                _stream.TrySend(in Errand, request, 10);
                _pipe.Feed(replies[at++]);
                _stream.OnReady(ReadyEvents.Readable, 20);
            }
        }
        Once();
        Assert.Equal(0, AllocationMeter.Measure(Once));
        Assert.Equal(200, _replies);
        Assert.Equal(0, _stream.InFlight);
    }

    private static string Reply(long id) =>
        $$"""{"id":"{{id}}","op":"spot.order","code":"200000","data":{"orderId":"x"},"inTime":1,"outTime":2}""";

    private MemoryPipe NewPipe() => new() { Descriptor = _descriptor.Descriptor };

    private void Open(bool answersPing = true)
    {
        _stream.Attach(
            new Dialled
            {
                Stream = _pipe,
                Leftover = [.. ServerFrame.Text(Session), .. ServerFrame.Text(Welcome)],
            },
            0);
        if (answersPing)
        {
            AnswerPing(0);
        }
    }

    private void AnswerPing(long nowNs)
    {
        string ping = Sent().Last(static text => text.Contains("\"ping\"", StringComparison.Ordinal));
        Feed($$"""{"id":"{{JsonNode.Parse(ping)!["id"]}}","op":"pong","timestamp":1}""", nowNs);
        _told.Clear();
    }

    private long Send(byte step, long nowNs)
    {
        long id = _stream.NextId;
        Assert.True(_stream.TrySend(
            Errand with { ClientId = new ClientOrderId(1, 2, step, 0) }, "an order"u8, nowNs));
        return id;
    }

    private void Feed(string frame, long nowNs)
    {
        _pipe.Feed(ServerFrame.Text(frame));
        _stream.OnReady(ReadyEvents.Readable, nowNs);
    }

    private List<string> Sent()
    {
        List<string> texts =
        [
            .. ServerFrame.ReadClientFrames(_pipe.Outgoing)
                .Select(static frame => Encoding.UTF8.GetString(frame.Payload)),
        ];
        _pipe.ForgetOutgoing();
        return texts;
    }

    private DialRequest Redial()
    {
        Assert.True(_desk.TryRequest(out DialRequest request));
        return request;
    }
}
