using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Tests.Trading.Market;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Tests.Trading.Signals;

/// <summary>A sink that keeps what it is given, as rings would.</summary>
internal readonly struct KeptSignals(Signal[] slots, List<int> published) : ISignalSink
{
    public ref Signal Begin(int slot) => ref slots[slot];

    public void Publish(int slot)
    {
        if (published.Count < published.Capacity)
        {
            published.Add(slot);
        }
    }
}

/// <summary>
/// A desk over USDT, BTC, X and Y: X-USDT, X-BTC, BTC-USDT, Y-USDT, Y-BTC, all at 10 bps. With quotes set by
/// <see cref="Open"/>, the way USDT, X, BTC, USDT yields 60 bps gross.
/// </summary>
internal sealed class DeskWorld
{
    public DeskWorld(SignalOptions options, FeedKind feed = FeedKind.Top)
    {
        Universe = Universe.Build(
            [
                MarketFiles.Spec("X-USDT", "X", "USDT"),
                MarketFiles.Spec("X-BTC", "X", "BTC", price: "0.00000001", funds: "0.00000001"),
                MarketFiles.Spec("BTC-USDT", "BTC", "USDT", size: "0.00000001"),
                MarketFiles.Spec("Y-USDT", "Y", "USDT"),
                MarketFiles.Spec("Y-BTC", "Y", "BTC", price: "0.00000001", funds: "0.00000001"),
            ],
            new UniverseFilter { StartCurrencies = ["USDT"] }).Universe!;
        Slots = new Signal[options.Slots];
        Published = new List<int>(64);
        Desk = new SignalDesk<KeptSignals>(
            Universe, options, [feed, feed, feed, feed, feed], new KeptSignals(Slots, Published))
        {
            IsArmed = true,
            IsPrivateReady = true,
        };
        Desk.SetBalance(CurrencyOf("USDT"u8), ExactDecimal.FromInt64(1_000));
    }

    public static SignalOptions Plain { get; } = new()
    {
        Run = 7,
        ThresholdBps = ExactDecimal.FromInt64(5),
        MaxAgeNs = 1_000,
        MaxDesyncNs = 500,
        Slots = 2,
    };

    public Universe Universe { get; }

    public SignalDesk<KeptSignals> Desk { get; }

    public Signal[] Slots { get; }

    public List<int> Published { get; }

    public CurrencyId CurrencyOf(ReadOnlySpan<byte> code)
    {
        Assert.True(Universe.TryFindCurrency(code, out CurrencyId currency));
        return currency;
    }

    public SymbolId SymbolOf(ReadOnlySpan<byte> name)
    {
        Assert.True(Universe.Symbols.TryFind(name, out SymbolId symbol));
        return symbol;
    }

    public ApplyOutcome Top(
        ReadOnlySpan<byte> name, string bid, string ask, long nowNs = 10, string size = "1000") =>
        Desk.ApplyTop(
            SymbolOf(name),
            new PriceLevel(ExactDecimal.Parse(bid), ExactDecimal.Parse(size)),
            new PriceLevel(ExactDecimal.Parse(ask), ExactDecimal.Parse(size)),
            exchangeMs: 1_700_000_000_000 + nowNs,
            sequence: -1,
            new Tick(Connection: 1, nowNs, nowNs - 1, 1_700_000_000_000_000_000 + nowNs));

    /// <summary>Quotes the X triangle so that its last update opens it.</summary>
    public void Open(long nowNs = 10)
    {
        Top("X-USDT"u8, "0.99", "1", nowNs);
        Top("BTC-USDT"u8, "50000", "50001", nowNs);
        Top("X-BTC"u8, "0.00002012", "0.00002013", nowNs);
    }

    /// <summary>The same with Y, over the same BTC-USDT.</summary>
    public void OpenY(long nowNs = 10)
    {
        Top("Y-USDT"u8, "0.99", "1", nowNs);
        Top("Y-BTC"u8, "0.00002012", "0.00002013", nowNs);
    }
}
