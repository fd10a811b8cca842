using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Market;

/// <summary>
/// How the exchange cuts the base amount of a market buy by funds; not known for sure (protocol 5.2).
/// </summary>
public enum BuyCut : byte
{
    /// <summary>To multiples of the base increment.</summary>
    BaseIncrement,

    /// <summary>To 8 decimals.</summary>
    EightDecimals,
}

/// <summary>The numbers of one symbol that sizing and fills need, flat and ready to multiply.</summary>
public readonly struct TradeRules
{
    /// <summary>Takes them from the exchange's rules.</summary>
    public TradeRules(SymbolSpec spec, BuyCut buyCut)
        : this(spec, spec.TakerFeeRate, buyCut)
    {
    }

    /// <summary>The same rules with another taker fee rate.</summary>
    public TradeRules(SymbolSpec spec, ExactDecimal feeRate, BuyCut buyCut)
    {
        BaseIncrement = spec.BaseIncrement.Normalized();
        QuoteIncrement = spec.QuoteIncrement.Normalized();
        PriceIncrement = spec.PriceIncrement.Normalized();
        MinSize = spec.BaseMinSize;
        MaxSize = spec.BaseMaxSize;
        MinBuyFunds = ExactDecimal.Max(spec.QuoteMinSize, spec.MinFunds);
        MaxBuyFunds = spec.QuoteMaxSize;
        MinSellFunds = spec.MinFunds;
        FeeRate = feeRate.Normalized();
        BuyUnit = buyCut == BuyCut.BaseIncrement ? BaseIncrement : new ExactDecimal(Int128.One, 8);
    }

    /// <summary>Sizes of sells are multiples of this.</summary>
    public ExactDecimal BaseIncrement { get; }

    /// <summary>Funds of buys are multiples of this.</summary>
    public ExactDecimal QuoteIncrement { get; }

    /// <summary>Limit prices are multiples of this.</summary>
    public ExactDecimal PriceIncrement { get; }

    /// <summary>Smallest size of a sell.</summary>
    public ExactDecimal MinSize { get; }

    /// <summary>Largest size of a sell.</summary>
    public ExactDecimal MaxSize { get; }

    /// <summary>Smallest funds of a buy.</summary>
    public ExactDecimal MinBuyFunds { get; }

    /// <summary>Largest funds of a buy.</summary>
    public ExactDecimal MaxBuyFunds { get; }

    /// <summary>Smallest value of a sell (quote currency).</summary>
    public ExactDecimal MinSellFunds { get; }

    /// <summary>Taker fee, a share of the funds.</summary>
    public ExactDecimal FeeRate { get; }

    /// <summary>The unit that the base amount of a market buy is cut to.</summary>
    public ExactDecimal BuyUnit { get; }
}
