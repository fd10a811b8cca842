using Trifuse.Core.Domain;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>Reads the data of a balance push (KuCoin protocol section 6.4).</summary>
internal static class BalanceEventReader
{
    private const int TextBytes = 64;

    /// <summary>
    /// False when currency, available or hold is missing, or anything is not what it should be.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> data, SymbolTable currencies, out BalanceEvent balance)
    {
        balance = default;
        balance.Currency = CurrencyId.None;
        bool hasCurrency = false;
        bool hasAvailable = false;
        bool hasHold = false;
        bool hasTotal = false;
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("currency"u8))
            {
                hasCurrency = ReadCurrency(ref cursor, currencies, out balance.Currency);
            }
            else if (name.Is("total"u8))
            {
                hasTotal = cursor.ReadDecimal(out balance.Total);
            }
            else if (name.Is("available"u8))
            {
                hasAvailable = cursor.ReadDecimal(out balance.Available);
            }
            else if (name.Is("hold"u8))
            {
                hasHold = cursor.ReadDecimal(out balance.Hold);
            }
            else if (name.Is("availableChange"u8))
            {
                cursor.ReadDecimal(out balance.AvailableChange);
            }
            else if (name.Is("holdChange"u8))
            {
                cursor.ReadDecimal(out balance.HoldChange);
            }
            else if (name.Is("relationEvent"u8))
            {
                ReadRelation(ref cursor, ref balance);
            }
            else if (name.Is("relationContext"u8))
            {
                ReadContext(ref cursor, ref balance);
            }
            else if (name.Is("time"u8))
            {
                cursor.ReadInt64(out long time);
                balance.ExchangeMs = ExchangeTime.ToMs(time);
            }
            else
            {
                cursor.Skip();
            }
        }
        return cursor.AtEnd && hasCurrency && hasAvailable && hasHold && hasTotal;
    }

    private static bool ReadCurrency(ref JsonCursor cursor, SymbolTable currencies, out CurrencyId currency)
    {
        currency = CurrencyId.None;
        Span<byte> scratch = stackalloc byte[TextBytes];
        if (!cursor.ReadText(out JsonText text))
        {
            return false;
        }
        if (text.TryGet(scratch, out ReadOnlySpan<byte> code) && currencies.TryFind(code, out SymbolId found))
        {
            currency = new CurrencyId(found.Index);
        }
        return true;
    }

    private static void ReadRelation(ref JsonCursor cursor, ref BalanceEvent balance)
    {
        Span<byte> scratch = stackalloc byte[TextBytes];
        if (cursor.ReadScalar(out JsonText text, out JsonKind kind)
            && kind == JsonKind.String
            && text.TryGet(scratch, out ReadOnlySpan<byte> relation))
        {
            balance.IsTradeAccount = relation.StartsWith("trade."u8) || relation.StartsWith("trade_hf."u8);
            balance.IsHold = relation.EndsWith(".hold"u8);
        }
    }

    private static void ReadContext(ref JsonCursor cursor, ref BalanceEvent balance)
    {
        if (cursor.Peek() != JsonKind.Object)
        {
            cursor.Skip();
            return;
        }
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("orderId"u8))
            {
                OrderEventReader.ReadOrderId(ref cursor, out balance.OrderId);
            }
            else
            {
                cursor.Skip();
            }
        }
    }
}
