using System.Text;
using Trifuse.Net.Http;

namespace Trifuse.Tests.Net;

public sealed class RequestWriterTests
{
    [Fact]
    public void Writes_a_request_with_a_body()
    {
        var writer = new RequestWriter(500);
        writer.Begin("POST"u8, "/orders?x=1"u8, "api.example"u8);
        int slot = writer.HeaderSlot("Sign"u8, 4);
        writer.Header("Time"u8, -12L);
        writer.End("{\"a\":1}"u8);
        "abcd"u8.CopyTo(writer.Patch(slot, 4));
        Assert.Equal(
            "POST /orders?x=1 HTTP/1.1\r\nHost: api.example\r\nSign: abcd\r\nTime: -12\r\n" +
            "Content-Length: 7\r\n\r\n{\"a\":1}",
            Encoding.ASCII.GetString(writer.Written));
        writer.Begin("GET"u8, "/"u8, "h"u8);
        writer.End();
        Assert.Equal("GET / HTTP/1.1\r\nHost: h\r\n\r\n", Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Marks_an_overflow_and_writes_no_further_than_its_buffer()
    {
        static RequestWriter Write(int capacityBytes)
        {
            var writer = new RequestWriter(capacityBytes);
            writer.Begin("POST"u8, "/orders"u8, "h"u8);
            writer.HeaderSlot("Sign"u8, 10);
            writer.Header("Time"u8, 1234567890123);
            writer.End("body"u8);
            return writer;
        }
        int whole = Write(1000).Written.Length;
        for (int capacityBytes = 1; capacityBytes < whole + 5; capacityBytes++)
        {
            RequestWriter writer = Write(capacityBytes);
            Assert.Equal(capacityBytes < whole, writer.IsOverflowed);
            Assert.True(writer.Written.Length <= capacityBytes);
        }
    }
}
