using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Stream;

namespace Trifuse.KuCoin.Rest;

/// <summary>Reads one row of the fills reply.</summary>
internal static class FillReader
{
    /// <summary>False when trade id, side, price, size or funds is missing or wrong.</summary>
    public static bool TryRead(ref JsonCursor cursor, ReadOnlySpan<byte> quoteCurrency, out FillRow row)
    {
        row = default;
        bool hasTradeId = false;
        bool hasSide = false;
        bool hasPrice = false;
        bool hasSize = false;
        bool hasFunds = false;
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("tradeId"u8))
            {
                hasTradeId = OrderEventReader.ReadTradeId(ref cursor, out row.TradeId);
            }
            else if (name.Is("orderId"u8))
            {
                OrderEventReader.ReadOrderId(ref cursor, out row.OrderId);
            }
            else if (name.Is("side"u8))
            {
                hasSide = OrderEventReader.ReadSide(ref cursor, out row.Side);
            }
            else if (name.Is("price"u8))
            {
                hasPrice = OrderEventReader.ReadOptional(ref cursor, out row.Price);
            }
            else if (name.Is("size"u8))
            {
                hasSize = OrderEventReader.ReadOptional(ref cursor, out row.Size);
            }
            else if (name.Is("funds"u8))
            {
                hasFunds = OrderEventReader.ReadOptional(ref cursor, out row.Funds);
            }
            else if (name.Is("fee"u8))
            {
                ReadFee(ref cursor, out row.Fee);
            }
            else if (name.Is("feeCurrency"u8))
            {
                cursor.ReadScalar(out JsonText currency, out _);
                row.FeeIsQuote = currency.Is(quoteCurrency);
            }
            else if (name.Is("createdAt"u8))
            {
                cursor.ReadInt64(out long time);
                row.ExchangeMs = ExchangeTime.ToMs(time);
            }
            else
            {
                cursor.Skip();
            }
        }
        return !cursor.Failed && hasTradeId && hasSide && hasPrice && hasSize && hasFunds;
    }

    /// <summary>A fee, which may be a rebate and so below 0; null is 0.</summary>
    public static void ReadFee(ref JsonCursor cursor, out ExactDecimal fee)
    {
        fee = default;
        if (!cursor.TryReadNull())
        {
            cursor.ReadDecimal(out fee);
        }
    }
}
