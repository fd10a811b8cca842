using Trifuse.Core.Numbers;

namespace Trifuse.Core.Domain;

/// <summary>
/// The trading rules of one symbol, from the exchange's symbols reply. Base and quote are the reply's own
/// fields:
/// the symbol's code is not always base-quote (BCHSV-USDT trades BSV).
/// </summary>
public sealed record SymbolSpec
{
    /// <summary>The code used on the wire, e.g. BTC-USDT.</summary>
    public required string Name { get; init; }

    /// <summary>The currency bought and sold.</summary>
    public required string BaseCurrency { get; init; }

    /// <summary>The currency of prices, funds and fees.</summary>
    public required string QuoteCurrency { get; init; }

    /// <summary>The currency that fees are charged in; the quote currency in every symbol seen.</summary>
    public required string FeeCurrency { get; init; }

    /// <summary>Sizes are multiples of this (base currency).</summary>
    public required ExactDecimal BaseIncrement { get; init; }

    /// <summary>Funds of market buys are multiples of this (quote currency).</summary>
    public required ExactDecimal QuoteIncrement { get; init; }

    /// <summary>Prices are multiples of this.</summary>
    public required ExactDecimal PriceIncrement { get; init; }

    /// <summary>Smallest order size (base currency).</summary>
    public required ExactDecimal BaseMinSize { get; init; }

    /// <summary>Largest order size (base currency).</summary>
    public required ExactDecimal BaseMaxSize { get; init; }

    /// <summary>Smallest funds of a market buy (quote currency).</summary>
    public required ExactDecimal QuoteMinSize { get; init; }

    /// <summary>Largest funds of a market buy (quote currency).</summary>
    public required ExactDecimal QuoteMaxSize { get; init; }

    /// <summary>Smallest value of any order (quote currency); 0 when the reply has none.</summary>
    public ExactDecimal MinFunds { get; init; }

    /// <summary>How far from the best price an order may fill, as a share; 0 when unknown.</summary>
    public ExactDecimal PriceLimitRate { get; init; }

    /// <summary>False while the exchange has halted the symbol.</summary>
    public bool EnableTrading { get; init; } = true;

    /// <summary>
    /// Multiplies base-fee and allTickers rates (0, 1, 2 or 3 seen); trade-fees rates already contain it.
    /// </summary>
    public ExactDecimal TakerFeeCoefficient { get; init; } = ExactDecimal.One;

    /// <summary>The final taker rate of this account, a share of the funds (0.001 = 10 bps).</summary>
    public ExactDecimal TakerFeeRate { get; init; }
}
