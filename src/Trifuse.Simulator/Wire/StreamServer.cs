using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire;

/// <summary>The WebSocket door: token check, welcome, pings, subscriptions, silent clients.</summary>
public sealed class StreamServer
{
    private const int MessageMaxBytes = 64 * 1024;
    private const int MessagesPerWindowMax = 100;
    private static readonly TimeSpan MessageWindow = TimeSpan.FromSeconds(10);

    // A client that is told to go has this long to take the reason and to close.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    private readonly SimulatorOptions _options;
    private readonly TokenVault _tokens;
    private readonly Subscriptions _subscriptions;
    private readonly ConcurrentDictionary<StreamClient, byte> _clients = new();
    private readonly TimeProvider _time;
    private long _nextId;
    private long _served;
    private long _tooSlow;

    public StreamServer(
        SimulatorOptions options, TokenVault tokens, Subscriptions subscriptions, TimeProvider time)
    {
        _options = options;
        _tokens = tokens;
        _subscriptions = subscriptions;
        _time = time;
    }

    public int Clients => _clients.Count;

    public long ClientsServed => Interlocked.Read(ref _served);

    public long ClientsTooSlow => Interlocked.Read(ref _tooSlow);

    public long ClientsSilent { get; private set; }

    public void CloseAll()
    {
        foreach (StreamClient client in _clients.Keys)
        {
            client.Cut();
        }
    }

    /// <summary>Looks for clients that have been silent too long, now and again.</summary>
    public void WatchSilence(EventLoop loop)
    {
        TimeSpan limit = _options.PingInterval + _options.PingTimeout;
        foreach (StreamClient client in _clients.Keys)
        {
            if (client.Silence > limit && !client.IsClosing && !client.CutToken.IsCancellationRequested)
            {
                ClientsSilent++;
                client.Send(ControlFrames.Error(default, 400, "ping timeout"));
                client.FinishAndClose();
                loop.After(GracePeriod, client.Cut);
            }
        }

        loop.After(TimeSpan.FromMilliseconds(Math.Max(20, limit.TotalMilliseconds / 8)), () =>
            WatchSilence(loop));
    }

    public async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        bool known = _tokens.TryUse(context.Request.Query["token"].ToString(), out bool isPrivate);
        using var client = new StreamClient(socket, isPrivate, _options.SendQueueFrames);
        Task writing = client.WriteLoopAsync();
        if (!known)
        {
            client.Send(ControlFrames.Error(default, 401, "token is invalid"));
            client.Finish();
            await writing;
            await CloseAsync(socket, WebSocketCloseStatus.PolicyViolation);
            return;
        }

        string connectId = context.Request.Query["connectId"].ToString();
        client.Send(ControlFrames.Welcome(connectId.Length > 0 ? connectId : NewId()));
        _clients[client] = 0;
        Interlocked.Increment(ref _served);
        try
        {
            await ReadLoopAsync(client);
        }
        finally
        {
            _clients.TryRemove(client, out _);
            _subscriptions.Forget(client);
            if (client.WasTooSlow)
            {
                Interlocked.Increment(ref _tooSlow);
            }

            client.Finish();
            await writing.WaitAsync(TimeSpan.FromSeconds(2)).ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            client.Cut();
            await CloseAsync(socket, WebSocketCloseStatus.NormalClosure);
        }
    }

    private static async Task CloseAsync(WebSocket socket, WebSocketCloseStatus status)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await socket.CloseOutputAsync(status, null, patience.Token);
            }
            else
            {
                socket.Abort();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException
            or ObjectDisposedException)
        {
            socket.Abort();
        }
    }

    private string NewId() => Interlocked.Increment(ref _nextId).ToString("x10");

    private async Task ReadLoopAsync(StreamClient client)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(MessageMaxBytes);
        long windowStart = _time.GetTimestamp();
        int inWindow = 0;
        try
        {
            int length = 0;
            while (true)
            {
                ValueWebSocketReceiveResult received = await client.Socket.ReceiveAsync(
                    buffer.AsMemory(length, MessageMaxBytes - length), client.CutToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                client.Heard();
                length += received.Count;
                if (!received.EndOfMessage)
                {
                    if (length == MessageMaxBytes)
                    {
                        client.Send(ControlFrames.Error(default, 400, "message too long"));
                        return;
                    }

                    continue;
                }

                if (_time.GetElapsedTime(windowStart) > MessageWindow)
                {
                    windowStart = _time.GetTimestamp();
                    inWindow = 0;
                }

                bool tooMany = ++inWindow > MessagesPerWindowMax;
                Answer(client, buffer.AsSpan(0, length), tooMany);
                length = 0;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException
            or ObjectDisposedException)
        {
            // The peer went away or was cut off: the connection ends the same way.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Answer(StreamClient client, ReadOnlySpan<byte> message, bool tooMany)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            JsonElement root = document.RootElement;
            root.TryGetProperty("id", out JsonElement id);
            if (tooMany)
            {
                client.Send(ControlFrames.Error(id, 509, "exceed max permits per second"));
                return;
            }

            switch (LooseJson.Text(root, "type"))
            {
                case "ping":
                    client.Send(ControlFrames.Simple(id, "pong"));
                    break;
                case "subscribe":
                    _subscriptions.Change(client, root, id, adding: true);
                    break;
                case "unsubscribe":
                    _subscriptions.Change(client, root, id, adding: false);
                    break;
                default:
                    client.Send(ControlFrames.Error(id, 415, "type is not supported"));
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            client.Send(ControlFrames.Error(default, 400, "invalid message"));
        }
    }
}
