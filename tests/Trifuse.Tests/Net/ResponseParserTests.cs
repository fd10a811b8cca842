using System.Text;
using CsCheck;
using Trifuse.Net.Http;
using Trifuse.Tests.Net.Support;

namespace Trifuse.Tests.Net;

public sealed class ResponseParserTests
{
    private static readonly HttpLimits Limits = new(1000, 2000, 1000);

    private const string Fixed =
        "HTTP/1.1 200 OK\r\nDate: now\r\ncontent-LENGTH:  11 \r\n" +
        "gw-ratelimit-remaining:\t99\r\n\r\nhello world";

    private const string Chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n" +
        "5\r\nhello\r\n1;name=\"v\"\r\n \r\n0005\r\nworld\r\n0\r\nTrailer: x\r\n\r\n";

    private static ResponseParser Parse(string text, ResponseParser? parser = null, int cut = 0)
    {
        parser ??= new ResponseParser(Limits);
        ReadOnlySpan<byte> bytes = Encoding.Latin1.GetBytes(text);
        Feed(parser, bytes[..cut]);
        Feed(parser, bytes[cut..]);
        return parser;
    }

    private static void Feed(ResponseParser parser, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && parser.State == ParseState.NeedMore)
        {
            Span<byte> free = parser.Free;
            int count = Math.Min(free.Length, bytes.Length);
            Assert.True(count > 0, "The parser has no room for more bytes.");
            bytes[..count].CopyTo(free);
            parser.Advance(count);
            bytes = bytes[count..];
        }
    }

    private static string BodyOf(ResponseParser parser) => Encoding.Latin1.GetString(parser.Body);

    private static void Refuses(string text, HttpFault fault)
    {
        for (int cut = 0; cut <= Math.Min(text.Length, 600); cut++)
        {
            ResponseParser parser = Parse(text, cut: cut);
            Assert.Equal((ParseState.Faulted, fault), (parser.State, parser.Fault));
        }
    }

    [Theory]
    [InlineData(Fixed)]
    [InlineData(Chunked)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + Fixed)]
    public void Reads_a_reply_split_at_every_byte_position(string text)
    {
        for (int cut = 0; cut <= text.Length; cut++)
        {
            ResponseParser parser = Parse(text, cut: cut);
            Assert.Equal((ParseState.Complete, 200), (parser.State, parser.Status));
            Assert.Equal("hello world", BodyOf(parser));
            Assert.True(parser.CanKeepAlive);
        }
    }

    [Fact]
    public void Is_not_complete_before_the_last_byte()
    {
        foreach (string text in (string[])[Fixed, Chunked])
        {
            var parser = new ResponseParser(Limits);
            foreach (char character in text)
            {
                Assert.Equal(ParseState.NeedMore, parser.State);
                Feed(parser, [(byte)character]);
            }
            Assert.Equal(ParseState.Complete, parser.State);
        }
    }

    [Fact]
    public void Finds_headers_in_any_case_and_trims_them()
    {
        ResponseParser parser = Parse(Fixed);
        Assert.True(parser.TryGetHeader("GW-RateLimit-Remaining"u8, out ReadOnlySpan<byte> value));
        Assert.Equal("99"u8.ToArray(), value.ToArray());
        Assert.False(parser.TryGetHeader("gw-ratelimit"u8, out _));
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 50\r\n\r\n")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n")]
    public void Knows_replies_without_a_body(string text)
    {
        ResponseParser parser = Parse(text);
        Assert.Equal(ParseState.Complete, parser.State);
        Assert.Equal(0, parser.Body.Length);
        Assert.True(parser.CanKeepAlive);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: foo, close\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nsurplus")]
    public void Does_not_keep_a_connection_that_is_to_close_or_out_of_step(string text) =>
        Assert.False(Parse(text).CanKeepAlive);

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.2 200 OK\r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.1 20 OK \r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.1 600 OK\r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.1 2000 K\r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.1 2\"0 OK\r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.1 200 OK\n", HttpFault.BadStatusLine)]
    [InlineData("\r\nHTTP/1.1 200 OK\r\n", HttpFault.BadStatusLine)]
    [InlineData("HTTP/1.1 200 OK\r\nNo colon\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\n: no name\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\nBlank : before\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\nC: d\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\rc\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\nA: b\0c\r\n", HttpFault.BadHeader)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", HttpFault.NoLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2001\r\n\r\n", HttpFault.BodyTooLong)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +1\r\n", HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n", HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n", HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length:\r\n", HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n", HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n", HttpFault.ConflictingLength)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        HttpFault.ConflictingLength)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
        HttpFault.ConflictingLength)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n", HttpFault.UnknownEncoding)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        HttpFault.UnknownEncoding)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", HttpFault.BadChunk)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", HttpFault.BadChunk)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", HttpFault.BadChunk)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n", HttpFault.BadChunk)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n", HttpFault.BadChunk)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7D1\r\n", HttpFault.BodyTooLong)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n7D0\r\n", HttpFault.BodyTooLong)]
    [InlineData(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", HttpFault.BadChunk)]
    public void Refuses_what_two_readers_could_read_differently(string text, HttpFault fault) =>
        Refuses(text, fault);

    [Fact]
    public void Accepts_a_length_repeated_with_the_same_value()
    {
        ResponseParser parser = Parse("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok");
        Assert.Equal("ok", BodyOf(parser));
    }

    [Fact]
    public void Refuses_a_head_beyond_the_limit_also_without_any_line_end()
    {
        Refuses("HTTP/1.1 200 OK\r\nX: " + new string('x', 1000), HttpFault.HeadTooLong);
        Refuses(new string('x', 1001), HttpFault.HeadTooLong);
        string hints = string.Concat(Enumerable.Repeat("HTTP/1.1 103 E\r\n\r\n", 60));
        Refuses(hints, HttpFault.HeadTooLong);
    }

    [Fact]
    public void Refuses_more_headers_than_the_table_holds()
    {
        string headers = string.Concat(Enumerable.Repeat("A:b\r\n", 129));
        Refuses("HTTP/1.1 200 OK\r\n" + headers, HttpFault.TooManyHeaders);
    }

    [Fact]
    public void Joins_the_largest_body_from_chunks_of_one_byte()
    {
        string body = string.Concat(Enumerable.Range(0, 2000).Select(i => (char)('a' + i % 26)));
        string chunks = string.Concat(body.Select(character => $"1\r\n{character}\r\n"));
        string text = $"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n";
        foreach (bool canGrow in (bool[])[false, true])
        {
            ResponseParser parser = Parse(text, new ResponseParser(Limits, canGrow));
            Assert.Equal(ParseState.Complete, parser.State);
            Assert.Equal(body, BodyOf(parser));
        }
    }

    [Fact]
    public void Grows_to_a_large_body_if_allowed()
    {
        string body = new('x', 3_000_000);
        var parser = new ResponseParser(HttpLimits.Bootstrap, canGrow: true);
        Parse($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}", parser);
        Assert.Equal(body, BodyOf(parser));
    }

    [Fact]
    public void Keeps_the_bytes_after_an_upgrade()
    {
        ResponseParser parser = Parse("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\nframes");
        Assert.Equal(101, parser.Status);
        Assert.Equal("frames"u8.ToArray(), parser.Surplus.ToArray());
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        string[] pieces =
        [
            "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 C\r\n", "Content-Length: 3\r\n",
            "Transfer-Encoding: chunked\r\n",
            "\r\n", "\n", "3\r\nabc\r\n", "0\r\n", "a:b\r\n", " ", ":", "abc", "\0", "/",
            "\u00ff", "5;x=y\r\n",
        ];
        Gen<string> part = Gen.OneOf(
            Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]),
            Gen.Byte.Select(value => ((char)value).ToString()));
        Gen.Select(part.List[0, 30], Gen.Int[1, 20]).Sample((parts, step) =>
        {
            byte[] bytes = Encoding.Latin1.GetBytes(string.Concat(parts));
            var parser = new ResponseParser(new HttpLimits(100, 50, 100), canGrow: step > 10);
            for (int at = 0; at < bytes.Length && parser.State == ParseState.NeedMore; at += step)
            {
                Feed(parser, bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));
                Assert.True(parser.Body.Length <= 50);
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var parser = new ResponseParser(Limits);
        byte[] fixedReply = Encoding.Latin1.GetBytes(Fixed);
        byte[] chunkedReply = Encoding.Latin1.GetBytes(Chunked);
        int complete = 0;
        void Run()
        {
            for (int i = 0; i < 200; i++)
            {
                byte[] reply = i % 2 == 0 ? fixedReply : chunkedReply;
                parser.Reset();
                reply.CopyTo(parser.Free);
                complete += parser.Advance(reply.Length) == ParseState.Complete ? 1 : 0;
                complete += parser.TryGetHeader("gw-ratelimit-remaining"u8, out _) ? 1 : 0;
            }
        }
        Run();
        Assert.Equal(0, AllocationMeter.Measure(Run));
        Assert.Equal(600, complete);
    }
}
