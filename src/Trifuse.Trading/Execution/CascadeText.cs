using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Trading.Execution;

/// <summary>The sentences of a report: what happened, to which order, and what is held.</summary>
internal static class CascadeText
{
    private const int Room = 256;

    public static void SetRejected(
        ref CascadeReport report, Universe universe, int code, ReadOnlySpan<byte> message)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        AppendLastStep(ref text, report, universe);
        text.Append(" was refused: "u8);
        text.Append(code);
        text.Append(' ');
        // The exchange's words come last and may be cut, the facts may not.
        text.Append(message[..Math.Min(message.Length, 80)]);
        report.Text.Set(text.Written);
    }

    public static void SetNotSent(ref CascadeReport report, Universe universe, NotSentCause cause)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        AppendLastStep(ref text, report, universe);
        text.Append(" was not sent: "u8);
        text.Append(cause switch
        {
            NotSentCause.NotConnected => "no connection is up"u8,
            NotSentCause.Busy => "every connection waits for a reply"u8,
            NotSentCause.RateBudget => "the request budget is used up"u8,
            _ => "the journal has no room for the intent"u8,
        });
        report.Text.Set(text.Written);
    }

    public static void SetNeverAccepted(ref CascadeReport report, Universe universe, int answers)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        AppendLastStep(ref text, report, universe);
        text.Append(" never arrived: the exchange does not know it, asked "u8);
        text.Append(answers);
        text.Append(" times"u8);
        report.Text.Set(text.Written);
    }

    public static void SetUnresolved(ref CascadeReport report, Universe universe, int queries, bool isOpen)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        AppendLastStep(ref text, report, universe);
        text.Append(isOpen ? " is still open after "u8 : " has an unknown outcome after "u8);
        text.Append(queries);
        text.Append(" questions; look it up by its client id "u8);
        ref readonly ReportStep step = ref report.Steps[report.StepCount - 1];
        Span<byte> id = stackalloc byte[ClientOrderId.MaxLength];
        int length = new ClientOrderId(report.Run, report.Cascade, step.Step, step.Attempt).Format(id);
        text.Append(id[..length]);
        report.Text.Set(text.Written);
    }

    public static void SetNothingFilled(ref CascadeReport report, Universe universe)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        AppendLastStep(ref text, report, universe);
        text.Append(" filled nothing"u8);
        report.Text.Set(text.Written);
    }

    public static void SetFaded(
        ref CascadeReport report, Universe universe, ExactDecimal finishBps, ExactDecimal fadeBps)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        text.Append("after "u8);
        AppendLastStep(ref text, report, universe);
        text.Append(" going round would give "u8);
        text.Append(finishBps);
        text.Append(" bps on the live books, fade_bps is "u8);
        text.Append(fadeBps);
        report.Text.Set(text.Written);
    }

    public static void SetNotSendable(
        ref CascadeReport report, Universe universe, byte step, ExactDecimal available, OrderCheck check)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        ref readonly ReportLeg leg = ref report.Legs[step];
        AppendStep(ref text, universe, step, leg.Side, leg.Symbol);
        text.Append(" was not sent: "u8);
        text.Append(available);
        text.Append(' ');
        text.Append(universe.Currencies.NameOf(new SymbolId(leg.From.Index)));
        text.Append(check switch
        {
            OrderCheck.Nothing => " is less than one increment"u8,
            OrderCheck.BelowMinimumSize => " is below the smallest size"u8,
            OrderCheck.BelowMinimumFunds => " is below the smallest funds"u8,
            OrderCheck.BelowMinimumValue => " is worth less than the smallest value"u8,
            _ => " does not fit the symbol's rules"u8,
        });
        report.Text.Set(text.Written);
    }

    /// <summary>Why the way back was not gone to its end, behind whatever was said before.</summary>
    public static void AddUnwindEnd(ref CascadeReport report, Universe universe, UnwindRun unwind)
    {
        var text = new Utf8Writer(stackalloc byte[Room]);
        text.Append(report.Text.Utf8);
        text.Append(text.Length == 0 ? ""u8 : "; "u8);
        text.Append(unwind.End switch
        {
            UnwindEnd.NoMarket => "no way back has a book to trade on"u8,
            UnwindEnd.OverBudget => "the best way back loses more than unwind_budget_bps, it gives "u8,
            UnwindEnd.OrdersFailed => "the orders of the way back did not fill"u8,
            UnwindEnd.NoRoom => "no more orders are tried"u8,
            _ => "the way back was stopped"u8,
        });
        if (unwind.End == UnwindEnd.OverBudget)
        {
            text.Append(unwind.RefusedValue);
            text.Append(' ');
            text.Append(universe.Currencies.NameOf(new SymbolId(report.Legs[0].From.Index)));
        }
        report.Text.Set(text.Written);
    }

    /// <summary>The cascade of an earlier process of the engine, settled by this one.</summary>
    public static void SetResumed(ref CascadeReport report) =>
        report.Text.Set(report.IsSettlement
            ? "an order that had been in doubt is settled"u8
            : "the engine had ended before the cascade did"u8);

    /// <summary>A cascade that leaves more than dust says in words what it is stuck with.</summary>
    public static void AddHeld(ref CascadeReport report, Universe universe)
    {
        if (report.HeldCount == 0)
        {
            return;
        }
        var text = new Utf8Writer(stackalloc byte[Room]);
        text.Append(report.Text.Utf8);
        text.Append(text.Length == 0 ? "HELD: "u8 : "; HELD: "u8);
        for (int i = 0; i < report.HeldCount; i++)
        {
            ref readonly ReportAmount held = ref report.Held[i];
            text.Append(i == 0 ? ""u8 : ", "u8);
            text.Append(held.Amount);
            text.Append(' ');
            text.Append(universe.Currencies.NameOf(new SymbolId(held.Currency.Index)));
        }
        text.Append(report.HeldIsUncertain
            ? " (uncertain), the next start asks again and brings it back"u8
            : ", sell it by hand"u8);
        report.Text.Set(text.Written);
    }

    private static void AppendLastStep(ref Utf8Writer text, in CascadeReport report, Universe universe)
    {
        ref readonly ReportStep step = ref report.Steps[report.StepCount - 1];
        AppendStep(ref text, universe, step.Step, step.Side, step.Symbol);
    }

    private static void AppendStep(
        ref Utf8Writer text, Universe universe, byte step, Side side, SymbolId symbol)
    {
        bool isLeg = step < 3;
        text.Append(isLeg ? "leg "u8 : "unwind order "u8);
        text.Append(isLeg ? step : step - 3);
        text.Append(side == Side.Buy ? " buy "u8 : " sell "u8);
        text.Append(universe.Symbols.NameOf(symbol));
    }
}
