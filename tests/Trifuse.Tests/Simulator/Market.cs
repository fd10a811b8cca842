using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Tests.Simulator;

/// <summary>A small exchange for tests: BTC-USDT, ETH-BTC and ETH-USDT, and everything it tells.</summary>
internal sealed class Market : IExchangeObserver
{
    public Market(int feeTier = 0, SizeCut cut = SizeCut.BaseIncrement, Quirks? quirks = null)
    {
        SymbolRules[] rules =
        [
            Rules("BTC-USDT", "0.00000001", "0.00001", "0.000001", "0.1", "0.1"),
            Rules("ETH-BTC", "0.0001", "0.0001", "0.00000001", "0.000001", "0.00001"),
            Rules("ETH-USDT", "0.0001", "0.001", "0.0001", "0.01", "0.1"),
            Rules("KCS-USDT", "0.0001", "0.01", "0.0001", "0.001", "0.1"),
            Rules("OLD-USDT", "0.0001", "0.001", "0.0001", "0.01", "0.1", enabled: false),
        ];
        var accounts = new AccountRegistry();
        Account = accounts.Add(Person("alice", feeTier), seed: 1);
        Bob = accounts.Add(Person("bob", feeTier), seed: 1);
        Carol = accounts.Add(Person("carol", feeTier) with { Master = "alice" }, seed: 1);
        Exchange = new Exchange(rules, accounts, cut, quirks ?? new Quirks(), seed: 1, Clock, this);
    }

    /// <summary>The account that orders, unless another is named.</summary>
    public Account Account { get; }

    public Account Bob { get; }

    /// <summary>A sub-account of the first one.</summary>
    public Account Carol { get; }

    public Exchange Exchange { get; }

    public SteppedTime Clock { get; } = new();

    public List<OrderEvent> Orders { get; } = [];

    public List<BalanceChange> Balances { get; } = [];

    public List<(int Symbol, LevelChange Change)> Changes { get; } = [];

    public List<MarketTrade> Trades { get; } = [];

    public static SymbolRules Rules(
        string symbol, string baseIncrement, string baseMin, string quoteIncrement, string priceIncrement,
        string minFunds, string coefficient = "1", bool enabled = true)
    {
        string[] parts = symbol.Split('-');
        Dec price = Dec.Parse(priceIncrement);
        return new SymbolRules
        {
            Symbol = symbol,
            Name = symbol,
            Base = parts[0],
            Quote = parts[1],
            Market = parts[1],
            BaseMinSize = Dec.Parse(baseMin),
            BaseMaxSize = Dec.Parse("10000000000"),
            QuoteMinSize = Dec.Parse(minFunds),
            QuoteMaxSize = Dec.Parse("99999999"),
            BaseIncrement = Dec.Parse(baseIncrement),
            QuoteIncrement = Dec.Parse(quoteIncrement),
            PriceIncrement = price,
            PriceLimitRate = Dec.Parse("0.1"),
            MinFunds = Dec.Parse(minFunds),
            EnableTrading = enabled,
            TakerCoefficient = Dec.Parse(coefficient),
            MakerCoefficient = Dec.Parse(coefficient),
            PriceScale = price.Places(),
            SizeScale = 8,
        };
    }

    public static OrderRequest Request(
        string symbol, string side, string type, string? price = null, string? size = null,
            string? funds = null,
        string? timeInForce = null) => new()
        {
            Symbol = symbol,
            Side = side,
            Type = type,
            Price = price,
            Size = size,
            Funds = funds,
            TimeInForce = timeInForce,
        };

    public static AccountOptions Person(string name, int feeTier) => new()
    {
        Name = name,
        FeeTier = feeTier,
        Balances = new Dictionary<string, IReadOnlyDictionary<string, Dec>>(StringComparer.Ordinal)
        {
            ["trade"] = new Dictionary<string, Dec>(StringComparer.Ordinal)
            {
                ["KCS"] = Dec.Parse("100"),
                ["USDT"] = Dec.Parse("10000"),
                ["BTC"] = Dec.Parse("1"),
                ["ETH"] = Dec.Parse("10"),
            },
        },
    };

    /// <summary>A GTC limit order for BTC-USDT.</summary>
    public static OrderRequest Limit(string side, string price, string size) =>
        Request(symbol: "BTC-USDT", side: side, type: "limit", price: price, size: size);

    /// <summary>Sets a side: price, size, price, size, best first.</summary>
    public Market Side(string symbol, bool isAsk, params string[] pricesAndSizes)
    {
        SymbolState state = Exchange.FindSymbol(symbol)!;
        var levels = new Level[pricesAndSizes.Length / 2];
        for (int i = 0; i < levels.Length; i++)
        {
            Assert.True(Dec.Parse(pricesAndSizes[2 * i]).TryToUnits(state.Rules.PriceScale, out long price));
            Assert.True(
                Dec.Parse(pricesAndSizes[(2 * i) + 1]).TryToUnits(state.Rules.SizeScale, out long size));
            levels[i] = new Level(price, size);
        }

        Exchange.ReplaceSide(state.Index, isAsk, levels);
        return this;
    }

    /// <summary>Places and matches at once; fails if it is refused.</summary>
    public Order Place(OrderRequest request, Account? by = null)
    {
        Account account = by ?? Account;
        Rejection? refusal = Exchange.Check(account, request, withBalance: true, out OrderTicket? ticket);
        Assert.Null(refusal);
        Order order = Exchange.Accept(account, ticket!);
        Exchange.Match(order);
        return order;
    }

    public string? CodeOf(OrderRequest request) =>
        Exchange.Check(Account, request, withBalance: true, out _)?.Code;

    public Rejection? Refusal(OrderRequest request) =>
        Exchange.Check(Account, request, withBalance: true, out _);

    public string Available(string currency) => Account.Ledger.Of(currency).Available.ToString();

    public string Hold(string currency) => Account.Ledger.Of(currency).Hold.ToString();

    public string[] EventsOf(Order order) =>
        [.. Orders.Where(e => e.Order == order).Select(e => e.Type + "/" + e.Status)];

    public void BookChanged(SymbolState symbol) =>
        Changes.AddRange(symbol.Book.Changes.Select(c => (symbol.Index, c)));

    public void OrderChanged(OrderEvent change) => Orders.Add(change);

    public void BalanceChanged(BalanceChange change) => Balances.Add(change);

    public void Traded(MarketTrade trade) => Trades.Add(trade);
}

/// <summary>A clock that a test moves.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public long NowMs { get; set; } = 1_730_000_000_000;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
}
