using Trifuse.Core.Domain;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Engine.Execution;

/// <summary>
/// The fills of one order as the exchange lists them, page after page; room for a few pages, reused. Belongs
/// to one executor.
/// </summary>
internal sealed class FillList
{
    /// <summary>The most pages that are read of an order.</summary>
    public const int MaxPages = 3;

    private const int MaxRows = MaxPages * OrderRequests.FillsPerPage;

    private readonly FillRow[] _rows = new FillRow[MaxRows];
    private readonly OrderFill[] _fills = new OrderFill[MaxRows];
    private int _count;

    /// <summary>What the pages since <see cref="Clear"/> listed.</summary>
    public ReadOnlySpan<OrderFill> Fills => _fills.AsSpan(0, _count);

    /// <summary>The next page begins behind this; 0 when there is none.</summary>
    public long NextId { get; private set; }

    /// <summary>True when there is a next page, and room for it.</summary>
    public bool WantsMore => NextId > 0 && _count < MaxRows;

    /// <summary>When the exchange made the fill, in ns since 1970.</summary>
    public long ExchangeNs(int fill) => _rows[fill].ExchangeMs * 1_000_000;

    /// <summary>The fill as the exchange told it.</summary>
    public ref readonly FillRow RowOf(int fill) => ref _rows[fill];

    /// <summary>Starts on the next order, or the next page alone.</summary>
    public void Clear()
    {
        _count = 0;
        NextId = 0;
    }

    /// <summary>Takes a page, for which there is room. False when the reply is of no use.</summary>
    public bool TryAdd(int status, ReadOnlySpan<byte> body, ReadOnlySpan<byte> quoteCurrency)
    {
        Span<FillRow> page = _rows.AsSpan(_count, OrderRequests.FillsPerPage);
        bool isRead = OrderReplies.TryReadFills(
            status, body, quoteCurrency, page, out int count, out long nextId, out _);
        NextId = nextId;
        if (!isRead)
        {
            return false;
        }
        for (int i = 0; i < count; i++)
        {
            ref readonly FillRow row = ref page[i];
            _fills[_count + i] =
                new OrderFill(row.TradeId, row.Price, row.Size, row.Funds, row.Fee, row.FeeIsQuote);
        }
        _count += count;
        return true;
    }
}
