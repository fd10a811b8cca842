using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>Where a symbol's trading rules come from.</summary>
public enum RulesOrigin
{
    /// <summary>The real symbol list of 2021-06-05.</summary>
    Real2021,

    /// <summary>Made up, seeded: the symbol is not in that list.</summary>
    Generated,
}

/// <summary>The trading rules of one symbol, as GET /api/v2/symbols shows them.</summary>
public sealed record SymbolRules
{
    public required string Symbol { get; init; }

    public required string Name { get; init; }

    public required string Base { get; init; }

    public required string Quote { get; init; }

    public required string Market { get; init; }

    public required Dec BaseMinSize { get; init; }

    public required Dec BaseMaxSize { get; init; }

    public required Dec QuoteMinSize { get; init; }

    public required Dec QuoteMaxSize { get; init; }

    public required Dec BaseIncrement { get; init; }

    public required Dec QuoteIncrement { get; init; }

    public required Dec PriceIncrement { get; init; }

    public required Dec PriceLimitRate { get; init; }

    public required Dec MinFunds { get; init; }

    public bool MarginEnabled { get; init; }

    public bool EnableTrading { get; init; } = true;

    /// <summary>Fee coefficients multiply the account's base rate (KuCoin protocol: 0, 1, 2, 3).</summary>
    public Dec TakerCoefficient { get; init; } = Dec.One;

    public Dec MakerCoefficient { get; init; } = Dec.One;

    public RulesOrigin Origin { get; init; }

    /// <summary>Decimal places of the integer prices of this symbol's book.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimal places of the integer sizes of this symbol's book.</summary>
    public required int SizeScale { get; init; }

    public Dec PriceOf(long units) => Dec.FromUnits(units, PriceScale);

    public Dec SizeOf(long units) => Dec.FromUnits(units, SizeScale);

    /// <summary>Price x size, exact.</summary>
    public Dec FundsOf(long price, long size) =>
        Dec.FromUnits(checked((Int128)price * size), PriceScale + SizeScale);

    /// <summary>
    /// The largest size unit count not above the given one that is a multiple of the base increment.
    /// </summary>
    public long FloorToIncrement(long size)
    {
        long step = StepUnits();
        return size - (size % step);
    }

    /// <summary>The base increment in size units.</summary>
    public long StepUnits() =>
        BaseIncrement.TryToUnits(SizeScale, out long step) && step > 0
            ? step
            : throw new InvalidOperationException(Symbol
                + ": the base increment does not fit the size scale.");
}
