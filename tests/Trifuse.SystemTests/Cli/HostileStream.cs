using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Trifuse.SystemTests.Cli;

/// <summary>One connection to the hostile exchange, for scripts to be good or bad on.</summary>
internal sealed class HostileStream(Stream stream, CancellationToken end)
{
    private const byte Text = 0x81;

    /// <summary>The key of an upgrade request; null when the last request was none.</summary>
    public string? UpgradeKey { get; private set; }

    /// <summary>Says hello, acknowledges subscriptions, answers pings, until the client goes.</summary>
    public static async Task BeGoodAsync(HostileStream stream)
    {
        await stream.UpgradeAsync();
        await stream.SendFrameAsync(Text, """{"id":"1","type":"welcome"}""");
        while (await stream.ReadMessageAsync() is { } message)
        {
            await stream.AnswerAsync(message);
        }
    }

    /// <summary>As a good one until everything is subscribed, and then what the script does.</summary>
    public static Func<HostileStream, Task> GoodThen(Func<HostileStream, Task> script) => async stream =>
    {
        await stream.UpgradeAsync();
        await stream.SendFrameAsync(Text, """{"id":"1","type":"welcome"}""");
        await stream.AnswerAsync(await stream.ReadMessageAsync() ?? throw new IOException("gone"));
        await script(stream);
        // Whatever is said, it is the client that must go.
        while (await stream.ReadMessageAsync() is not null)
        {
        }
    };

    /// <summary>The path of the next request; null when the client has gone.</summary>
    public async Task<string?> ReadRequestAsync()
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, end) == 0)
            {
                return null;
            }
            head.Append((char)one[0]);
        }
        string[] lines = head.ToString().Split("\r\n");
        const string Name = "Sec-WebSocket-Key:";
        UpgradeKey = lines.FirstOrDefault(static l => l.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
            ?[Name.Length..].Trim();
        return lines[0].Split(' ')[1];
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes, end);
        await stream.FlushAsync(end);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 prescribes SHA-1; it guards nothing.")]
    public static string AcceptOf(string key) =>
        Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));

    /// <summary>Answers the upgrade as RFC 6455 section 4.2.2 says.</summary>
    public Task UpgradeAsync() => SendAsync(Encoding.ASCII.GetBytes(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Accept: {AcceptOf(UpgradeKey!)}\r\n\r\n"));

    public Task SendFrameAsync(byte firstByte, string payload) =>
        SendFrameAsync(firstByte, Encoding.UTF8.GetBytes(payload), payload.Length);

    /// <summary>A frame whose header may promise another length than it has.</summary>
    public Task SendFrameAsync(byte firstByte, byte[] payload, long promised)
    {
        byte[] frame = new byte[10 + payload.Length];
        frame[0] = firstByte;
        frame[1] = 127;
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), promised);
        if (promised < 126)
        {
            frame[1] = (byte)promised;
            payload.CopyTo(frame.AsSpan(2));
            return SendAsync(frame.AsMemory(0, 2 + payload.Length));
        }
        if (promised <= ushort.MaxValue)
        {
            frame[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)promised);
            payload.CopyTo(frame.AsSpan(4));
            return SendAsync(frame.AsMemory(0, 4 + payload.Length));
        }
        payload.CopyTo(frame.AsSpan(10));
        return SendAsync(frame);
    }

    /// <summary>The client's next text message; null when it has gone or said goodbye.</summary>
    private async Task<string?> ReadMessageAsync()
    {
        byte[] head = new byte[2];
        if (await stream.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, end) < 2
            || (head[0] & 0x0F) != 1)
        {
            return null;
        }
        int length = head[1] & 0x7F;
        if (length == 126)
        {
            await stream.ReadExactlyAsync(head, end);
            length = BinaryPrimitives.ReadUInt16BigEndian(head);
        }
        byte[] masked = new byte[4 + length];
        await stream.ReadExactlyAsync(masked, end);
        for (int i = 4; i < masked.Length; i++)
        {
            masked[i] ^= masked[i % 4];
        }
        return Encoding.UTF8.GetString(masked.AsSpan(4));
    }

    private async Task AnswerAsync(string message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        string id = document.RootElement.GetProperty("id").ToString();
        string type = document.RootElement.GetProperty("type").GetString()!;
        await SendFrameAsync(Text, $$"""{"id":"{{id}}","type":"{{(type == "ping" ? "pong" : "ack")}}"}""");
    }
}
