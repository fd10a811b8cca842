using Trifuse.Core.Domain;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// Decodes the frames of KuCoin's public stream (KuCoin protocol section 6.2): level1, ticker and ticker:all,
/// level2Depth5, level2Depth50, level2, and the control frames. The member order that the exchange sends
/// today is matched literally; anything else is walked member by member in any order, with unknown members
/// ignored. Allocates nothing, never throws on bytes from outside. Owned by one thread.
/// </summary>
public sealed class MarketDecoder
{
    /// <summary>The most levels a side of a depth message; more is malformed.</summary>
    public const int MaxDepthLevels = 50;

    /// <summary>The most changes a side of one level2 message; more is malformed.</summary>
    public const int MaxChanges = 1024;

    private readonly SymbolTable _symbols;
    private readonly LevelBuffers _levels = new();

    /// <summary>Decodes frames of the symbols in the table.</summary>
    public MarketDecoder(SymbolTable symbols) => _symbols = symbols;

    /// <summary>The content of the last welcome, ack, pong or error.</summary>
    public ControlFrame Control { get; } = new();

    /// <summary>Decodes one frame and calls the handler once if it is data of a known symbol.</summary>
    public DecodeResult Decode<THandler>(ReadOnlySpan<byte> payload, ref THandler handler)
        where THandler : struct, IMarketHandler
    {
        if (MarketTemplate.TryRead(payload, _symbols, _levels, out MarketMessage message))
        {
            Deliver(ref message, ref handler);
            return DecodeResult.Message;
        }
        return DecodeByWalk(payload, ref handler);
    }

    internal DecodeResult DecodeByWalk<THandler>(ReadOnlySpan<byte> payload, ref THandler handler)
        where THandler : struct, IMarketHandler
    {
        DecodeResult result = MarketWalk.Read(payload, _symbols, _levels, Control, out MarketMessage message);
        if (result == DecodeResult.Message)
        {
            Deliver(ref message, ref handler);
        }
        return result;
    }

    internal bool TryDecodeByTemplate<THandler>(ReadOnlySpan<byte> payload, ref THandler handler)
        where THandler : struct, IMarketHandler
    {
        if (!MarketTemplate.TryRead(payload, _symbols, _levels, out MarketMessage message))
        {
            return false;
        }
        Deliver(ref message, ref handler);
        return true;
    }

    private void Deliver<THandler>(ref MarketMessage message, ref THandler handler)
        where THandler : struct, IMarketHandler
    {
        switch (message.Feed)
        {
            case Feed.Level1:
            case Feed.Ticker:
                handler.OnTop(
                    message.Symbol, in message.Bid, in message.Ask, message.ExchangeMs, message.SequenceEnd);
                break;
            case Feed.Level2:
                handler.OnChanges(
                    message.Symbol,
                    message.SequenceStart,
                    message.SequenceEnd,
                    _levels.BidChanges.AsSpan(0, _levels.BidCount),
                    _levels.AskChanges.AsSpan(0, _levels.AskCount),
                    message.ExchangeMs);
                break;
            default:
                handler.OnDepth(
                    message.Symbol,
                    _levels.BidLevels.AsSpan(0, _levels.BidCount),
                    _levels.AskLevels.AsSpan(0, _levels.AskCount),
                    message.ExchangeMs);
                break;
        }
    }
}
