using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Rest;

/// <summary>
/// An order as the JSON object that places it: the body of a REST call (KuCoin protocol section 4), the args
/// of a call over WebSocket (section 7).
/// </summary>
internal static class OrderBody
{
    /// <summary>The longest: fixed text, a client id, a symbol, and amounts.</summary>
    public const int MaxBytes = 320;

    /// <summary>Writes the order; the symbol is one of the table.</summary>
    public static void Write(ref Utf8Writer body, in OrderRequest order, SymbolTable symbols)
    {
        Check.That(order.Amount.IsPositive);
        Span<byte> clientId = stackalloc byte[ClientOrderId.MaxLength];
        int clientIdLength = order.ClientId.Format(clientId);
        body.Append("{\"clientOid\":\""u8);
        body.Append(clientId[..clientIdLength]);
        body.Append(order.Side == Side.Buy
            ? "\",\"side\":\"buy\",\"symbol\":\""u8
            : "\",\"side\":\"sell\",\"symbol\":\""u8);
        body.Append(symbols.NameOf(order.Symbol));
        if (order.IsLimited)
        {
            Check.That(order.Size.IsPositive);
            body.Append("\",\"type\":\"limit\",\"timeInForce\":\"IOC\",\"price\":\""u8);
            body.Append(order.LimitPrice);
            body.Append("\",\"size\":\""u8);
            body.Append(order.Size);
            body.Append("\"}"u8);
            return;
        }
        body.Append(order.Side == Side.Buy
            ? "\",\"type\":\"market\",\"funds\":\""u8
            : "\",\"type\":\"market\",\"size\":\""u8);
        body.Append(order.Amount);
        body.Append("\"}"u8);
    }
}
