using System.Text;
using Trifuse.Net.Http;
using Trifuse.Net.Loop;
using Trifuse.Net.Streams;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class HttpConnectionTests
{
    private readonly MemoryPipe _pipe = new();
    private readonly HttpConnection _connection = new(new HttpLimits(1000, 1000, 1000));

    public HttpConnectionTests() => _connection.Attach(_pipe, 1);

    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\ngw-ratelimit-remaining: 7\r\n\r\nok";

    private HttpOutcome Receive(string text, long nowNs = 20)
    {
        _pipe.Feed(Encoding.Latin1.GetBytes(text));
        return _connection.OnReadable(nowNs);
    }

    [Fact]
    public void Sends_a_request_and_gives_its_reply()
    {
        Assert.Equal(SendResult.Sent, _connection.TrySend("request"u8, 10));
        Assert.Equal(HttpState.AwaitingReply, _connection.State);
        Assert.Equal("request"u8.ToArray(), _pipe.Outgoing.ToArray());
        HttpOutcome outcome = Receive(Ok);
        Assert.Equal(new HttpOutcome(HttpOutcomeKind.Reply, 200, false, HttpFault.None, 0), outcome);
        Assert.Equal("ok"u8.ToArray(), _connection.Body.ToArray());
        Assert.True(_connection.TryGetHeader("GW-RATELIMIT-REMAINING"u8, out ReadOnlySpan<byte> value));
        Assert.Equal("7"u8.ToArray(), value.ToArray());
        Assert.Equal(HttpState.Idle, _connection.State);
        Assert.Equal((20L, 1), (_connection.LastUsedNs, _connection.RequestCount));
    }

    [Fact]
    public void Gives_the_reply_only_when_it_is_whole()
    {
        _connection.TrySend("request"u8, 10);
        for (int i = 0; i < Ok.Length - 1; i++)
        {
            Assert.Equal(HttpOutcome.None, Receive(Ok[i].ToString()));
        }
        Assert.Equal(HttpOutcomeKind.Reply, Receive(Ok[^1].ToString()).Kind);
    }

    [Fact]
    public void Never_sends_a_second_request_before_the_first_is_answered()
    {
        _connection.TrySend("first"u8, 10);
        Assert.Equal(SendResult.Busy, _connection.TrySend("second"u8, 11));
        Assert.Equal("first"u8.ToArray(), _pipe.Outgoing.ToArray());
        Receive(Ok);
        Assert.Equal(SendResult.Sent, _connection.TrySend("second"u8, 12));
        Assert.Equal("firstsecond"u8.ToArray(), _pipe.Outgoing.ToArray());
    }

    [Fact]
    public void Goes_on_with_a_blocked_write_from_its_own_copy()
    {
        _pipe.WriteRoom = 3;
        byte[] request = "request"u8.ToArray();
        Assert.Equal(SendResult.Sent, _connection.TrySend(request, 10));
        Assert.Equal(HttpState.Sending, _connection.State);
        Assert.True(_connection.WantsWrite);
        request.AsSpan().Clear();
        Assert.Equal(HttpOutcome.None, _connection.OnWritable(11));
        _pipe.WriteRoom = 2;
        _connection.OnReady(ReadyEvents.Writable, 12);
        Assert.True(_connection.WantsWrite);
        _pipe.WriteRoom = int.MaxValue;
        _connection.OnReady(ReadyEvents.Writable, 13);
        Assert.False(_connection.WantsWrite);
        Assert.Equal("request"u8.ToArray(), _pipe.Outgoing.ToArray());
        Assert.Equal(HttpOutcomeKind.Reply, Receive(Ok).Kind);
    }

    [Fact]
    public void A_request_that_was_not_written_at_all_may_be_sent_again()
    {
        _pipe.WriteRoom = 0;
        _pipe.WriteEnd = StreamResult.Failed;
        Assert.Equal(SendResult.Failed, _connection.TrySend("request"u8, 10));
        HttpOutcome failure = _connection.LastFailure;
        Assert.Equal((HttpFault.ConnectionBroken, 0), (failure.Fault, failure.BytesWritten));
        Assert.False(failure.IsOutcomeUnknown);
    }

    [Fact]
    public void A_request_that_was_partly_written_has_an_unknown_outcome()
    {
        _pipe.WriteRoom = 3;
        _connection.TrySend("request"u8, 10);
        _pipe.WriteEnd = StreamResult.Failed;
        HttpOutcome outcome = _connection.OnWritable(11);
        Assert.Equal((HttpOutcomeKind.Failed, 3), (outcome.Kind, outcome.BytesWritten));
        Assert.True(outcome.IsOutcomeUnknown);
        Assert.Equal(HttpState.Ended, _connection.State);
    }

    [Theory]
    [InlineData(StreamResult.Closed, HttpFault.ClosedByServer, "")]
    [InlineData(StreamResult.Failed, HttpFault.ConnectionBroken, "")]
    [InlineData(
        StreamResult.Closed, HttpFault.ClosedByServer, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")]
    public void An_unanswered_request_has_an_unknown_outcome(int end, HttpFault fault, string partial)
    {
        _connection.TrySend("request"u8, 10);
        Receive(partial);
        _pipe.ReadEnd = end;
        HttpOutcome outcome = _connection.OnReady(ReadyEvents.Readable | ReadyEvents.PeerClosed, 12);
        Assert.Equal((HttpOutcomeKind.Failed, fault, 7), (outcome.Kind, outcome.Fault, outcome.BytesWritten));
        Assert.True(outcome.IsOutcomeUnknown);
        Assert.Equal(SendResult.NotConnected, _connection.TrySend("again"u8, 13));
    }

    [Fact]
    public void A_reply_that_is_not_acceptable_fails_with_its_fault()
    {
        _connection.TrySend("request"u8, 10);
        HttpOutcome outcome = Receive("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
        Assert.Equal((HttpOutcomeKind.Failed, HttpFault.BodyTooLong), (outcome.Kind, outcome.Fault));
    }

    [Fact]
    public void A_reply_that_closes_is_still_a_reply()
    {
        _connection.TrySend("request"u8, 10);
        HttpOutcome outcome = Receive(
            "HTTP/1.1 429 Too Many\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
        Assert.Equal(new HttpOutcome(HttpOutcomeKind.Reply, 429, true, HttpFault.None, 0), outcome);
        Assert.Equal(HttpState.Ended, _connection.State);
        Assert.Equal(SendResult.NotConnected, _connection.TrySend("again"u8, 11));
        _connection.Close();
        Assert.True(_pipe.IsClosed);
        Assert.Equal("no"u8.ToArray(), _connection.Body.ToArray());
    }

    [Fact]
    public void An_early_reply_to_a_request_still_being_written_is_given_and_ends_the_connection()
    {
        _pipe.WriteRoom = 3;
        _connection.TrySend("request"u8, 10);
        HttpOutcome outcome = Receive(Ok);
        Assert.Equal((HttpOutcomeKind.Reply, true), (outcome.Kind, outcome.IsCloseAfter));
        Assert.Equal(HttpState.Ended, _connection.State);
    }

    [Theory]
    [InlineData("", StreamResult.Closed, HttpFault.ClosedByServer)]
    [InlineData("", StreamResult.Failed, HttpFault.ConnectionBroken)]
    [InlineData("HTTP/1.1 408 Timeout\r\n\r\n", StreamResult.Closed, HttpFault.UnaskedBytes)]
    public void The_end_of_an_idle_connection_harms_nothing_else(string text, int end, HttpFault fault)
    {
        _connection.TrySend("request"u8, 10);
        Receive(Ok);
        _pipe.ReadEnd = end;
        HttpOutcome outcome = Receive(text);
        Assert.Equal(new HttpOutcome(HttpOutcomeKind.IdleEnd, 0, true, fault, 0), outcome);
        Assert.Equal("ok"u8.ToArray(), _connection.Body.ToArray());
        Assert.Equal(HttpState.Ended, _connection.State);
    }

    [Fact]
    public void A_time_out_gives_the_request_up_with_an_unknown_outcome()
    {
        _connection.TrySend("request"u8, 10);
        HttpOutcome outcome = _connection.Abandon(HttpFault.Timeout);
        Assert.Equal((HttpFault.Timeout, 7), (outcome.Fault, outcome.BytesWritten));
        Assert.Equal(HttpOutcome.None, Receive(Ok));
    }

    [Fact]
    public void Serves_one_stream_after_another()
    {
        _connection.TrySend("request"u8, 10);
        Receive("HTTP/1.1 200 OK\r\nContent-Le");
        _connection.Abandon();
        Assert.Throws<InvalidOperationException>(() => _connection.Attach(new MemoryPipe(), 11));
        _connection.Close();
        Assert.Equal((HttpState.Detached, -1), (_connection.State, _connection.Descriptor));
        var next = new MemoryPipe();
        _connection.Attach(next, 12);
        _connection.TrySend("request"u8, 13);
        next.Feed(Encoding.Latin1.GetBytes(Ok));
        Assert.Equal(HttpOutcomeKind.Reply, _connection.OnReadable(14).Kind);
    }

    [Fact]
    public void Refuses_a_request_beyond_the_limit()
    {
        Assert.Equal(SendResult.TooLong, _connection.TrySend(new byte[1001], 10));
        Assert.Equal(HttpState.Idle, _connection.State);
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing()
    {
        byte[] reply = Encoding.Latin1.GetBytes(Ok);
        var writer = new RequestWriter(1000);
        int replies = 0;
        void Run()
        {
            for (int i = 0; i < 300; i++)
            {
                writer.Begin("POST"u8, "/api/v1/hf/orders"u8, "localhost"u8);
                writer.Header("KC-API-TIMESTAMP"u8, 1_700_000_000_000 + i);
                writer.End("{}"u8);
                _connection.TrySend(writer.Written, i);
                _pipe.Feed(reply);
                replies += _connection.OnReady(ReadyEvents.Readable, i).Kind == HttpOutcomeKind.Reply ? 1 : 0;
                _pipe.ForgetOutgoing();
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
        Assert.Equal(600, replies);
    }
}
