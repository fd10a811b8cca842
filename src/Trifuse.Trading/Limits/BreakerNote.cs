using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.Trading.Market;

namespace Trifuse.Trading.Limits;

/// <summary>What a breaker saw when it tripped.</summary>
public struct BreakerNote()
{
    /// <summary>Longest text that <see cref="Write"/> gives (bytes).</summary>
    public const int MaxText = 120;

    /// <summary>Which breaker.</summary>
    public BreakerCause Cause;

    /// <summary>When (ns since 1970).</summary>
    public long UtcNs;

    /// <summary>The cascade that made it trip; 0 when none did.</summary>
    public uint Cascade;

    /// <summary>The currency of the amounts; none where there are none.</summary>
    public CurrencyId Currency = CurrencyId.None;

    /// <summary>What was measured: a result, a loss, a count, a difference.</summary>
    public ExactDecimal Value;

    /// <summary>What it was measured against.</summary>
    public ExactDecimal Limit;

    /// <summary>One sentence without a full stop, cut at the end of the writer's room.</summary>
    public readonly void Write(ref Utf8Writer text, Universe universe)
    {
        switch (Cause)
        {
            case BreakerCause.Kill:
                text.Append("the kill switch was used"u8);
                break;
            case BreakerCause.Drain:
                text.Append("drained by command"u8);
                break;
            case BreakerCause.DailyLoss:
                WriteAmounts(ref text, "the day's result is "u8, ", the largest loss "u8, universe);
                break;
            case BreakerCause.CascadeLoss:
                WriteAmounts(ref text, "a cascade's result is "u8, ", the largest loss "u8, universe);
                break;
            case BreakerCause.Failures:
                text.Append(Value);
                text.Append(" cascades in a row have failed"u8);
                break;
            case BreakerCause.Drift:
                WriteAmounts(ref text, "balances differ by "u8, ", the tolerance is "u8, universe);
                break;
            default:
                text.Append("what a cascade holds could not be found out"u8);
                break;
        }
        if (Cascade != 0)
        {
            text.Append(", cascade "u8);
            text.Append(Cascade);
        }
    }

    private readonly void WriteAmounts(
        ref Utf8Writer text, ReadOnlySpan<byte> before, ReadOnlySpan<byte> between, Universe universe)
    {
        text.Append(before);
        text.Append(Value);
        text.Append(between);
        text.Append(Limit);
        if (Currency != CurrencyId.None)
        {
            text.Append(' ');
            text.Append(universe.Currencies.NameOf(new SymbolId(Currency.Index)));
        }
    }
}
