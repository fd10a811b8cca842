using Trifuse.Core.Domain;

namespace Trifuse.KuCoin.Stream;

/// <summary>
/// The frames as the exchange writes them today, member for member (KuCoin protocol section 6.2). Every byte
/// is compared, so that a frame which differs anywhere is left to <see cref="MarketWalk"/>.
/// </summary>
internal static class MarketTemplate
{
    public static bool TryRead(
        ReadOnlySpan<byte> payload, SymbolTable symbols, LevelBuffers levels, out MarketMessage message)
    {
        message = default;
        var reader = new TemplateReader(payload);
        bool isTopicFirst = reader.Take("{\"topic\":\""u8);
        if (!isTopicFirst && !reader.Take("{\"type\":\"message\",\"topic\":\""u8))
        {
            return false;
        }
        if (!TryTopic(ref reader, out message.Feed)
            || !reader.TakeName(out ReadOnlySpan<byte> name)
            || !(isTopicFirst
                ? reader.Take(",\"type\":\"message\",\"subject\":\""u8)
                : reader.Take(",\"subject\":\""u8)))
        {
            return false;
        }
        if (message.Feed == Feed.Ticker && name.SequenceEqual("all"u8))
        {
            return reader.TakeName(out name)
                && symbols.TryFind(name, out message.Symbol)
                && TryTicker(ref reader, ref message);
        }
        if (!symbols.TryFind(name, out message.Symbol))
        {
            return false;
        }
        return message.Feed switch
        {
            Feed.Level1 => TryLevel1(ref reader, ref message),
            Feed.Ticker => reader.Take("trade.ticker\""u8) && TryTicker(ref reader, ref message),
            Feed.Level2 => TryLevel2(ref reader, levels, ref message),
            _ => TryDepth(ref reader, levels, ref message),
        };
    }

    private static bool TryTopic(ref TemplateReader reader, out Feed feed)
    {
        if (reader.Take("/spotMarket/level"u8))
        {
            if (reader.Take("1:"u8))
            {
                feed = Feed.Level1;
                return true;
            }
            if (reader.Take("2Depth5:"u8))
            {
                feed = Feed.Depth5;
                return true;
            }
            feed = Feed.Depth50;
            return reader.Take("2Depth50:"u8);
        }
        feed = Feed.Ticker;
        if (!reader.Take("/market/"u8))
        {
            return false;
        }
        if (reader.Take("ticker:"u8))
        {
            return true;
        }
        feed = Feed.Level2;
        return reader.Take("level2:"u8);
    }

    private static bool TryLevel1(ref TemplateReader reader, ref MarketMessage message)
    {
        if (!reader.Take("level1\",\"data\":{\"asks\":[\""u8)
            || !TryRow(ref reader, ref message.Ask)
            || !reader.Take("],\"bids\":[\""u8)
            || !TryRow(ref reader, ref message.Bid)
            || !reader.Take("],\"timestamp\":"u8)
            || !reader.TakeInteger(out long time)
            || !reader.Take("}}"u8))
        {
            return false;
        }
        message.SequenceEnd = -1;
        return TryFinishTop(ref reader, ref message, time);
    }

    private static bool TryTicker(ref TemplateReader reader, ref MarketMessage message)
    {
        if (!reader.Take(",\"data\":{\"bestAsk\":\""u8)
            || !reader.TakeNumber(out message.Ask.Price)
            || !reader.Take(",\"bestAskSize\":\""u8)
            || !reader.TakeNumber(out message.Ask.Size)
            || !reader.Take(",\"bestBid\":\""u8)
            || !reader.TakeNumber(out message.Bid.Price)
            || !reader.Take(",\"bestBidSize\":\""u8)
            || !reader.TakeNumber(out message.Bid.Size)
            || !reader.Take(",\"price\":\""u8)
            || !reader.TakeName(out _)
            || !reader.Take(",\"sequence\":\""u8)
            || !reader.TakeInteger(out message.SequenceEnd)
            || !reader.Take("\",\"size\":\""u8)
            || !reader.TakeName(out _)
            || !reader.Take(",\"time\":"u8)
            || !reader.TakeInteger(out long time)
            || !reader.Take("}}"u8))
        {
            return false;
        }
        return TryFinishTop(ref reader, ref message, time);
    }

