using Trifuse.Core.Domain;
using Trifuse.Core.Text;
using Trifuse.KuCoin.Stream;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// Reads the replies to order requests without allocating (KuCoin protocol sections 1.2, 4 and 5.6). A reply
/// that leaves open whether the request was carried out is <see cref="OrderReplyKind.Unusable"/>.
/// </summary>
public static class OrderReplies
{
    /// <summary>
    /// Reads the reply to place or test: accepted with the exchange's id, rejected, or unusable.
    /// </summary>
    public static void ReadOrder(int httpStatus, ReadOnlySpan<byte> body, out OrderReply reply)
    {
        if (TryOpen(httpStatus, body, out reply, out ReadOnlySpan<byte> data)
            && (!TryReadId(data, out reply.OrderId) || reply.OrderId.IsEmpty))
        {
            reply.Kind = OrderReplyKind.Unusable;
            reply.Fault = OrderFault.Other;
        }
    }

    /// <summary>
    /// Reads the reply to a cancel. Accepted means that the wish was heard; the order event is the truth.
    /// </summary>
    public static void ReadCancel(int httpStatus, ReadOnlySpan<byte> body, out OrderReply reply)
    {
        if (TryOpen(httpStatus, body, out reply, out ReadOnlySpan<byte> data))
        {
            TryReadId(data, out reply.OrderId);
        }
    }

    /// <summary>
    /// Reads the reply to a query by client id. True when the state is known, which includes that the
    /// exchange knows no such order (<see cref="OrderState.Exists"/> is false); else <paramref name="reply"/>
    /// says why not.
    /// </summary>
    public static bool TryReadState(
        int httpStatus,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> quoteCurrency,
        out OrderState state,
        out OrderReply reply)
    {
        state = default;
        if (!TryOpen(httpStatus, body, out reply, out ReadOnlySpan<byte> data))
        {
            return reply.Kind == OrderReplyKind.Rejected && reply.Fault == OrderFault.UnknownOrder;
        }
        if (data.IsEmpty || data.SequenceEqual("null"u8))
        {
            return true;
        }
        if (TryReadOrderState(data, quoteCurrency, ref state))
        {
            return true;
        }
        reply.Kind = OrderReplyKind.Unusable;
        reply.Fault = OrderFault.Other;
        return false;
    }

