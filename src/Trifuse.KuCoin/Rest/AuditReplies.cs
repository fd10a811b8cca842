using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Stream;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// Reads replies that come again and again while the engine trades, without allocating: balances (KuCoin
/// protocol section 4.5) and books (section 3).
/// </summary>
public static class AuditReplies
{
    /// <summary>
    /// Reads the accounts reply into two tables by currency: what is free and what is held in the trade
    /// account. A currency without an account has 0; one that is not in the table is passed over. False when
    /// anything in the reply is not what it should be: a balance left out is a wrong balance.
    /// </summary>
    public static bool TryReadAccounts(
        int httpStatus,
        ReadOnlySpan<byte> body,
        SymbolTable currencies,
        Span<ExactDecimal> available,
        Span<ExactDecimal> holds)
    {
        available.Clear();
        holds.Clear();
        if (!TryOpen(httpStatus, body, out ReadOnlySpan<byte> data))
        {
            return false;
        }
        var cursor = new JsonCursor(data);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (!TryReadAccount(ref cursor, currencies, out int currency, out AccountAmounts amounts))
            {
                return false;
            }
            if (currency >= 0)
            {
                available[currency] += amounts.Available;
                holds[currency] += amounts.Holds;
            }
        }
        return cursor.AtEnd;
    }

    /// <summary>
    /// Reads a book of up to 100 levels a side, as many as there is room for. False when the reply is no
    /// good or its prices are out of order.
    /// </summary>
    public static bool TryReadBook(int httpStatus, ReadOnlySpan<byte> body, AuditedBook book)
    {
        book.Clear();
        long sequence = -1;
        int bids = 0;
        int asks = 0;
        if (!TryOpen(httpStatus, body, out ReadOnlySpan<byte> data))
        {
            return false;
        }
        var cursor = new JsonCursor(data);
        bool isGood = true;
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("sequence"u8))
            {
                isGood &= cursor.ReadInt64(out sequence);
            }
            else if (name.Is("bids"u8))
            {
                isGood &= TryReadSide(ref cursor, book.Bids, out bids, isDescending: true);
            }
            else if (name.Is("asks"u8))
            {
                isGood &= TryReadSide(ref cursor, book.Asks, out asks, isDescending: false);
            }
            else
            {
                cursor.Skip();
            }
        }
        if (!cursor.AtEnd || !isGood || sequence < 0)
        {
            return false;
        }
        book.Fill(sequence, bids, asks);
        return true;
    }

    private static bool TryOpen(int httpStatus, ReadOnlySpan<byte> body, out ReadOnlySpan<byte> data)
    {
        bool isRead = ReplyEnvelope.TryRead(body, out ReplyEnvelope envelope);
        data = envelope.Data;
        return isRead && httpStatus is >= 200 and < 300 && ErrorCodes.IsSuccess(envelope.Code);
    }

    private static bool TryReadAccount(
        ref JsonCursor cursor, SymbolTable currencies, out int currency, out AccountAmounts amounts)
    {
        currency = -1;
        amounts = default;
        bool isTrade = false;
        bool hasCurrency = false;
        bool hasAvailable = false;
        bool hasHolds = false;
        Span<byte> scratch = stackalloc byte[64];
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("currency"u8))
            {
                hasCurrency = cursor.ReadText(out JsonText code);
                currency = hasCurrency && code.TryGet(scratch, out ReadOnlySpan<byte> utf8)
                    && currencies.TryFind(utf8, out SymbolId found)
                    ? found.Index
                    : -1;
            }
            else if (name.Is("type"u8))
            {
                cursor.ReadText(out JsonText type);
                isTrade = type.Is("trade"u8) || type.Is("trade_hf"u8);
            }
            else if (name.Is("available"u8))
            {
                hasAvailable = cursor.ReadDecimal(out amounts.Available);
            }
            else if (name.Is("holds"u8))
            {
                hasHolds = cursor.ReadDecimal(out amounts.Holds);
            }
            else
            {
                cursor.Skip();
            }
        }
        currency = isTrade ? currency : -1;
        return !cursor.Failed && hasCurrency && hasAvailable && hasHolds;
    }

    private static bool TryReadSide(
        ref JsonCursor cursor, Span<PriceLevel> levels, out int count, bool isDescending)
    {
        count = 0;
        if (cursor.TryReadNull())
        {
            return true;
        }
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            ExactDecimal price = default;
            ExactDecimal size = default;
            cursor.EnterArray();
            bool isRow = cursor.NextElement() && cursor.ReadDecimal(out price)
                && cursor.NextElement() && cursor.ReadDecimal(out size);
            while (isRow && cursor.NextElement())
            {
                cursor.Skip();
            }
            if (!isRow || cursor.Failed)
            {
                return false;
            }
            if (count == levels.Length)
            {
                continue;
            }
            if (count > 0 && (isDescending
                ? price >= levels[count - 1].Price
                : price <= levels[count - 1].Price))
            {
                return false;
            }
            levels[count++] = new PriceLevel(price, size);
        }
        return !cursor.Failed;
    }

    private struct AccountAmounts
    {
        public ExactDecimal Available;
        public ExactDecimal Holds;
    }
}