    // A price or size of 0 is a side without a quote; the walk puts that right.
    private static bool TryFinishTop(ref TemplateReader reader, ref MarketMessage message, long time)
    {
        message.ExchangeMs = ExchangeTime.ToMs(time);
        return reader.AtEnd
            && !message.Ask.Price.IsZero
            && !message.Ask.Size.IsZero
            && !message.Bid.Price.IsZero
            && !message.Bid.Size.IsZero;
    }

    private static bool TryDepth(ref TemplateReader reader, LevelBuffers levels, ref MarketMessage message)
    {
        if (!reader.Take("level2\",\"data\":{\"asks\":["u8)
            || !TryLevels(ref reader, levels.AskLevels, out levels.AskCount)
            || !reader.Take(",\"bids\":["u8)
            || !TryLevels(ref reader, levels.BidLevels, out levels.BidCount)
            || !reader.Take(",\"timestamp\":"u8)
            || !reader.TakeInteger(out long time)
            || !reader.Take("}}"u8))
        {
            return false;
        }
        message.ExchangeMs = ExchangeTime.ToMs(time);
        return reader.AtEnd;
    }

    private static bool TryLevel2(ref TemplateReader reader, LevelBuffers levels, ref MarketMessage message)
    {
        if (!reader.Take("trade.l2update\",\"data\":{\"changes\":{\"asks\":["u8)
            || !TryChanges(ref reader, levels.AskChanges, out levels.AskCount)
            || !reader.Take(",\"bids\":["u8)
            || !TryChanges(ref reader, levels.BidChanges, out levels.BidCount)
            || !reader.Take("},\"sequenceEnd\":"u8)
            || !reader.TakeInteger(out message.SequenceEnd)
            || !reader.Take(",\"sequenceStart\":"u8)
            || !reader.TakeInteger(out message.SequenceStart)
            || !reader.Take(",\"symbol\":\""u8)
            || !reader.TakeName(out _)
            || !reader.Take(",\"time\":"u8)
            || !reader.TakeInteger(out long time)
            || !reader.Take("}}"u8))
        {
            return false;
        }
        message.ExchangeMs = ExchangeTime.ToMs(time);
        return reader.AtEnd && message.SequenceStart <= message.SequenceEnd;
    }

    // Behind the opening quote of the price; ends behind the closing quote of the size.
    private static bool TryRow(ref TemplateReader reader, ref PriceLevel level) =>
        reader.TakeNumber(out level.Price)
        && reader.Take(",\""u8)
        && reader.TakeNumber(out level.Size);

    // Behind the opening bracket of the side; ends behind its closing one.
    private static bool TryLevels(ref TemplateReader reader, PriceLevel[] levels, out int count)
    {
        count = 0;
        if (reader.Take("]"u8))
        {
            return true;
        }
        while (count < levels.Length)
        {
            if (!reader.Take("[\""u8) || !TryRow(ref reader, ref levels[count]))
            {
                return false;
            }
            count++;
            if (reader.Take("]]"u8))
            {
                return true;
            }
            if (!reader.Take("],"u8))
            {
                return false;
            }
        }
        return false;
    }

    private static bool TryChanges(ref TemplateReader reader, LevelChange[] changes, out int count)
    {
        count = 0;
        if (reader.Take("]"u8))
        {
            return true;
        }
        while (count < changes.Length)
        {
            ref LevelChange change = ref changes[count];
            if (!reader.Take("[\""u8)
                || !reader.TakeNumber(out change.Price)
                || !reader.Take(",\""u8)
                || !reader.TakeNumber(out change.Size)
                || !reader.Take(",\""u8)
                || !reader.TakeInteger(out change.Sequence))
            {
                return false;
            }
            count++;
            if (reader.Take("\"]]"u8))
            {
                return true;
            }
            if (!reader.Take("\"],"u8))
            {
                return false;
            }
        }
        return false;
    }
}
