using System.Runtime.InteropServices;
using Trifuse.Net.Linux;
using Trifuse.Net.Streams;

namespace Trifuse.Net.Tls;

/// <summary>
/// A TLS connection over a non-blocking socket. It belongs to one thread at a time: the connector makes it,
/// and after the hand-over (through a ring, which orders memory) it belongs to the receiver alone. Reading
/// and writing allocate nothing.
/// </summary>
public sealed unsafe class TlsStream : IByteStream, IDisposable
{
    private readonly int _descriptor;
    private nint _ssl;
    private End _end;
    private int _errno;
    private ulong _error;
    private bool _isWriteBlocked;

    internal TlsStream(nint ssl, int descriptor)
    {
        _ssl = ssl;
        _descriptor = descriptor;
    }

    private enum End : byte
    {
        None,
        ClosedByPeer,
        CutOff,
        Reset,
        TlsFailure,
        ClosedHere,
    }

    public int Descriptor => _ssl == 0 ? -1 : _descriptor;

    public bool WantsWrite { get; private set; }

    public bool HasPendingRead => _ssl != 0 && OpenSsl.HasPending(_ssl) != 0;

    /// <summary>The handshake continued an earlier session instead of exchanging certificates.</summary>
    public bool IsResumed => _ssl != 0 && OpenSsl.WasResumed(_ssl) == 1;

    /// <summary>The peer ended with a close_notify alert, so nothing was cut off.</summary>
    public bool IsClosedCleanly => _end == End.ClosedByPeer;

    public int Read(Span<byte> destination)
    {
        if (_ssl == 0)
        {
            return StreamResult.Failed;
        }
        OpenSsl.ClearErrors();
        fixed (byte* pointer = destination)
        {
            int count = OpenSsl.Read(_ssl, pointer, destination.Length);
            if (count > 0)
            {
                WantsWrite = _isWriteBlocked;
                return count;
            }
            return Explain(count, isWrite: false);
        }
    }

    public int Write(ReadOnlySpan<byte> source)
    {
        if (_ssl == 0)
        {
            return StreamResult.Failed;
        }
        OpenSsl.ClearErrors();
        fixed (byte* pointer = source)
        {
            int count = OpenSsl.Write(_ssl, pointer, source.Length);
            if (count > 0)
            {
                _isWriteBlocked = false;
                WantsWrite = false;
                return count;
            }
            return Explain(count, isWrite: true);
        }
    }

    public string DescribeEnd() => _end switch
    {
        End.ClosedByPeer => "the server closed the connection",
        End.CutOff => "the server dropped the connection without closing TLS",
        End.Reset => $"the connection broke: {Errno.Describe(_errno)}",
        End.TlsFailure => $"TLS failed: {OpenSsl.Text(OpenSsl.ReasonText(_error))}",
        End.ClosedHere => "the connection was closed on this side",
        _ => "the connection is open",
    };

    /// <summary>Protocol and cipher in words, for logs. Allocates.</summary>
    public string DescribeCipher()
    {
        if (_ssl == 0)
        {
            return "closed";
        }
        string version = OpenSsl.GetVersion(_ssl) >= OpenSsl.Tls13Version ? "TLS 1.3" : "TLS 1.2";
        return $"{version} {OpenSsl.Text(OpenSsl.GetCipherName(OpenSsl.GetCipher(_ssl)))}";
    }

    public void Close()
    {
        if (_ssl == 0)
        {
            return;
        }
        // An alert may not be written into the middle of a blocked record, nor after a fatal error.
        if (_end is End.None or End.ClosedByPeer && !_isWriteBlocked)
        {
            OpenSsl.ClearErrors();
            _ = OpenSsl.Shutdown(_ssl);
        }
        OpenSsl.FreeConnection(_ssl);
        _ = Libc.Close(_descriptor);
        _ssl = 0;
        if (_end == End.None)
        {
            _end = End.ClosedHere;
        }
    }

    public void Dispose() => Close();

    private int Explain(int returned, bool isWrite)
    {
        int errno = Marshal.GetLastPInvokeError();
        switch (OpenSsl.GetError(_ssl, returned))
        {
            case OpenSsl.ErrorWantRead:
                WantsWrite = false;
                _isWriteBlocked |= isWrite;
                return StreamResult.WouldBlock;
            case OpenSsl.ErrorWantWrite:
                WantsWrite = true;
                _isWriteBlocked |= isWrite;
                return StreamResult.WouldBlock;
            case OpenSsl.ErrorZeroReturn:
                _end = End.ClosedByPeer;
                return StreamResult.Closed;
            case OpenSsl.ErrorSystemCall:
                return EndByErrno(errno);
            default:
                return EndByError();
        }
    }

    private int EndByErrno(int errno)
    {
        _errno = errno;
        _end = errno == 0 ? End.CutOff : End.Reset;
        return errno == 0 ? StreamResult.Closed : StreamResult.Failed;
    }

    private int EndByError()
    {
        _error = OpenSsl.PeekError();
        bool isCutOff = OpenSsl.Reason(_error) == OpenSsl.ReasonUnexpectedEnd;
        _end = isCutOff ? End.CutOff : End.TlsFailure;
        return isCutOff ? StreamResult.Closed : StreamResult.Failed;
    }
}
