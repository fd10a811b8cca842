using System.Diagnostics;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// One WebSocket connection: a bounded buffer of frames ready for the wire and the task that writes them, as
/// many at once as have come together. A client that does not keep up is cut off, so that it cannot hold the
/// others or the memory.
/// </summary>
public sealed class StreamClient : IDisposable
{
    private const int BufferBytes = 16 * 1024;
    private const int BufferBytesKept = 512 * 1024;
    private const int BytesPerFrame = 1024;

    private readonly Stream _stream;
    private readonly Action _abort;
    private readonly int _framesMax;
    private readonly int _bytesMax;
    private readonly Lock _gate = new();
    private readonly Lock _life = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _cut = new();
    private readonly long _since = Stopwatch.GetTimestamp();
    private byte[] _filling = new byte[BufferBytes];
    private byte[] _writing = new byte[BufferBytes];
    private int _filled;
    private int _framesFilled;
    private int _framesWriting;
    private bool _awake;
    private bool _finished;
    private bool _disposed;
    private bool _isFrozen;
    private long _lastHeard = Stopwatch.GetTimestamp();

    /// <param name="stream">The raw connection after the handshake.</param>
    /// <param name="account">Whose private events it may hear; null for a public connection.</param>
    /// <param name="queueFrames">Frames that may wait.</param>
    /// <param name="abort">Ends the connection under the stream at once.</param>
    public StreamClient(Stream stream, Account? account, int queueFrames, Action abort)
    {
        _stream = stream;
        _abort = abort;
        _framesMax = queueFrames;
        _bytesMax = checked(queueFrames * BytesPerFrame);
        Account = account;
        Kind = account is null ? StreamKind.Market : StreamKind.Private;
    }

    public Account? Account { get; }

    /// <summary>What faults call this connection.</summary>
    public StreamKind Kind { get; set; }

    /// <summary>What it has subscribed to, by tunnel ("" for none). Guarded by the exchange's gate.</summary>
    public HashSet<(string Tunnel, Topic Topic)> Topics { get; } = [];

    /// <summary>Tunnels that are open. Guarded by the exchange's gate.</summary>
    public HashSet<string> Tunnels { get; } = new(StringComparer.Ordinal);

    public bool WasTooSlow { get; private set; }

    public long FramesSent { get; private set; }

    public TimeSpan Age => Stopwatch.GetElapsedTime(_since);

    public TimeSpan Silence => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>True once no more frames are taken; those that wait are still written.</summary>
    public bool IsFinished
    {
        get
        {
            lock (_gate)
            {
                return _finished;
            }
        }
    }

    public CancellationToken CutToken => _cut.Token;

    /// <summary>
    /// While true nothing is written; what is sent waits, and is lost once the queue is full.
    /// </summary>
    public bool IsFrozen
    {
        get => Volatile.Read(ref _isFrozen);
        set
        {
            Volatile.Write(ref _isFrozen, value);
            Wake();
        }
    }

    public void Heard() => Volatile.Write(ref _lastHeard, Stopwatch.GetTimestamp());

    /// <summary>Queues a text message and has it written; a full queue cuts the connection.</summary>
    public void Send(ReadOnlySpan<byte> message)
    {
        Append(SocketOpcode.Text, message);
        Wake();
    }

    /// <summary>Queues a text message that is written at the next <see cref="Wake"/>.</summary>
    public void Queue(ReadOnlySpan<byte> message) => Append(SocketOpcode.Text, message);

    public void SendPong(ReadOnlySpan<byte> payload)
    {
        Append(SocketOpcode.Pong, payload);
        Wake();
    }

    public void Wake()
    {
        lock (_gate)
        {
            if (_awake)
            {
                return;
            }

            _awake = true;
        }

        _signal.Release();
    }

    /// <summary>No more messages; after those that wait comes a close frame.</summary>
    public void Finish(ushort closeCode, string reason = "")
    {
        Append(SocketOpcode.Close, SocketFrames.CloseBody(closeCode, reason));
        lock (_gate)
        {
            _finished = true;
        }

        Wake();
    }

    /// <summary>Ends the connection at once, without a close frame.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _finished = true;
        }

        // On a thread of its own, because what follows from it may need the gate that the caller holds.
        ThreadPool.UnsafeQueueUserWorkItem(static client => client.CutNow(), this, preferLocal: false);
    }

    /// <summary>Writes what is queued until the client is finished or gone.</summary>
    public async Task WriteLoopAsync()
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(_cut.Token);
                while (TakeAll(out ReadOnlyMemory<byte> batch, out bool last))
                {
                    await _stream.WriteAsync(batch, _cut.Token);
                    if (last)
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException
            or InvalidOperationException)
        {
            // The peer has gone or was cut off: the read loop ends the connection.
        }
    }

    public void Dispose()
    {
        lock (_life)
        {
            _disposed = true;
            _cut.Dispose();
        }
    }

    /// <summary>After the disposal there is no connection any more that could be ended.</summary>
    private void CutNow()
    {
        lock (_life)
        {
            if (!_disposed)
            {
                _abort();
            }

            if (!_disposed)
            {
                _cut.Cancel();
            }
        }
    }

    private void Append(SocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (_finished)
            {
                return;
            }

            int needed = _filled + SocketFrames.HeadMax + payload.Length;
            if (_framesFilled + _framesWriting < _framesMax && needed <= _bytesMax)
            {
                if (needed > _filling.Length)
                {
                    Array.Resize(ref _filling, Math.Max(needed, _filling.Length * 2));
                }

                _filled += SocketFrames.WriteHead(_filling.AsSpan(_filled), opcode, payload.Length);
                payload.CopyTo(_filling.AsSpan(_filled));
                _filled += payload.Length;
                _framesFilled++;
                return;
            }

            if (_isFrozen)
            {
                // It is made to hear nothing: what it would have been told is lost, and it stays.
                return;
            }

            _finished = true;
            WasTooSlow = true;
        }

        Cut();
    }

    private bool TakeAll(out ReadOnlyMemory<byte> batch, out bool last)
    {
        lock (_gate)
        {
            FramesSent += _framesWriting;
            _framesWriting = 0;
            last = _finished;
            batch = default;
            if (_filled == 0 || Volatile.Read(ref _isFrozen))
            {
                _awake = false;
                return false;
            }

            (_filling, _writing) = (_writing, _filling);
            if (_filling.Length > BufferBytesKept)
            {
                _filling = new byte[BufferBytes];
            }

            batch = _writing.AsMemory(0, _filled);
            _framesWriting = _framesFilled;
            _filled = 0;
            _framesFilled = 0;
            return true;
        }
    }
}
