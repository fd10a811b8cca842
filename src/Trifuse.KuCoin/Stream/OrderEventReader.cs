using Trifuse.Core.Domain;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>Reads the data of an order event (KuCoin protocol section 6.4).</summary>
internal static class OrderEventReader
{
    private const int TextBytes = 64;

    /// <summary>
    /// Message, UnknownTopic for an event type that is not known, or Malformed. Side, type and order id are
    /// needed in every event; price, size and trade id in a match.
    /// </summary>
    public static DecodeResult Read(ReadOnlySpan<byte> data, SymbolTable symbols, out OrderEvent orderEvent)
    {
        orderEvent = default;
        orderEvent.Symbol = SymbolId.None;
        var fields = default(Fields);
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            ReadMember(ref cursor, name, symbols, ref orderEvent, ref fields);
        }
        if (!cursor.AtEnd || !fields.HasType || !fields.HasSide || orderEvent.OrderId.IsEmpty)
        {
            return DecodeResult.Malformed;
        }
        if (!fields.IsKnownType)
        {
            return DecodeResult.UnknownTopic;
        }
        if (orderEvent.Kind == OrderEventKind.Match
            && !(fields.HasMatchPrice && fields.HasMatchSize && fields.HasTradeId))
        {
            return DecodeResult.Malformed;
        }
        // feeType decides; liquidity is only a stand-in, and without either the taker's dearer fee is
        // assumed.
        orderEvent.IsTakerFee = fields.HasFeeType ? fields.IsTakerFeeType : !fields.IsMakerLiquidity;
        orderEvent.ExchangeNs = ExchangeTime.ToNs(fields.Ts != 0 ? fields.Ts : fields.OrderTime);
        return DecodeResult.Message;
    }

    private static void ReadMember(
        ref JsonCursor cursor, JsonText name, SymbolTable symbols, ref OrderEvent order, ref Fields fields)
    {
        if (name.Is("type"u8))
        {
            fields.HasType = cursor.ReadText(out JsonText type);
            fields.IsKnownType = TryKind(type, out order.Kind);
        }
        else if (name.Is("clientOid"u8))
        {
            ReadClientId(ref cursor, ref order);
        }
        else if (name.Is("orderId"u8))
        {
            ReadOrderId(ref cursor, out order.OrderId);
        }
        else if (name.Is("symbol"u8))
        {
            ReadSymbol(ref cursor, symbols, out order.Symbol);
        }
        else if (name.Is("side"u8))
        {
            fields.HasSide = ReadSide(ref cursor, out order.Side);
        }
        else if (name.Is("matchPrice"u8))
        {
            fields.HasMatchPrice = ReadOptional(ref cursor, out order.MatchPrice);
        }
        else if (name.Is("matchSize"u8))
        {
            fields.HasMatchSize = ReadOptional(ref cursor, out order.MatchSize);
        }
        else if (name.Is("tradeId"u8))
        {
            fields.HasTradeId = ReadTradeId(ref cursor, out order.TradeId);
        }
        else if (name.Is("filledSize"u8))
        {
            order.HasFilledSize = ReadOptional(ref cursor, out order.FilledSize);
        }
        else if (name.Is("feeType"u8))
        {
            cursor.ReadScalar(out JsonText feeType, out JsonKind kind);
            fields.HasFeeType = kind == JsonKind.String && !feeType.Raw.IsEmpty;
            fields.IsTakerFeeType = !feeType.Is("makerFee"u8);
        }
        else if (name.Is("liquidity"u8))
        {
            cursor.ReadScalar(out JsonText liquidity, out _);
            fields.IsMakerLiquidity = liquidity.Is("maker"u8);
        }
        else if (name.Is("ts"u8))
        {
            ReadTime(ref cursor, out fields.Ts);
        }
        else if (name.Is("orderTime"u8))
        {
            ReadTime(ref cursor, out fields.OrderTime);
        }
        else
        {
            cursor.Skip();
        }
    }

    /// <summary>An id as string or number; empty when null; what could not stand in a path fails.</summary>
    internal static bool ReadOrderId(ref JsonCursor cursor, out OrderId id)
    {
        id = default;
        Span<byte> scratch = stackalloc byte[TextBytes];
        if (!cursor.ReadScalar(out JsonText text, out JsonKind kind))
        {
            return false;
        }
        return kind == JsonKind.Null
            || (kind == JsonKind.String && text.Raw.IsEmpty)
            || (text.TryGet(scratch, out ReadOnlySpan<byte> plain)
                && WireText.IsToken(plain)
                && OrderId.TryCreate(plain, out id))
            || cursor.Fail();
    }

    /// <summary>A trade id as string or number, decimal or hexadecimal.</summary>
    internal static bool ReadTradeId(ref JsonCursor cursor, out TradeId id)
    {
        id = default;
        Span<byte> scratch = stackalloc byte[TextBytes];
        if (!cursor.ReadScalar(out JsonText text, out JsonKind kind) || kind == JsonKind.Null)
        {
            return false;
        }
        return (text.TryGet(scratch, out ReadOnlySpan<byte> plain) && TradeId.TryParse(plain, out id))
            || cursor.Fail();
    }

    /// <summary>A decimal that is not negative; false without failing when null or "".</summary>
    internal static bool ReadOptional(ref JsonCursor cursor, out Core.Numbers.ExactDecimal value)
    {
        value = default;
        Span<byte> scratch = stackalloc byte[TextBytes];
        if (!cursor.ReadScalar(out JsonText text, out JsonKind kind)
            || kind == JsonKind.Null
            || (kind == JsonKind.String && text.Raw.IsEmpty))
        {
            return false;
        }
        return (kind is JsonKind.String or JsonKind.Number
                && text.TryGet(scratch, out ReadOnlySpan<byte> digits)
                && Core.Numbers.DecimalText.TryParse(digits, out value)
                && !value.IsNegative)
            || cursor.Fail();
    }

    internal static bool ReadSide(ref JsonCursor cursor, out Side side)
    {
        side = Side.Buy;
        if (!cursor.ReadText(out JsonText text))
        {
            return false;
        }
        if (text.Is("buy"u8))
        {
            return true;
        }
        side = Side.Sell;
        return text.Is("sell"u8) || cursor.Fail();
    }

    private static void ReadClientId(ref JsonCursor cursor, ref OrderEvent order)
    {
        Span<byte> scratch = stackalloc byte[TextBytes];
        order.IsOurs = cursor.ReadScalar(out JsonText text, out JsonKind kind)
            && kind == JsonKind.String
            && text.TryGet(scratch, out ReadOnlySpan<byte> plain)
            && ClientOrderId.TryParse(plain, out order.ClientId);
    }

    private static void ReadSymbol(ref JsonCursor cursor, SymbolTable symbols, out SymbolId symbol)
    {
        symbol = SymbolId.None;
        Span<byte> scratch = stackalloc byte[TextBytes];
        if (cursor.ReadText(out JsonText text) && text.TryGet(scratch, out ReadOnlySpan<byte> plain))
        {
            symbols.TryFind(plain, out symbol);
        }
    }

    private static void ReadTime(ref JsonCursor cursor, out long time)
    {
        time = 0;
        if (!cursor.TryReadNull())
        {
            cursor.ReadInt64(out time);
        }
    }

    private static bool TryKind(JsonText type, out OrderEventKind kind)
    {
        kind = OrderEventKind.Received;
        if (type.Is("received"u8))
        {
            return true;
        }
        kind = OrderEventKind.Open;
        if (type.Is("open"u8))
        {
            return true;
        }
        kind = OrderEventKind.Match;
        if (type.Is("match"u8))
        {
            return true;
        }
        kind = OrderEventKind.Update;
        if (type.Is("update"u8))
        {
            return true;
        }
        kind = OrderEventKind.Filled;
        if (type.Is("filled"u8))
        {
            return true;
        }
        kind = OrderEventKind.Canceled;
        return type.Is("canceled"u8) || type.Is("cancelled"u8);
    }

    private struct Fields
    {
        public bool HasType;
        public bool IsKnownType;
        public bool HasSide;
        public bool HasMatchPrice;
        public bool HasMatchSize;
        public bool HasTradeId;
        public bool HasFeeType;
        public bool IsTakerFeeType;
        public bool IsMakerLiquidity;
        public long Ts;
        public long OrderTime;
    }
}
