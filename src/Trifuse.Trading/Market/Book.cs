using Trifuse.Core.Domain;

namespace Trifuse.Trading.Market;

/// <summary>The book of one symbol and what is known about its freshness.</summary>
internal sealed class Book
{
    public const int VisibleLevels = 50;

    private readonly ChangeBuffer? _buffer;
    private bool _isSynced;
    private long _aheadEnd = -1;

    public Book(FeedKind kind, int fullLevels, int bufferedChanges)
    {
        Kind = kind;
        int capacity = kind switch { FeedKind.Top => 1, FeedKind.Depth => VisibleLevels, _ => fullLevels };
        Bids = new BookSide(isBid: true, capacity);
        Asks = new BookSide(isBid: false, capacity);
        if (kind == FeedKind.Full)
        {
            _buffer = new ChangeBuffer(bufferedChanges);
            NeedsSnapshot = true;
        }
    }

    public FeedKind Kind { get; }

    public BookSide Bids { get; }

    public BookSide Asks { get; }

    public int Connection { get; private set; } = -1;

    public long ChangedNs { get; private set; }

    public long ExchangeMs { get; private set; }

    public long Sequence { get; private set; } = -1;

    public bool NeedsSnapshot { get; private set; }

    /// <summary>True from a lost connection or a gap until the next good message or snapshot.</summary>
    public bool AwaitsRefresh { get; private set; }

    public bool IsEmpty => Bids.Count == 0 && Asks.Count == 0;

    /// <summary>
    /// True when the message is older than what is known. Where no sequence number tells, that can only be
    /// when another connection has brought the last one, or two sockets overlap.
    /// </summary>
    public bool IsOutdated(long exchangeMs, long sequence, int connection, bool isOverlapping)
    {
        if (AwaitsRefresh || Connection < 0)
        {
            return false;
        }
        if (sequence >= 0 && Sequence >= 0)
        {
            return sequence < Sequence;
        }
        return (isOverlapping || connection != Connection) && exchangeMs > 0 && exchangeMs < ExchangeMs;
    }

    /// <summary>
    /// One of two sockets is gone: what the other one was ahead with has come by now, or it is a gap.
    /// </summary>
    public void EndOverlap()
    {
        bool isMissing = _isSynced && _aheadEnd > Sequence;
        _aheadEnd = -1;
        if (isMissing)
        {
            Lose();
        }
    }

    public void Touch(long exchangeMs, long sequence, int connection, long nowNs)
    {
        ExchangeMs = exchangeMs;
        Sequence = sequence;
        Connection = connection;
        ChangedNs = nowNs;
        AwaitsRefresh = false;
    }

    public void Refuse() => AwaitsRefresh = true;

    public void Lose()
    {
        AwaitsRefresh = true;
        if (_buffer is not null)
        {
            _isSynced = false;
            NeedsSnapshot = true;
            _buffer.Clear();
        }
    }

    /// <summary>KuCoin protocol section 6.3, steps 4 and 5.</summary>
    public ApplyOutcome Change(
        long start, long end, ReadOnlySpan<LevelChange> bids, ReadOnlySpan<LevelChange> asks, long exchangeMs,
        int connection, bool isOverlapping, long nowNs)
    {
        if (_isSynced && end <= Sequence)
        {
            return ApplyOutcome.Outdated;
        }
        if (_isSynced && isOverlapping && start > Sequence + 1)
        {
            _aheadEnd = Math.Max(_aheadEnd, end);
            return ApplyOutcome.Ahead;
        }
        if (NeedsSnapshot && (_buffer!.Count == 0 || end > _buffer[_buffer.Count - 1].End))
        {
            _buffer.Add(start, end, bids, asks);
        }
        if (!_isSynced)
        {
            return ApplyOutcome.Buffered;
        }
        if (start > Sequence + 1)
        {
            bool alreadyKept = NeedsSnapshot;
            _isSynced = false;
            AwaitsRefresh = true;
            NeedsSnapshot = true;
            if (!alreadyKept)
            {
                _buffer!.Clear();
                _buffer.Add(start, end, bids, asks);
            }
            return ApplyOutcome.Gap;
        }
        bool moved = ApplySide(Bids, bids) | ApplySide(Asks, asks);
        Touch(exchangeMs, end, connection, nowNs);
        AskForMoreWhenThin();
        return moved ? ApplyOutcome.Applied : ApplyOutcome.Confirmed;
    }

    /// <summary>
    /// KuCoin protocol section 6.3, steps 2 to 5: the snapshot, then what was kept and is newer.
    /// </summary>
    public ApplyOutcome Snapshot(
        long sequence, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs,
        int connection, long nowNs)
    {
        // A book that only wants more levels has applied what it kept; an older snapshot would set it back.
        for (int i = 0; i < _buffer!.Count; i++)
        {
            if (_buffer[i].End > sequence)
            {
                if (_buffer[i].Start > sequence + 1)
                {
                    return ApplyOutcome.Outdated;
                }
                break;
            }
        }
        if (_isSynced && sequence < Sequence && _buffer.Count == 0)
        {
            return ApplyOutcome.Outdated;
        }
        if (!Bids.TryReplace(bids) | !Asks.TryReplace(asks))
        {
            Lose();
            return ApplyOutcome.Malformed;
        }
        long reached = sequence;
        for (int i = 0; i < _buffer.Count; i++)
        {
            ref readonly ChangeBuffer.Entry entry = ref _buffer[i];
            if (entry.End > reached && entry.Start > reached + 1)
            {
                Lose();
                return ApplyOutcome.Gap;
            }
            if (entry.Change.Sequence > sequence && entry.Change.Price.IsPositive)
            {
                (entry.IsBid ? Bids : Asks).Set(entry.Change.Price, entry.Change.Size);
            }
            // Entries of one message share its end: it counts as reached with the last of them.
            if (i + 1 == _buffer.Count || _buffer[i + 1].End != entry.End)
            {
                reached = Math.Max(reached, entry.End);
            }
        }
        if (_isSynced && reached < Sequence)
        {
            Lose();
            return ApplyOutcome.Gap;
        }
        _buffer.Clear();
        _isSynced = true;
        NeedsSnapshot = false;
        Touch(exchangeMs, reached, connection, nowNs);
        AskForMoreWhenThin();
        return ApplyOutcome.Applied;
    }

    private bool ApplySide(BookSide side, ReadOnlySpan<LevelChange> changes)
    {
        bool moved = false;
        foreach (ref readonly LevelChange change in changes)
        {
            if (change.Sequence > Sequence && change.Price.IsPositive)
            {
                side.Set(change.Price, change.Size);
                moved = true;
            }
        }
        return moved;
    }

    private void AskForMoreWhenThin()
    {
        if (!NeedsSnapshot && (IsThin(Bids) || IsThin(Asks)))
        {
            NeedsSnapshot = true;
            _buffer!.Clear();
        }
        if ((Bids.IsCut && Bids.Count == 0) || (Asks.IsCut && Asks.Count == 0))
        {
            // Levels exist, but not one of them is known.
            AwaitsRefresh = true;
        }
    }

    private static bool IsThin(BookSide side) => side.IsCut && side.Count < VisibleLevels;
}
