using System.Globalization;
using System.Text;
using Trifuse.Core.Domain;

namespace Trifuse.Tests.KuCoin;

/// <summary>Writes what was delivered down as text, so that deliveries can be compared.</summary>
internal struct MarketRecorder(StringBuilder log, SymbolTable symbols) : IMarketHandler
{
    private readonly StringBuilder _log = log;
    private readonly SymbolTable _symbols = symbols;

    public readonly void OnTop(
        SymbolId symbol, in PriceLevel bid, in PriceLevel ask, long exchangeMs, long sequence) =>
        _log.Append(CultureInfo.InvariantCulture,
            $"top {Name(symbol)} {bid.Price} x {bid.Size} | {ask.Price} x {ask.Size} at {exchangeMs} "
                + $"seq {sequence}");

    public readonly void OnDepth(
        SymbolId symbol, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, long exchangeMs)
    {
        _log.Append(CultureInfo.InvariantCulture, $"depth {Name(symbol)} bids");
        Write(bids);
        _log.Append(" asks");
        Write(asks);
        _log.Append(CultureInfo.InvariantCulture, $" at {exchangeMs}");
    }

    public readonly void OnChanges(
        SymbolId symbol,
        long sequenceStart,
        long sequenceEnd,
        ReadOnlySpan<LevelChange> bids,
        ReadOnlySpan<LevelChange> asks,
        long exchangeMs)
    {
        _log.Append(
            CultureInfo.InvariantCulture, $"changes {Name(symbol)} {sequenceStart}-{sequenceEnd} bids");
        Write(bids);
        _log.Append(" asks");
        Write(asks);
        _log.Append(CultureInfo.InvariantCulture, $" at {exchangeMs}");
    }

    private readonly string Name(SymbolId symbol) => Encoding.UTF8.GetString(_symbols.NameOf(symbol));

    private readonly void Write(ReadOnlySpan<PriceLevel> levels)
    {
        foreach (PriceLevel level in levels)
        {
            _log.Append(CultureInfo.InvariantCulture, $" {level.Price} x {level.Size}");
        }
    }

    private readonly void Write(ReadOnlySpan<LevelChange> changes)
    {
        foreach (LevelChange change in changes)
        {
            _log.Append(CultureInfo.InvariantCulture, $" {change.Price} x {change.Size} #{change.Sequence}");
        }
    }
}
