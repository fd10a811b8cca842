using Trifuse.Core.Domain;
using Trifuse.Engine.Agents;
using Trifuse.Engine.Connections;
using Trifuse.Engine.Execution;
using Trifuse.Engine.Output;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Http;
using Trifuse.Net.Loop;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Audit;

/// <summary>
/// The thread that compares with the exchange what the others take for true: live books (fetched here,
/// compared on the hot thread, which owns them), fees, balances. It has connections of its own, one request
/// under way at a time, and is never waited for. Allocates nothing but for alarms.
/// </summary>
internal sealed class AuditorAgent : IWaitingAgent, IRestOwner
{
    private const long LookNs = 50_000_000;
    private const long PauseAfterRefusalNs = 5_000_000_000;

    private readonly AuditorParts _parts;
    private readonly RestPort _port;
    private readonly byte[] _request;
    private readonly FillRow[] _rows = new FillRow[OrderRequests.FillsPerPage];
    private readonly FillCheck? _fills;
    private readonly BalanceCheck? _balances;
    private bool _isBusy;
    private long _lookedNs;
    private long _notBeforeNs;
    private volatile bool _hasBegun;
    private volatile bool _hasEnded;
    private volatile bool _isFinalAsked;

    public AuditorAgent(AuditorParts parts)
    {
        _parts = parts;
        _port = new RestPort(
            parts.Loop, parts.Dials, parts.FirstLink, this, parts.Times, HttpLimits.Audit);
        _request = GC.AllocateArray<byte>(parts.Requests.MaxBytes, pinned: true);
        Counters = parts.Counters;
        Voice = new AuditVoice(parts.Run, parts.Rings, parts.Journal, parts.Log, parts.Counters);
        if (parts.IsLive && parts.FillChecksPerMinute > 0)
        {
            _fills = new FillCheck(parts.Universe, Voice, Counters, parts.FillChecksPerMinute);
        }
        if (parts.IsLive && parts.BalanceIntervalNs > 0)
        {
            _balances = new BalanceCheck(parts.Universe, Voice, Counters, parts.BalanceIntervalNs);
            if (parts.LeaveOut is { } currency)
            {
                _balances.LeaveOut(currency);
            }
        }
        _hasBegun = _balances is null;
    }

    public string Name => "tf-auditor";

    /// <summary>What was compared.</summary>
    public AuditCounters Counters { get; }

    /// <summary>Ends a sleep.</summary>
    public WakeFlag Waker => _parts.Loop.Waker;

    /// <summary>
    /// The balances that all counting starts from are known, or need not be; read by the main thread.
    /// </summary>
    public bool HasBegun => _hasBegun;

    /// <summary>
    /// The comparison at the end has been made, and no fill is owed; read by the main thread.
    /// </summary>
    public bool HasEnded => _hasEnded;

    private AuditVoice Voice { get; }

    /// <summary>Main thread: no cascade will follow, compare once more.</summary>
    public void AskFinal() => _isFinalAsked = true;

    /// <summary>Asks for the connections; before the thread starts.</summary>
    public void Start() => _port.Start();

    public int DoWork(long nowNs)
    {
        int work = _parts.Loop.Poll(0) + TakeConnections(nowNs) + TakeFacts(nowNs);
        if (nowNs - _lookedNs >= LookNs)
        {
            _lookedNs = nowNs;
            Voice.Repeat();
            if (_isFinalAsked)
            {
                _balances?.AskFinal();
                _hasEnded = _balances is not { HasEnded: false } && _fills is not { OwesFills: true };
            }
            int stale = _port.Tick(nowNs);
            if (stale >= 0)
            {
                KeepAlive(stale, nowNs);
            }
        }
        if (!_isBusy && nowNs >= _notBeforeNs && _port.IdleCount > 0)
        {
            work += AskNext(nowNs) ? 1 : 0;
        }
        return work;
    }

    public int Wait(long nowNs) => _parts.Loop.Poll(LookNs);

    public void Close()
    {
        _port.Close();
        _parts.Loop.Dispose();
    }