    /// <summary>
    /// Reads the reply to a fills request into the rows given, as many as a page may have. The next page
    /// begins behind <paramref name="nextId"/>; 0 when the page was not full, so that there is none. False
    /// when the reply is no good or has more rows than there is room for; <paramref name="reply"/> says why.
    /// </summary>
    public static bool TryReadFills(
        int httpStatus,
        ReadOnlySpan<byte> body,
        ReadOnlySpan<byte> quoteCurrency,
        Span<FillRow> rows,
        out int count,
        out long nextId,
        out OrderReply reply)
    {
        count = 0;
        nextId = 0;
        if (!TryOpen(httpStatus, body, out reply, out ReadOnlySpan<byte> data))
        {
            return false;
        }
        var cursor = new JsonCursor(data);
        bool hasItems = false;
        long lastId = 0;
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("lastId"u8) && cursor.Peek() == JsonKind.Number)
            {
                cursor.ReadInt64(out lastId);
                continue;
            }
            if (!name.Is("items"u8))
            {
                cursor.Skip();
                continue;
            }
            hasItems = true;
            cursor.EnterArray();
            while (cursor.NextElement())
            {
                if (count == rows.Length || !FillReader.TryRead(ref cursor, quoteCurrency, out rows[count]))
                {
                    cursor.Fail();
                    break;
                }
                count++;
            }
        }
        if (cursor.AtEnd && hasItems)
        {
            nextId = count == rows.Length ? lastId : 0;
            return true;
        }
        reply.Kind = OrderReplyKind.Unusable;
        reply.Fault = OrderFault.Other;
        return false;
    }

    /// <summary>Reads the server's time in ms; false when the reply is no good.</summary>
    public static bool TryReadTimestamp(int httpStatus, ReadOnlySpan<byte> body, out long serverMs)
    {
        serverMs = 0;
        if (!TryOpen(httpStatus, body, out _, out ReadOnlySpan<byte> data))
        {
            return false;
        }
        var cursor = new JsonCursor(data);
        return cursor.ReadInt64(out serverMs) && cursor.AtEnd && serverMs > 0;
    }

    /// <summary>Fills in everything but the id; true when the request was accepted.</summary>
    private static bool TryOpen(
        int httpStatus, ReadOnlySpan<byte> body, out OrderReply reply, out ReadOnlySpan<byte> data)
    {
        reply = default;
        reply.HttpStatus = httpStatus;
        data = default;
        if (!ReplyEnvelope.TryRead(body, out ReplyEnvelope envelope))
        {
            reply.Kind = OrderReplyKind.Unusable;
            reply.Fault = httpStatus switch
            {
                429 => OrderFault.RateLimit,
                >= 500 => OrderFault.Busy,
                _ => OrderFault.Other,
            };
            reply.SetMessage(body);
            return false;
        }
        Span<byte> scratch = stackalloc byte[OrderReply.MessageMaxBytes];
        bool isWhole = envelope.Message.TryGet(scratch, out ReadOnlySpan<byte> message);
        message = isWhole ? message : envelope.Message.Raw;
        reply.Code = envelope.Code;
        reply.SetMessage(message);
        data = envelope.Data;
        if (httpStatus is >= 200 and < 300 && ErrorCodes.IsSuccess(envelope.Code))
        {
            reply.Kind = OrderReplyKind.Accepted;
            return true;
        }
        reply.Fault = ErrorCodes.FaultOf(envelope.Code, message);
        // Success in the body under an error status contradicts itself.
        bool isUnknown = reply.Fault == OrderFault.None
            || ErrorCodes.IsOutcomeUnknown(httpStatus, reply.Fault);
        reply.Kind = isUnknown ? OrderReplyKind.Unusable : OrderReplyKind.Rejected;
        return false;
    }

    private static bool TryReadId(ReadOnlySpan<byte> data, out OrderId id)
    {
        id = default;
        var cursor = new JsonCursor(data);
        if (cursor.Peek() != JsonKind.Object)
        {
            return false;
        }
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("orderId"u8))
            {
                OrderEventReader.ReadOrderId(ref cursor, out id);
            }
            else
            {
                cursor.Skip();
            }
        }
        return cursor.AtEnd;
    }

    private static bool TryReadOrderState(
        ReadOnlySpan<byte> data, ReadOnlySpan<byte> quoteCurrency, ref OrderState state)
    {
        bool hasActive = false;
        bool hasSize = false;
        bool hasFunds = false;
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("id"u8))
            {
                OrderEventReader.ReadOrderId(ref cursor, out state.OrderId);
            }
            else if (name.Is("active"u8) || name.Is("isActive"u8))
            {
                hasActive = cursor.ReadBoolean(out state.IsActive);
            }
            else if (name.Is("cancelExist"u8))
            {
                cursor.ReadBoolean(out state.HasCanceled);
            }
            else if (name.Is("dealSize"u8))
            {
                hasSize = OrderEventReader.ReadOptional(ref cursor, out state.DealSize);
            }
            else if (name.Is("dealFunds"u8))
            {
                hasFunds = OrderEventReader.ReadOptional(ref cursor, out state.DealFunds);
            }
            else if (name.Is("fee"u8))
            {
                FillReader.ReadFee(ref cursor, out state.Fee);
            }
            else if (name.Is("feeCurrency"u8))
            {
                cursor.ReadScalar(out JsonText currency, out _);
                state.FeeIsQuote = currency.Is(quoteCurrency);
            }
            else
            {
                cursor.Skip();
            }
        }
        state.Exists = cursor.AtEnd && hasActive && hasSize && hasFunds && !state.OrderId.IsEmpty;
        return state.Exists;
    }
}
