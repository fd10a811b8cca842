using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// Reads a market frame member by member, in any order: members that are not known are passed over, numbers
/// may be JSON numbers or strings, names and values may hold escapes, and white space may be anywhere.
/// </summary>
internal static class MarketWalk
{
    private const int TopicBytes = 96;
    private const int SymbolBytes = 64;

    public static DecodeResult Read(
        ReadOnlySpan<byte> payload,
        SymbolTable symbols,
        LevelBuffers levels,
        ControlFrame control,
        out MarketMessage message)
    {
        message = default;
        if (!FrameEnvelope.TryRead(payload, out FrameEnvelope frame))
        {
            return DecodeResult.Malformed;
        }
        if (!frame.Type.Is("message"u8))
        {
            return control.Read(ref frame);
        }
        Span<byte> topicScratch = stackalloc byte[TopicBytes];
        if (!frame.Topic.TryGet(topicScratch, out ReadOnlySpan<byte> topic)
            || !TrySplit(topic, out message.Feed, out ReadOnlySpan<byte> name))
        {
            return DecodeResult.UnknownTopic;
        }
        Span<byte> symbolScratch = stackalloc byte[SymbolBytes];
        if (message.Feed == Feed.Ticker && name.SequenceEqual("all"u8)
            && !frame.Subject.TryGet(symbolScratch, out name))
        {
            return DecodeResult.UnknownSymbol;
        }
        if (!symbols.TryFind(name, out message.Symbol))
        {
            return DecodeResult.UnknownSymbol;
        }
        bool isGood = message.Feed switch
        {
            Feed.Level1 => TryLevel1(frame.Data, ref message),
            Feed.Ticker => TryTicker(frame.Data, ref message),
            Feed.Level2 => TryLevel2(frame.Data, levels, ref message),
            _ => TryDepth(frame.Data, levels, ref message),
        };
        return isGood ? DecodeResult.Message : DecodeResult.Malformed;
    }

    private static bool TrySplit(ReadOnlySpan<byte> topic, out Feed feed, out ReadOnlySpan<byte> name)
    {
        feed = Feed.Level1;
        name = default;
        int colon = topic.IndexOf((byte)':');
        if (colon < 0)
        {
            return false;
        }
        name = topic[(colon + 1)..];
        topic = topic[..colon];
        if (topic.SequenceEqual("/spotMarket/level1"u8))
        {
            return true;
        }
        if (topic.SequenceEqual("/market/ticker"u8))
        {
            feed = Feed.Ticker;
            return true;
        }
        if (topic.SequenceEqual("/market/level2"u8))
        {
            feed = Feed.Level2;
            return true;
        }
        if (topic.SequenceEqual("/spotMarket/level2Depth5"u8))
        {
            feed = Feed.Depth5;
            return true;
        }
        feed = Feed.Depth50;
        return topic.SequenceEqual("/spotMarket/level2Depth50"u8);
    }

    private static bool IsTime(JsonText name) =>
        name.Is("timestamp"u8) || name.Is("time"u8) || name.Is("Time"u8);