    public void OnRestReply(
        in RestErrand errand, int status, HttpConnection connection, long sentNs, long nowNs)
    {
        if (errand.Purpose == RestPurpose.KeepAlive)
        {
            if (OrderReplies.TryReadTimestamp(status, connection.Body, out long serverMs))
            {
                _parts.Clock.Note(serverMs, nowNs - sentNs);
            }
            return;
        }
        _isBusy = false;
        if (status == 429)
        {
            _notBeforeNs = nowNs + PauseAfterRefusalNs;
        }
        switch (errand.Purpose)
        {
            case RestPurpose.Book:
                _parts.Rings.AnswerBook(
                    AuditReplies.TryReadBook(status, connection.Body, _parts.Rings.Book));
                break;
            case RestPurpose.Fills:
                OnFills(in errand, status, connection.Body, nowNs);
                break;
            default:
                OnBalances(status, connection.Body, nowNs);
                break;
        }
    }

    public void OnRestFailed(in RestErrand errand, HttpOutcome outcome, long nowNs)
    {
        switch (errand.Purpose)
        {
            case RestPurpose.Book:
                _parts.Rings.AnswerBook(isGood: false);
                break;
            case RestPurpose.Fills:
                _fills!.OnFailed(nowNs);
                break;
            case RestPurpose.Balances:
                OnBalancesFailed(nowNs);
                break;
            default:
                return;
        }
        _isBusy = false;
    }

    private int TakeConnections(long nowNs)
    {
        int work = 0;
        while (_parts.Dials.TryTake(out int link, out Dialled? dialled))
        {
            _port.Attach(link, dialled!, nowNs);
            KeepAlive(link - _parts.FirstLink, nowNs);
            work++;
        }
        return work;
    }

    private void KeepAlive(int link, long nowNs)
    {
        int length = _parts.Requests.WriteTimestamp(_request);
        _port.KeepAlive(link, _request.AsSpan(0, length), nowNs);
    }

    private int TakeFacts(long nowNs)
    {
        int work = 0;
        while (_parts.Rings.Cascades.TryPeek(out int place))
        {
            ref AuditedCascade cascade = ref _parts.Rings.Cascades.Slot(place);
            if (cascade.Run == _parts.Run)
            {
                _balances?.Take(in cascade, nowNs);
                _fills?.Take(in cascade, nowNs);
            }
            _parts.Rings.Cascades.EndRead();
            work++;
        }
        while (_parts.Rings.Notes.TryPeek(out int place))
        {
            _balances?.Take(in _parts.Rings.Notes.Slot(place));
            _parts.Rings.Notes.EndRead();
            work++;
        }
        if (_parts.Rings.TakeLostNotes())
        {
            _balances?.OnLostNotes();
        }
        if (_parts.Rings.TakeLostCascades())
        {
            _balances?.OnLostCascades();
        }
        return work;
    }

    private bool AskNext(long nowNs)
    {
        if (_balances is not null && _parts.IsStreamReady() && _balances.IsDue(Signals(), nowNs))
        {
            int length = _parts.Requests.WriteSigned(
                "GET"u8, "/api/v1/accounts?type=trade"u8, default, _parts.Clock.ServerNowMs, _request);
            if (!Send(new RestErrand(RestPurpose.Balances, SymbolId.None, default), length, nowNs))
            {
                OnBalancesFailed(nowNs);
            }
            return true;
        }
        if (_fills is not null && _fills.TryNext(nowNs, out AuditedOrder order, out long lastId))
        {
            int length = _parts.Requests.WriteFills(
                order.Symbol, order.OrderId, lastId, _parts.Clock.ServerNowMs, _request);
            if (!Send(new RestErrand(RestPurpose.Fills, order.Symbol, order.ClientId), length, nowNs))
            {
                _fills.OnFailed(nowNs);
            }
            return true;
        }
        if (_parts.Rings.TakeBookWish() is { } symbol)
        {
            if (!Send(
                new RestErrand(RestPurpose.Book, symbol, default), WriteBookRequest(symbol), nowNs))
            {
                _parts.Rings.AnswerBook(isGood: false);
            }
            return true;
        }
        return false;
    }

