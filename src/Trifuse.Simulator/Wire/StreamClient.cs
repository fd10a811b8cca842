using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// One WebSocket connection: a bounded queue of finished frames and the task that writes them. A client that
/// does not keep up is cut off, so that it cannot hold the others or the memory.
/// </summary>
public sealed class StreamClient : IDisposable
{
    private readonly WebSocket _socket;
    private readonly Channel<byte[]> _queue;
    private readonly CancellationTokenSource _cut = new();
    private long _lastHeard = Stopwatch.GetTimestamp();
    private volatile bool _isClosing;

    public StreamClient(WebSocket socket, bool isPrivate, int queueFrames)
    {
        _socket = socket;
        IsPrivate = isPrivate;
        var bounds = new BoundedChannelOptions(queueFrames)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        };
        _queue = Channel.CreateBounded<byte[]>(bounds);
    }

    /// <summary>True when its token came from bullet-private.</summary>
    public bool IsPrivate { get; }

    /// <summary>Guarded by the exchange's gate.</summary>
    public HashSet<Topic> Topics { get; } = [];

    public bool WasTooSlow { get; private set; }

    public long FramesSent { get; private set; }

    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>True once no more frames are taken and a close frame follows those queued.</summary>
    public bool IsClosing => _isClosing;

    public CancellationToken CutToken => _cut.Token;

    public WebSocket Socket => _socket;

    public void Heard() => Volatile.Write(ref _lastHeard, Stopwatch.GetTimestamp());

    /// <summary>Queues a frame; a full queue cuts the connection.</summary>
    public void Send(byte[] frame)
    {
        if (!_isClosing && !_queue.Writer.TryWrite(frame) && !_cut.IsCancellationRequested)
        {
            WasTooSlow = true;
            Cut();
        }
    }

    /// <summary>No more frames; those queued are still written.</summary>
    public void Finish() => _queue.Writer.TryComplete();

    /// <summary>No more frames; after those queued the client is sent a close frame.</summary>
    public void FinishAndClose()
    {
        _isClosing = true;
        Finish();
    }

    /// <summary>Ends the connection at once, without a close frame.</summary>
    public void Cut()
    {
        _queue.Writer.TryComplete();
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself meanwhile.
        }
    }

    public async Task WriteLoopAsync()
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_cut.Token))
            {
                while (_queue.Reader.TryRead(out byte[]? frame))
                {
                    await _socket.SendAsync(
                        frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, _cut.Token);
                    FramesSent++;
                }
            }

            if (_isClosing)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, null, _cut.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException
            or ObjectDisposedException)
        {
            // The peer has gone or was cut off: the read loop ends the connection.
        }
    }

    public void Dispose()
    {
        _cut.Dispose();
    }
}
