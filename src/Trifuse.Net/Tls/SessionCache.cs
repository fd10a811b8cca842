using System.Runtime.InteropServices;

namespace Trifuse.Net.Tls;

/// <summary>
/// TLS sessions by host, for resumption on reconnect. A session arrives on whatever thread reads the stream
/// (a TLS 1.3 ticket comes after the handshake) and is taken by the thread that dials; both sides exchange
/// pointers in native cells, without locks or allocation. A cell block is kept until the process ends: there
/// is one per host, and a stream may outlive its context.
/// </summary>
internal sealed unsafe class SessionCache
{
    private const int CellCount = 8;

    /// <summary>Extra-data index 0 is free for the application (SSL_set_app_data).</summary>
    private const int ExtraDataIndex = 0;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, nint> _cellsByHost = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Tells OpenSSL to hand sessions of this context's connections to the cache.</summary>
    internal static void Enable(nint context)
    {
        _ = OpenSsl.ControlContext(
            context,
            OpenSsl.CtrlSessionCacheMode,
            OpenSsl.SessionCacheClient | OpenSsl.SessionCacheNoInternal,
            0);
        OpenSsl.SetNewSessionCallback(context, &OnNewSession);
    }

    /// <summary>
    /// Ties a connection to its host's cells and offers the server a session of an earlier one.
    /// </summary>
    internal void Attach(nint ssl, string host)
    {
        nint* cells = (nint*)CellsOf(host);
        _ = OpenSsl.SetExtraData(ssl, ExtraDataIndex, (nint)cells);
        for (int i = 0; i < CellCount; i++)
        {
            nint session = Interlocked.Exchange(ref cells[i], 0);
            if (session != 0)
            {
                // A TLS 1.3 ticket should be shown once only, so it does not go back.
                _ = OpenSsl.SetSession(ssl, session);
                OpenSsl.FreeSession(session);
                return;
            }
        }
    }

    /// <summary>
    /// After a handshake: a resumed TLS 1.2 session may be used again, but the server does not announce it
    /// anew.
    /// </summary>
    internal static void KeepReusable(nint ssl)
    {
        if (OpenSsl.GetVersion(ssl) < OpenSsl.Tls13Version && OpenSsl.WasResumed(ssl) == 1)
        {
            nint session = OpenSsl.GetSession(ssl);
            if (session != 0)
            {
                Store((nint*)OpenSsl.GetExtraData(ssl, ExtraDataIndex), session);
            }
        }
    }

    /// <summary>Frees the sessions held now.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            foreach (nint block in _cellsByHost.Values)
            {
                for (int i = 0; i < CellCount; i++)
                {
                    Free(Interlocked.Exchange(ref ((nint*)block)[i], 0));
                }
            }
        }
    }

    private nint CellsOf(string host)
    {
        lock (_lock)
        {
            if (!_cellsByHost.TryGetValue(host, out nint cells))
            {
                cells = (nint)NativeMemory.AllocZeroed(CellCount, (nuint)sizeof(nint));
                _cellsByHost.Add(host, cells);
            }
            return cells;
        }
    }

    // Called by OpenSSL inside a read or a handshake, on that thread. Returning 1 keeps the reference.
    [UnmanagedCallersOnly]
    private static int OnNewSession(nint ssl, nint session)
    {
        nint* cells = (nint*)OpenSsl.GetExtraData(ssl, ExtraDataIndex);
        if (cells == null)
        {
            return 0;
        }
        Store(cells, session);
        return 1;
    }

    private static void Store(nint* cells, nint session)
    {
        for (int i = 0; i < CellCount; i++)
        {
            if (Interlocked.CompareExchange(ref cells[i], session, 0) == 0)
            {
                return;
            }
        }
        // All cells are full: the newest ticket lives longest, so it replaces one.
        Free(Interlocked.Exchange(ref cells[0], session));
    }

    private static void Free(nint session)
    {
        if (session != 0)
        {
            OpenSsl.FreeSession(session);
        }
    }
}
