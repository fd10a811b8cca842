using Trifuse.Core;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Start;

/// <summary>
/// Made-up frames in the exchange's own format for the symbols that will be traded. Prices are random
/// multiples of the price increment, so that crossings of all kinds occur and the sizing runs as well.
/// </summary>
internal sealed class WarmFrames(Universe universe)
{
    private const int DepthLevels = 5;
    private const int PriceTicks = 2_000;
    private const int SizeSteps = 100_000;

    private readonly byte[] _buffer = new byte[4096];

    /// <summary>A market frame of the kind that feeds this book.</summary>
    public ReadOnlySpan<byte> Write(SymbolId symbol, FeedKind feed, ref Prng random, long nowNs)
    {
        var writer = new Utf8Writer(_buffer);
        SymbolSpec spec = universe.SpecOf(symbol);
        ReadOnlySpan<byte> name = universe.Symbols.NameOf(symbol);
        Int128 bid = PriceTicks + random.NextBelow(PriceTicks);
        switch (feed)
        {
            case FeedKind.Depth:
                writer.Append("{\"topic\":\"/spotMarket/level2Depth5:"u8);
                writer.Append(name);
                writer.Append("\",\"type\":\"message\",\"subject\":\"level2\",\"data\":{\"asks\":["u8);
                Levels(ref writer, spec, bid, 1, ref random);
                writer.Append("],\"bids\":["u8);
                Levels(ref writer, spec, bid, -1, ref random);
                writer.Append("],\"timestamp\":"u8);
                break;
            case FeedKind.Full:
                WriteChange(ref writer, name, spec, bid, nowNs);
                return writer.Written;
            default:
                writer.Append("{\"topic\":\"/spotMarket/level1:"u8);
                writer.Append(name);
                writer.Append("\",\"type\":\"message\",\"subject\":\"level1\",\"data\":{\"asks\":"u8);
                Level(ref writer, spec, bid + 1, ref random);
                writer.Append(",\"bids\":"u8);
                Level(ref writer, spec, bid, ref random);
                writer.Append(",\"timestamp\":"u8);
                break;
        }
        writer.Append(nowNs / 1_000_000);
        writer.Append("}}"u8);
        return writer.Written;
    }

    /// <summary>An order event of an order that is ours but of no open cascade.</summary>
    public ReadOnlySpan<byte> WriteOrderEvent(SymbolId symbol, uint run)
    {
        var writer = new Utf8Writer(_buffer);
        writer.Append("{\"topic\":\"/spotMarket/tradeOrdersV2\",\"type\":\"message\","u8);
        writer.Append("\"subject\":\"orderChange\","u8);
        writer.Append("\"userId\":\"0\",\"channelType\":\"private\",\"data\":{\"clientOid\":\"tf-"u8);
        writer.Append(run);
        writer.Append("-0-0-0\",\"orderId\":\"670fd33bf9406e0007ab3945\",\"orderTime\":1730206271588,"u8);
        writer.Append("\"orderType\":\"market\",\"originFunds\":\"10\",\"side\":\"buy\","u8);
        writer.Append("\"status\":\"match\",\"symbol\":\""u8);
        writer.Append(universe.Symbols.NameOf(symbol));
        writer.Append("\",\"ts\":1730206271616000000,\"type\":\"match\",\"liquidity\":\"taker\","u8);
        writer.Append("\"feeType\":\"takerFee\",\"matchPrice\":\"20000\",\"matchSize\":\"0.0005\","u8);
        writer.Append("\"tradeId\":\"11067996711960577\",\"filledSize\":\"0.0005\",\"funds\":\"10\","u8);
        writer.Append("\"remainFunds\":\"0\",\"remainSize\":\"0\",\"canceledFunds\":\"0\","u8);
        writer.Append("\"canceledSize\":\"0\"}}"u8);
        return writer.Written;
    }

    /// <summary>A balance push.</summary>
    public ReadOnlySpan<byte> WriteBalance(CurrencyId currency)
    {
        var writer = new Utf8Writer(_buffer);
        writer.Append("{\"topic\":\"/account/balance\",\"type\":\"message\","u8);
        writer.Append("\"subject\":\"account.balance\",\"id\":\"1\","u8);
        writer.Append("\"userId\":\"0\",\"channelType\":\"private\","u8);
        writer.Append("\"data\":{\"accountId\":\"1\",\"currency\":\""u8);
        writer.Append(universe.Currencies.NameOf(new SymbolId(currency.Index)));
        writer.Append("\",\"total\":\"21.13\",\"available\":\"20.13\",\"hold\":\"1\","u8);
        writer.Append("\"availableChange\":\"-1\","u8);
        writer.Append("\"holdChange\":\"1\",\"relationContext\":{\"symbol\":\"BTC-USDT\","u8);
        writer.Append("\"orderId\":\"6721d0632db25b0007071fdc\"},\"relationEvent\":\"trade.hold\","u8);
        writer.Append("\"relationEventId\":\"1\",\"time\":\"1730269283892\"}}"u8);
        return writer.Written;
    }

    private static void WriteChange(
        ref Utf8Writer writer, ReadOnlySpan<byte> name, SymbolSpec spec, Int128 tick, long nowNs)
    {
        writer.Append("{\"topic\":\"/market/level2:"u8);
        writer.Append(name);
        writer.Append("\",\"type\":\"message\",\"subject\":\"trade.l2update\","u8);
        writer.Append("\"data\":{\"changes\":{\"asks\":[[\""u8);
        writer.Append(ExactDecimal.Times(spec.PriceIncrement, tick));
        writer.Append("\",\"1\",\""u8);
        writer.Append(nowNs);
        writer.Append("\"]],\"bids\":[]},\"sequenceEnd\":"u8);
        writer.Append(nowNs);
        writer.Append(",\"sequenceStart\":"u8);
        writer.Append(nowNs);
        writer.Append(",\"symbol\":\""u8);
        writer.Append(name);
        writer.Append("\",\"time\":1729816425625}}"u8);
    }

    private static void Levels(ref Utf8Writer writer, SymbolSpec spec, Int128 bid, int step, ref Prng random)
    {
        for (int i = 0; i < DepthLevels; i++)
        {
            if (i > 0)
            {
                writer.Append(',');
            }
            Level(ref writer, spec, step > 0 ? bid + 1 + i : bid - i, ref random);
        }
    }

    private static void Level(ref Utf8Writer writer, SymbolSpec spec, Int128 tick, ref Prng random)
    {
        writer.Append("[\""u8);
        writer.Append(ExactDecimal.Times(spec.PriceIncrement, tick));
        writer.Append("\",\""u8);
        writer.Append(ExactDecimal.Times(spec.BaseIncrement, 1 + random.NextBelow(SizeSteps)));
        writer.Append("\"]"u8);
    }
}
