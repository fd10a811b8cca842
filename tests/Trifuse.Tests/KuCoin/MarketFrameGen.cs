using CsCheck;

namespace Trifuse.Tests.KuCoin;

/// <summary>Random market frames in the exchange's own spelling.</summary>
internal static class MarketFrameGen
{
    private static readonly Gen<string> Symbol =
        Gen.Int[0, MarketBench.Names.Length - 1].Select(index => MarketBench.Names[index]);

    // Mantissas of 1 to 22 digits with the point anywhere: both sides of the template's limit of 18 digits.
    private static readonly Gen<string> Number =
        from digits in Gen.Char['0', '9'].Array[1, 22]
        from point in Gen.Int[0, digits.Length]
        select Place(new string(digits), point);

    private static readonly Gen<long> Time = Gen.OneOf(
        Gen.Long[1_500_000_000_000, 1_900_000_000_000],
        Gen.Long[1_500_000_000_000_000_000, 1_900_000_000_000_000_000]);

    private static readonly Gen<long> Sequence = Gen.Long[0, 99_999_999_999_999];

    private static readonly Gen<string> Row = Gen.Select(Number, Number, (p, s) => $"[\"{p}\",\"{s}\"]");

    private static readonly Gen<string> Change =
        Gen.Select(Number, Number, Sequence, (p, s, n) => $"[\"{p}\",\"{s}\",\"{n}\"]");

    private static readonly Gen<string> FlatSide = Gen.Frequency((1, Gen.Const("[]")), (5, Row));

    /// <summary>A frame of any of the topics, members in the order of today or of 2021.</summary>
    public static readonly Gen<string> Frame =
        from parts in Gen.OneOf(Level1(), Ticker(), TickerAll(), Depth(), Level2())
        from order in Gen.Int[0, 2]
        select order switch
        {
            0 => $"{{\"topic\":\"{parts.Topic}\",\"type\":\"message\",\"subject\":\"{parts.Subject}\","
                + $"\"data\":{parts.Data}}}",
            1 => $"{{\"type\":\"message\",\"topic\":\"{parts.Topic}\",\"subject\":\"{parts.Subject}\","
                + $"\"data\":{parts.Data}}}",
            _ => $"{{\"data\":{parts.Data},\"subject\":\"{parts.Subject}\",\"topic\":\"{parts.Topic}\","
                + $"\"type\":\"message\"}}",
        };

    private static Gen<(string Topic, string Subject, string Data)> Level1() =>
        Gen.Select(Symbol, FlatSide, FlatSide, Time, (symbol, asks, bids, time) =>
            (
                $"/spotMarket/level1:{symbol}",
                "level1",
                $"{{\"asks\":{asks},\"bids\":{bids},\"timestamp\":{time}}}"));

    private static Gen<(string Topic, string Subject, string Data)> Ticker() =>
        Gen.Select(
            Symbol, TickerData(), (symbol, data) => ($"/market/ticker:{symbol}", "trade.ticker", data));

    private static Gen<(string Topic, string Subject, string Data)> TickerAll() =>
        Gen.Select(Symbol, TickerData(), (symbol, data) => ("/market/ticker:all", symbol, data));

    private static Gen<string> TickerData() =>
        from ask in Number
        from askSize in Number
        from bid in Number
        from bidSize in Number
        from sequence in Sequence
        from time in Time
        select $"{{\"bestAsk\":\"{ask}\",\"bestAskSize\":\"{askSize}\",\"bestBid\":\"{bid}\","
            + $"\"bestBidSize\":\"{bidSize}\","
            + $"\"price\":\"{ask}\",\"sequence\":\"{sequence}\",\"size\":\"{bidSize}\",\"time\":{time}}}";

    private static Gen<(string Topic, string Subject, string Data)> Depth() =>
        from symbol in Symbol
        from is50 in Gen.Bool
        from asks in Row.Array[0, 8]
        from bids in Row.Array[0, 8]
        from time in Time
        select ($"/spotMarket/level2Depth{(is50 ? 50 : 5)}:{symbol}", "level2",
            $"{{\"asks\":[{string.Join(',', asks)}],\"bids\":[{string.Join(',', bids)}],"
                + $"\"timestamp\":{time}}}");

    private static Gen<(string Topic, string Subject, string Data)> Level2() =>
        from symbol in Symbol
        from asks in Change.Array[0, 4]
        from bids in Change.Array[0, 4]
        from start in Sequence
        from time in Time
        select ($"/market/level2:{symbol}", "trade.l2update",
            $"{{\"changes\":{{\"asks\":[{string.Join(',', asks)}],\"bids\":[{string.Join(',', bids)}]}},"
            + $"\"sequenceEnd\":{start + asks.Length + bids.Length},\"sequenceStart\":{start},"
            + $"\"symbol\":\"{symbol}\",\"time\":{time}}}");

    private static string Place(string digits, int point) =>
        point == 0 ? "0." + digits
        : point == digits.Length ? digits
        : digits[..point] + "." + digits[point..];
}
