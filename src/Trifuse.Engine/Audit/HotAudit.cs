using Trifuse.Core.Domain;
using Trifuse.Engine.Hot;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Audit;

/// <summary>
/// The hot thread's end of the audit: passes facts on to the auditor, compares books, and gives out what is
/// to be obeyed. Everything that it decides comes back as a directive, so that it is on the tape.
/// </summary>
internal sealed class HotAudit(AuditRings rings, BookAudit? books, uint run, bool passFacts)
{
    /// <summary>An order event of the private stream.</summary>
    public void OnOrder(in OrderEvent orderEvent)
    {
        if (passFacts && orderEvent.IsOurs && orderEvent.ClientId.Run == run)
        {
            rings.PassOwnOrder(in orderEvent.OrderId);
        }
    }

    /// <summary>A balance push of the trade account.</summary>
    public void OnBalance(in BalanceEvent balance)
    {
        if (passFacts)
        {
            rings.PassBalance(in balance);
        }
    }

    /// <summary>The private stream was lost.</summary>
    public void OnStreamLost()
    {
        if (passFacts)
        {
            rings.PassGap();
        }
    }

    /// <summary>The live book of a symbol has changed.</summary>
    public void OnBook(SymbolId symbol)
    {
        if (books is not null && books.Symbol == symbol)
        {
            books.NoteChange();
        }
    }

    /// <summary>At every tick: the next thing to obey; false when there is none.</summary>
    public bool TryTake(long nowNs, out HotDirective directive)
    {
        if (rings.Directives.TryRead(out directive))
        {
            return true;
        }
        BookVerdict verdict = books?.Tick(nowNs, out directive.Symbol) ?? BookVerdict.None;
        directive.Cause = SymbolOffCause.BookAudit;
        directive.Command = verdict == BookVerdict.TurnOff ? HotCommand.SymbolOff : HotCommand.SymbolOn;
        return verdict != BookVerdict.None;
    }
}
