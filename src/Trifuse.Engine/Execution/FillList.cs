using Trifuse.Core.Domain;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Engine.Execution;

/// <summary>
/// The fills of one order as the exchange lists them; room for one page, reused. Belongs to one executor.
/// </summary>
internal sealed class FillList
{
    private const int PageRows = 100;

    private readonly FillRow[] _rows = new FillRow[PageRows];
    private readonly OrderFill[] _fills = new OrderFill[PageRows];
    private int _count;

    /// <summary>What the last reply listed.</summary>
    public ReadOnlySpan<OrderFill> Fills => _fills.AsSpan(0, _count);

    /// <summary>When the exchange made the fill, in ns since 1970.</summary>
    public long ExchangeNs(int fill) => _rows[fill].ExchangeMs * 1_000_000;

    /// <summary>The order that the fill belongs to.</summary>
    public ref readonly OrderId OrderIdOf(int fill) => ref _rows[fill].OrderId;

    /// <summary>False when the reply is of no use; there are then no fills.</summary>
    public bool TryRead(int status, ReadOnlySpan<byte> body, ReadOnlySpan<byte> quoteCurrency)
    {
        _count = 0;
        if (!OrderReplies.TryReadFills(status, body, quoteCurrency, _rows, out int count, out _))
        {
            return false;
        }
        for (int i = 0; i < count; i++)
        {
            ref readonly FillRow row = ref _rows[i];
            _fills[i] = new OrderFill(row.TradeId, row.Price, row.Size, row.Funds, row.Fee, row.FeeIsQuote);
        }
        _count = count;
        return true;
    }
}