    private static bool TryLevel1(ReadOnlySpan<byte> data, ref MarketMessage message)
    {
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        bool hasAsk = false;
        bool hasBid = false;
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("asks"u8))
            {
                hasAsk = ReadTop(ref cursor, out message.Ask);
            }
            else if (name.Is("bids"u8))
            {
                hasBid = ReadTop(ref cursor, out message.Bid);
            }
            else if (IsTime(name))
            {
                ReadTime(ref cursor, out message.ExchangeMs);
            }
            else
            {
                cursor.Skip();
            }
        }
        message.SequenceEnd = -1;
        return cursor.AtEnd && hasAsk && hasBid;
    }

    private static bool TryTicker(ReadOnlySpan<byte> data, ref MarketMessage message)
    {
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        bool hasAsk = false;
        bool hasBid = false;
        message.SequenceEnd = -1;
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("bestAsk"u8))
            {
                hasAsk = ReadQuote(ref cursor, out message.Ask.Price);
            }
            else if (name.Is("bestAskSize"u8))
            {
                ReadQuote(ref cursor, out message.Ask.Size);
            }
            else if (name.Is("bestBid"u8))
            {
                hasBid = ReadQuote(ref cursor, out message.Bid.Price);
            }
            else if (name.Is("bestBidSize"u8))
            {
                ReadQuote(ref cursor, out message.Bid.Size);
            }
            else if (name.Is("sequence"u8))
            {
                ReadSequence(ref cursor, out message.SequenceEnd);
            }
            else if (IsTime(name))
            {
                ReadTime(ref cursor, out message.ExchangeMs);
            }
            else
            {
                cursor.Skip();
            }
        }
        ClearIfUnquoted(ref message.Ask);
        ClearIfUnquoted(ref message.Bid);
        return cursor.AtEnd && hasAsk && hasBid;
    }

    private static bool TryDepth(ReadOnlySpan<byte> data, LevelBuffers levels, ref MarketMessage message)
    {
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        bool hasAsks = false;
        bool hasBids = false;
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("asks"u8))
            {
                hasAsks = ReadLevels(ref cursor, levels.AskLevels, out levels.AskCount);
            }
            else if (name.Is("bids"u8))
            {
                hasBids = ReadLevels(ref cursor, levels.BidLevels, out levels.BidCount);
            }
            else if (IsTime(name))
            {
                ReadTime(ref cursor, out message.ExchangeMs);
            }
            else
            {
                cursor.Skip();
            }
        }
        return cursor.AtEnd && hasAsks && hasBids;
    }

    private static bool TryLevel2(ReadOnlySpan<byte> data, LevelBuffers levels, ref MarketMessage message)
    {
        var cursor = new JsonCursor(data);
        cursor.EnterObject();
        bool hasChanges = false;
        message.SequenceStart = -1;
        message.SequenceEnd = -1;
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("changes"u8))
            {
                hasChanges = ReadSides(ref cursor, levels);
            }
            else if (name.Is("sequenceStart"u8))
            {
                ReadSequence(ref cursor, out message.SequenceStart);
            }
            else if (name.Is("sequenceEnd"u8))
            {
                ReadSequence(ref cursor, out message.SequenceEnd);
            }
            else if (IsTime(name))
            {
                ReadTime(ref cursor, out message.ExchangeMs);
            }
            else
            {
                cursor.Skip();
            }
        }
        return cursor.AtEnd && hasChanges
            && message.SequenceStart >= 0
            && message.SequenceStart <= message.SequenceEnd;
    }

    private static bool ReadSides(ref JsonCursor cursor, LevelBuffers levels)
    {
        levels.AskCount = 0;
        levels.BidCount = 0;
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("asks"u8))
            {
                ReadChanges(ref cursor, levels.AskChanges, out levels.AskCount);
            }
            else if (name.Is("bids"u8))
            {
                ReadChanges(ref cursor, levels.BidChanges, out levels.BidCount);
            }
            else
            {
                cursor.Skip();
            }
        }
        return !cursor.Failed;
    }

    /// <summary>
    /// A flat [price, size]; nested [[price, size]] is understood too; [] and null are an empty side.
    /// </summary>
    private static bool ReadTop(ref JsonCursor cursor, out PriceLevel level)
    {
        level = default;
        if (cursor.TryReadNull())
        {
            return true;
        }
        if (!cursor.EnterArray() || !cursor.NextElement())
        {
            return !cursor.Failed;
        }
        if (cursor.Peek() == JsonKind.Array)
        {
            ReadRow(ref cursor, ref level);
        }
        else
        {
            ReadAmount(ref cursor, out level.Price);
            if (!cursor.NextElement())
            {
                return cursor.Fail();
            }
            ReadAmount(ref cursor, out level.Size);
        }
        SkipRest(ref cursor);
        ClearIfUnquoted(ref level);
        return !cursor.Failed;
    }

    private static bool ReadLevels(ref JsonCursor cursor, PriceLevel[] levels, out int count)
    {
        count = 0;
        if (cursor.TryReadNull())
        {
            return true;
        }
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (count == levels.Length)
            {
                return cursor.Fail();
            }
            ReadRow(ref cursor, ref levels[count]);
            count++;
        }
        return !cursor.Failed;
    }

    private static void ReadChanges(ref JsonCursor cursor, LevelChange[] changes, out int count)
    {
        count = 0;
        if (cursor.TryReadNull())
        {
            return;
        }
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            if (count == changes.Length)
            {
                cursor.Fail();
                return;
            }
            ref LevelChange change = ref changes[count++];
            cursor.EnterArray();
            if (!cursor.NextElement() || !ReadAmount(ref cursor, out change.Price)
                || !cursor.NextElement() || !ReadAmount(ref cursor, out change.Size)
                || !cursor.NextElement() || !ReadSequence(ref cursor, out change.Sequence))
            {
                cursor.Fail();
                return;
            }
            SkipRest(ref cursor);
        }
    }

    private static void ReadRow(ref JsonCursor cursor, ref PriceLevel level)
    {
        cursor.EnterArray();
        if (!cursor.NextElement() || !ReadAmount(ref cursor, out level.Price)
            || !cursor.NextElement() || !ReadAmount(ref cursor, out level.Size))
        {
            cursor.Fail();
            return;
        }
        SkipRest(ref cursor);
    }

    private static void SkipRest(ref JsonCursor cursor)
    {
        while (cursor.NextElement())
        {
            cursor.Skip();
        }
    }

    /// <summary>A price or size: never negative.</summary>
    private static bool ReadAmount(ref JsonCursor cursor, out ExactDecimal amount) =>
        cursor.ReadDecimal(out amount) && (!amount.IsNegative || cursor.Fail());

    /// <summary>A ticker's price or size, where null and "" say that there is no quote.</summary>
    private static bool ReadQuote(ref JsonCursor cursor, out ExactDecimal amount)
    {
        amount = default;
        if (!cursor.ReadScalar(out JsonText text, out JsonKind kind))
        {
            return false;
        }
        if (kind == JsonKind.Null || (kind == JsonKind.String && text.Raw.IsEmpty))
        {
            return true;
        }
        Span<byte> scratch = stackalloc byte[SymbolBytes];
        return (kind is JsonKind.String or JsonKind.Number
                && text.TryGet(scratch, out ReadOnlySpan<byte> digits)
                && DecimalText.TryParse(digits, out amount)
                && !amount.IsNegative)
            || cursor.Fail();
    }

    private static bool ReadSequence(ref JsonCursor cursor, out long sequence) =>
        cursor.ReadInt64(out sequence) && (sequence >= 0 || cursor.Fail());

    private static void ReadTime(ref JsonCursor cursor, out long exchangeMs)
    {
        exchangeMs = 0;
        if (!cursor.TryReadNull() && cursor.ReadInt64(out long time))
        {
            exchangeMs = ExchangeTime.ToMs(time);
        }
    }

    private static void ClearIfUnquoted(ref PriceLevel level)
    {
        if (level.Price.IsZero || level.Size.IsZero)
        {
            level = default;
        }
    }
}
