using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// The WebSocket door: who may come in, reading and answering, and silent clients. Which protocol is spoken
/// is decided by path and token.
/// </summary>
public sealed class StreamServer
{
    private const int MessageMaxBytes = 64 * 1024;
    private const int MessagesPerWindowMax = 100;
    private static readonly TimeSpan MessageWindow = TimeSpan.FromSeconds(10);

    // A client that is told to go has this long to take the reason and to close.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    private readonly SimulatorOptions _options;
    private readonly StreamDoors _doors;
    private readonly ConnectionLimits _limits;
    private readonly ConcurrentDictionary<StreamClient, byte> _clients = new();
    private readonly TimeProvider _time;
    private long _served;
    private long _tooSlow;
    private long _silent;

    public StreamServer(SimulatorOptions options, StreamDoors doors, TimeProvider time)
    {
        _options = options;
        _doors = doors;
        _time = time;
        Quirks quirks = options.Quirks;
        _limits = new ConnectionLimits(quirks.ConnectionsPerUser, quirks.ConnectionsPerMinute, time);
    }

    /// <summary>Connections that are open now.</summary>
    public IEnumerable<StreamClient> Clients => _clients.Keys;

    public long ClientsServed => Interlocked.Read(ref _served);

    public long ClientsTooSlow => Interlocked.Read(ref _tooSlow);

    public long ClientsSilent => Interlocked.Read(ref _silent);

    public void CloseAll()
    {
        foreach (StreamClient client in _clients.Keys)
        {
            client.Cut();
        }
    }

    /// <summary>
    /// Looks for clients that have been silent or connected for too long, now and again.
    /// </summary>
    public void WatchSilence(EventLoop loop)
    {
        TimeSpan limit = (_options.PingInterval + _options.PingTimeout) * _options.Quirks.SilenceFactor;
        double hours = _options.Quirks.ConnectionHours;
        foreach (StreamClient client in _clients.Keys)
        {
            if (hours > 0 && client.Age.TotalHours > hours)
            {
                client.Cut();
            }
            else if (client.Silence > limit && !client.IsFinished)
            {
                Interlocked.Increment(ref _silent);
                client.Send(ControlFrames.Error(default, new StreamFault(400, "ping timeout")));
                client.Finish(SocketFrames.Policy);
                loop.After(GracePeriod, client.Cut);
            }
        }

        double shortestMs = hours > 0
            ? Math.Min(limit.TotalMilliseconds, hours * 3_600_000)
            : limit.TotalMilliseconds;
        loop.After(
            TimeSpan.FromMilliseconds(Math.Clamp(shortestMs / 8, 20, 10_000)), () => WatchSilence(loop));
    }

    public async Task ServeAsync(HttpContext context)
    {
        Stream? stream = await SocketUpgrade.AcceptAsync(context);
        if (stream is null)
        {
            return;
        }

        StreamEntry entry = _doors.Open(context);
        byte[]? refusal = entry.Refusal;
        using var client = new StreamClient(stream, entry.Account, _options.SendQueueFrames, context.Abort);
        client.Kind = entry.Talk is OrderEntryTalk ? StreamKind.OrderEntry : client.Kind;
        Task writing = client.WriteLoopAsync();
        if (refusal is null && _limits.TryOpen(entry.Account) is { } limit)
        {
            refusal = ControlFrames.Error(default, new StreamFault(509, limit));
        }
        else if (refusal is null)
        {
            await TalkAsync(client, stream, entry.Talk!);
            _limits.Close(entry.Account);
            client.Finish(SocketFrames.Normal);
        }

        if (refusal is not null)
        {
            client.Send(refusal);
            client.Finish(SocketFrames.Policy);
            await LetGoAsync(stream);
        }

        await EndAsync(client, writing);
    }

    private static async Task EndAsync(StreamClient client, Task writing)
    {
        try
        {
            await writing.WaitAsync(GracePeriod);
        }
        catch (TimeoutException)
        {
            client.Cut();
        }
    }

    /// <summary>Waits until a client that was refused has closed, within the grace period.</summary>
    private static async Task LetGoAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(GracePeriod);
        try
        {
            var reader = new SocketReader(stream, MessageMaxBytes);
            while (await reader.NextAsync(patience.Token) is { Opcode: not SocketOpcode.Close })
            {
                // What it still says is not heard.
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // It has gone, or it stays and is left.
        }
    }

    private static bool IsEnd(Exception e) => e is OperationCanceledException or IOException
        or InvalidDataException or ObjectDisposedException or InvalidOperationException;

    private async Task TalkAsync(StreamClient client, Stream stream, IStreamTalk talk)
    {
        _clients[client] = 0;
        Interlocked.Increment(ref _served);
        try
        {
            talk.Begin(client);
            await ReadLoopAsync(client, stream, talk);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The peer went away, was cut off or broke the rules: the connection ends the same way.
        }
        finally
        {
            _clients.TryRemove(client, out _);
            talk.End(client);
            if (client.WasTooSlow)
            {
                Interlocked.Increment(ref _tooSlow);
            }
        }
    }

    private async Task ReadLoopAsync(StreamClient client, Stream stream, IStreamTalk talk)
    {
        var reader = new SocketReader(stream, MessageMaxBytes);
        long windowStart = _time.GetTimestamp();
        int inWindow = 0;
        while (await reader.NextAsync(client.CutToken) is { } message)
        {
            client.Heard();
            switch (message.Opcode)
            {
                case SocketOpcode.Close:
                    return;
                case SocketOpcode.Ping:
                    client.SendPong(message.Payload.Span);
                    continue;
                case SocketOpcode.Pong:
                    continue;
                default:
                    break;
            }

            if (_time.GetElapsedTime(windowStart) > MessageWindow)
            {
                windowStart = _time.GetTimestamp();
                inWindow = 0;
            }

            talk.Hear(client, message.Payload, tooMany: ++inWindow > MessagesPerWindowMax);
        }
    }
}
