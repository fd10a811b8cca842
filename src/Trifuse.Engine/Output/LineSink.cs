using System.Diagnostics.CodeAnalysis;
using Trifuse.Core;
using Trifuse.Core.Text;
using Trifuse.Net.Linux;

namespace Trifuse.Engine.Output;

/// <summary>
/// Whole lines of text to one file or pipe, for the scribe thread. Lines gather in a buffer and leave on
/// <see cref="Flush"/> or when it is full. A target that refuses (full disk, slow reader) keeps the buffer
/// waiting, and it goes on exactly where it stopped, so that no line is ever torn; lines that find no room
/// are counted in <see cref="LinesLost"/> and each outage is told once on <c>alarm</c>. Allocates nothing.
/// </summary>
public sealed class LineSink : IDisposable
{
    /// <summary>Permissions of the files that it creates: reports are the owner's business (0600).</summary>
    public const int OwnerOnly = 0b110_000_000;

    private const int WaitMs = 10;
    private const int MaxWaits = 5;

    private readonly IByteSink _target;
    private readonly IByteSink? _alarm;
    private readonly byte[] _name;
    private readonly byte[] _buffer;
    private int _start;
    private int _end;
    private bool _isClosed;
    private long _lostBeforeOutage;

    /// <summary>
    /// Makes a sink; <paramref name="name"/> is what an alarm calls it, <paramref name="alarm"/> stderr.
    /// </summary>
    public LineSink(IByteSink target, string name, IByteSink? alarm = null, int bufferBytes = 64 * 1024)
    {
        Check.That(bufferBytes > 0);
        _target = target;
        _alarm = alarm;
        _name = System.Text.Encoding.UTF8.GetBytes(name);
        _buffer = GC.AllocateArray<byte>(bufferBytes, pinned: true);
    }

    /// <summary>What an alarm calls it: a path, stdout or stderr.</summary>
    public string Name => System.Text.Encoding.UTF8.GetString(_name);

    /// <summary>Lines taken into the buffer since the start.</summary>
    public long LinesTaken { get; private set; }

    /// <summary>
    /// Lines that were not written: no room while the target refused, or still waiting at the end.
    /// </summary>
    public long LinesLost { get; private set; }

    /// <summary>The error of the outage that lasts, 0 when all is well.</summary>
    public int Errno { get; private set; }

    /// <summary>Bytes that wait in the buffer.</summary>
    public int Pending => _end - _start;

    /// <summary>Opens (or makes, with mode 0600) a file and appends to it.</summary>
    public static SysResult TryOpenFile(
        string path, IByteSink? alarm, [NotNullWhen(true)] out LineSink? sink, int bufferBytes = 64 * 1024)
    {
        SysResult result = FileDescriptor.TryOpen(
            path, FileOpenMode.Append, OwnerOnly, out FileDescriptor? file);
        sink = file is null ? null : new LineSink(new DescriptorSink(file), path, alarm, bufferBytes);
        return result;
    }

    /// <summary>Takes one line, without its line end; false when there was no room and it is lost.</summary>
    public bool Write(ReadOnlySpan<byte> line)
    {
        int needed = line.Length + 1;
        if (!_isClosed && needed > _buffer.Length - _end)
        {
            MakeRoom(needed);
        }
        if (_isClosed || needed > _buffer.Length - _end)
        {
            LinesLost++;
            return false;
        }
        line.CopyTo(_buffer.AsSpan(_end));
        _buffer[_end + line.Length] = (byte)'\n';
        _end += needed;
        LinesTaken++;
        return true;
    }

    /// <summary>
    /// Writes what waits; false when some of it still does. Waits at most 50 ms for a slow reader.
    /// </summary>
    public bool Flush()
    {
        // During an outage every call is one try: a stuck reader must not cost the scribe 50 ms each time.
        int waits = Errno == 0 ? 0 : MaxWaits;
        while (Pending > 0)
        {
            SysResult result = _target.Write(_buffer.AsSpan(_start, Pending), out int written);
            _start += written;
            bool mayWait = result.Errno is Net.Linux.Errno.TryAgain or Net.Linux.Errno.Interrupted;
            if (result.IsError && (!mayWait || waits++ == MaxWaits))
            {
                Refused(result.Errno);
                return false;
            }
            if (result.IsError)
            {
                _ = _target.WaitWritable(WaitMs);
            }
        }
        _start = 0;
        _end = 0;
        Recovered();
        return true;
    }

    /// <summary>Flushes and waits until the file is on the disk.</summary>
    public SysResult Sync()
    {
        return Flush() ? _target.Sync() : SysResult.Error(Errno);
    }

    /// <summary>Flushes and closes; lines that could not be written are counted as lost.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }
        if (!Flush())
        {
            // A line that is half out counts too: its end is among the bytes that wait.
            long waiting = _buffer.AsSpan(_start, Pending).Count((byte)'\n');
            LinesLost += waiting;
        }
        _isClosed = true;
        _target.Close();
    }

    private void MakeRoom(int needed)
    {
        if (Flush() || needed > _buffer.Length - Pending)
        {
            return;
        }
        _buffer.AsSpan(_start, Pending).CopyTo(_buffer);
        _end = Pending;
        _start = 0;
    }

    private void Refused(int errno)
    {
        if (Errno == 0)
        {
            _lostBeforeOutage = LinesLost;
            Tell(" cannot be written, lines wait and are counted when lost; errno "u8, errno);
        }
        Errno = errno;
    }

    private void Recovered()
    {
        if (Errno != 0)
        {
            Errno = 0;
            Tell(" is written again, lines lost meanwhile: "u8, LinesLost - _lostBeforeOutage);
        }
    }

    private void Tell(ReadOnlySpan<byte> what, long number)
    {
        if (_alarm is null)
        {
            return;
        }
        Span<byte> buffer = stackalloc byte[512];
        var text = new Utf8Writer(buffer[..^1]);
        text.Append("trifuse: "u8);
        text.Append(_name);
        text.Append(what);
        text.Append(number);
        buffer[text.Length] = (byte)'\n';
        _ = _alarm.Write(buffer[..(text.Length + 1)], out _);
    }
}