    // Unsigned, from the public pool: orders are paid for out of another one.
    private int WriteBookRequest(SymbolId symbol)
    {
        var path = new Core.Text.Utf8Writer(stackalloc byte[160]);
        path.Append("/api/v1/market/orderbook/level2_20?symbol="u8);
        path.Append(_parts.Universe.Symbols.NameOf(symbol));
        return _parts.Requests.WriteUnsigned("GET"u8, path.Written, _request);
    }

    private bool Send(in RestErrand errand, int length, long nowNs)
    {
        // A failure half-way is told from inside the call, and clears this again.
        _isBusy = true;
        bool isSent = _port.TrySend(in errand, _request.AsSpan(0, length), nowNs);
        _isBusy &= isSent;
        return isSent;
    }

    private void OnFills(in RestErrand errand, int status, ReadOnlySpan<byte> body, long nowNs)
    {
        CurrencyId quote = _parts.Universe.QuoteOf(errand.Symbol);
        if (OrderReplies.TryReadFills(
            status,
            body,
            _parts.Universe.Currencies.NameOf(new SymbolId(quote.Index)),
            _rows,
            out int count,
            out long nextId,
            out _))
        {
            _fills!.OnFills(_rows.AsSpan(0, count), nextId, nowNs);
        }
        else
        {
            _fills!.OnFailed(nowNs);
        }
    }

    private void OnBalances(int status, ReadOnlySpan<byte> body, long nowNs)
    {
        BalanceCheck check = _balances!;
        if (!AuditReplies.TryReadAccounts(
            status, body, _parts.Universe.Currencies, check.Available, check.Holds))
        {
            OnBalancesFailed(nowNs);
            return;
        }
        // What came in while the reply was on its way belongs to the question whether all was quiet.
        TakeFacts(nowNs);
        check.OnBalances(Signals(), nowNs);
        _hasBegun = check.HasBegun;
    }

    private void OnBalancesFailed(long nowNs) => _balances!.OnFailed(nowNs);

    private long Signals() => Volatile.Read(ref _parts.Desk.Signals);
}

/// <summary>What an auditor is made of.</summary>
/// <param name="Run">The run.</param>
/// <param name="IsLive">Orders are real: fees and balances are compared too.</param>
/// <param name="FillChecksPerMinute">Orders whose fills are looked up; 0 is none.</param>
/// <param name="BalanceIntervalNs">Between two comparisons of balances; 0 is never.</param>
/// <param name="LeaveOut">A currency that is not compared: the one that fees are paid with.</param>
/// <param name="Universe">Symbols and currencies.</param>
/// <param name="Loop">The loop of its thread.</param>
/// <param name="Dials">Its desk at the connector.</param>
/// <param name="FirstLink">The first of its links.</param>
/// <param name="Times">Waiting times of its connections.</param>
/// <param name="Requests">Writes and signs its requests.</param>
/// <param name="Clock">The exchange's clock.</param>
/// <param name="Rings">Its rings.</param>
/// <param name="Desk">Counts the cascades that have been begun.</param>
/// <param name="IsStreamReady">True while the private stream tells what others do.</param>
/// <param name="Journal">Its end of the journal.</param>
/// <param name="Log">Its log.</param>
/// <param name="Counters">What was compared.</param>
internal sealed record AuditorParts(
    uint Run,
    bool IsLive,
    int FillChecksPerMinute,
    long BalanceIntervalNs,
    CurrencyId? LeaveOut,
    Universe Universe,
    EventLoop Loop,
    DialDesk Dials,
    int FirstLink,
    RestTimes Times,
    OrderRequests Requests,
    ClockOffset Clock,
    AuditRings Rings,
    DeskCounters Desk,
    Func<bool> IsStreamReady,
    Journal.AgentJournal Journal,
    LogRing Log,
    AuditCounters Counters);
