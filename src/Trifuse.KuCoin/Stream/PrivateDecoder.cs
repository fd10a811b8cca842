using Trifuse.Core.Domain;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// Decodes the frames of KuCoin's private stream (KuCoin protocol section 6.4): order events of
/// /spotMarket/tradeOrdersV2 and /spotMarket/tradeOrders, balances of /account/balance, and the control
/// frames. Members may come in any order. Allocates nothing, never throws on bytes from outside. Owned by one
/// thread.
/// </summary>
public sealed class PrivateDecoder
{
    private const int TopicBytes = 96;

    private readonly SymbolTable _symbols;
    private readonly SymbolTable _currencies;

    /// <summary>
    /// Decodes with these tables; an index of the second is a <see cref="CurrencyId"/>. Events of symbols and
    /// currencies outside the tables are delivered too, with None.
    /// </summary>
    public PrivateDecoder(SymbolTable symbols, SymbolTable currencies)
    {
        _symbols = symbols;
        _currencies = currencies;
    }

    /// <summary>The content of the last welcome, ack, pong or error.</summary>
    public ControlFrame Control { get; } = new();

    /// <summary>Decodes one frame and calls the handler once if it is an order event or a balance.</summary>
    public DecodeResult Decode<THandler>(ReadOnlySpan<byte> payload, ref THandler handler)
        where THandler : struct, IPrivateHandler
    {
        if (!FrameEnvelope.TryRead(payload, out FrameEnvelope frame))
        {
            return DecodeResult.Malformed;
        }
        if (!frame.Type.Is("message"u8))
        {
            return Control.Read(ref frame);
        }
        Span<byte> scratch = stackalloc byte[TopicBytes];
        if (!frame.Topic.TryGet(scratch, out ReadOnlySpan<byte> topic))
        {
            return DecodeResult.UnknownTopic;
        }
        // Symbols behind a colon can be subscribed to; they are in the data as well.
        int colon = topic.IndexOf((byte)':');
        topic = colon < 0 ? topic : topic[..colon];
        if (topic.SequenceEqual("/spotMarket/tradeOrdersV2"u8)
            || topic.SequenceEqual("/spotMarket/tradeOrders"u8))
        {
            DecodeResult result = OrderEventReader.Read(frame.Data, _symbols, out OrderEvent orderEvent);
            if (result == DecodeResult.Message)
            {
                handler.OnOrder(in orderEvent);
            }
            return result;
        }
        if (topic.SequenceEqual("/account/balance"u8))
        {
            if (!BalanceEventReader.TryRead(frame.Data, _currencies, out BalanceEvent balanceEvent))
            {
                return DecodeResult.Malformed;
            }
            handler.OnBalance(in balanceEvent);
            return DecodeResult.Message;
        }
        return DecodeResult.UnknownTopic;
    }
}
