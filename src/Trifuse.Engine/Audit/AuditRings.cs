using System.Runtime.CompilerServices;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Rings;
using Trifuse.Engine.Hot;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Execution;

namespace Trifuse.Engine.Audit;

/// <summary>
/// The rings of the auditor, with what a full ring means:
/// <code>
/// ring        from -> to         slots  when full
/// Cascades    scribe -> auditor    256  the auditor's account begins anew at the next quiet moment
/// Notes       hot -> auditor      4096  others' changes may be missing: said so with the next difference
/// Directives  auditor -> hot        16  the auditor says it again
/// book desk   hot -> auditor         1  cannot be: one book at a time
/// </code>
/// Nobody is woken: the auditor looks every 50 ms, the hot thread at its ticks.
/// </summary>
internal sealed class AuditRings
{
    private readonly SpscRing<SymbolId> _wishes = new(2);
    private readonly SpscRing<byte> _answers = new(2);
    private int _hasLostNotes;
    private int _hasLostCascades;

    /// <summary>Finished cascades.</summary>
    public SpscRing<AuditedCascade> Cascades { get; } = new(256);

    /// <summary>Balance pushes, and which orders are ours.</summary>
    public SpscRing<AuditNote> Notes { get; } = new(4096);

    /// <summary>What the auditor wants of the hot thread.</summary>
    public SpscRing<HotDirective> Directives { get; } = new(16);

    /// <summary>The book that was asked for; whoever has the turn may touch it.</summary>
    public AuditedBook Book { get; } = new();

    /// <summary>Scribe: a cascade has ended.</summary>
    public void PassCascade(in CascadeReport report)
    {
        if (!Cascades.TryBeginWrite(out int place))
        {
            Volatile.Write(ref _hasLostCascades, 1);
            return;
        }
        Cascades.Slot(place).CopyFrom(in report);
        Cascades.EndWrite();
    }

    /// <summary>Hot thread: a balance push of the trade account.</summary>
    public void PassBalance(in BalanceEvent balance) =>
        Pass(new AuditNote { Kind = AuditNoteKind.Balance, Balance = balance });

    /// <summary>Hot thread: an order of this run has this id.</summary>
    public void PassOwnOrder(in OrderId orderId) =>
        Pass(new AuditNote { Kind = AuditNoteKind.OwnOrder, OrderId = orderId });

    /// <summary>Hot thread: the private stream was lost.</summary>
    public void PassGap() => Pass(new AuditNote { Kind = AuditNoteKind.Gap });

    /// <summary>Auditor: true once after notes were lost.</summary>
    public bool TakeLostNotes() => Interlocked.Exchange(ref _hasLostNotes, 0) != 0;

    /// <summary>Auditor: true once after cascades were lost.</summary>
    public bool TakeLostCascades() => Interlocked.Exchange(ref _hasLostCascades, 0) != 0;

    /// <summary>Hot thread: asks for a book; only when the last one was taken.</summary>
    public bool TryAskBook(SymbolId symbol) => _wishes.TryWrite(in symbol);

    /// <summary>Auditor: the book that is wanted; null when none is.</summary>
    public SymbolId? TakeBookWish() => _wishes.TryRead(out SymbolId symbol) ? symbol : null;

    /// <summary>Auditor: the book is filled in, or cannot be had.</summary>
    public void AnswerBook(bool isGood)
    {
        byte answer = isGood ? (byte)1 : (byte)0;
        bool taken = _answers.TryWrite(in answer);
        Core.Check.That(taken);
    }

    /// <summary>Hot thread: true when the answer has come.</summary>
    public bool TryTakeBook(out bool isGood)
    {
        bool isThere = _answers.TryRead(out byte answer);
        isGood = answer != 0;
        return isThere;
    }

    private void Pass(in AuditNote note)
    {
        if (!Notes.TryWrite(in note))
        {
            Volatile.Write(ref _hasLostNotes, 1);
        }
    }
}

/// <summary>What an <see cref="AuditNote"/> carries.</summary>
internal enum AuditNoteKind : byte
{
    Balance,
    OwnOrder,
    Gap,
}

/// <summary>One fact that the hot thread passes on to the auditor.</summary>
internal struct AuditNote
{
    public AuditNoteKind Kind;
    public OrderId OrderId;
    public BalanceEvent Balance;
}

/// <summary>What the auditor needs to know of an order that was filled.</summary>
internal struct AuditedOrder
{
    public ClientOrderId ClientId;
    public OrderId OrderId;
    public SymbolId Symbol;
    public bool IsClosed;

    /// <summary>
    /// Its sums were asked for, and the list of its fills may not have come: the journal may lack some.
    /// </summary>
    public bool MayLackFills;
    public bool FeeLeavesQuote;
    public ExactDecimal Size;
    public ExactDecimal Funds;
    public ExactDecimal Fee;
}

/// <summary>What the auditor needs to know of a finished cascade.</summary>
internal struct AuditedCascade
{
    public uint Run;
    public uint Cascade;
    public bool IsUncertain;
    public int NetCount;
    public ReportAmounts Net;
    public int OrderCount;
    public AuditedOrders Orders;

    public void CopyFrom(in CascadeReport report)
    {
        Run = report.Run;
        Cascade = report.Cascade;
        IsUncertain = report.HeldIsUncertain;
        NetCount = report.NetCount;
        Net = report.Net;
        OrderCount = 0;
        for (int i = 0; i < report.StepCount; i++)
        {
            ref readonly ReportStep step = ref report.Steps[i];
            if (step.OrderId.IsEmpty)
            {
                continue;
            }
            Orders[OrderCount++] = new AuditedOrder
            {
                ClientId = new ClientOrderId(report.Run, report.Cascade, step.Step, step.Attempt),
                OrderId = step.OrderId,
                Symbol = step.Symbol,
                IsClosed = step.IsClosed,
                MayLackFills = step.Resolution == StepResolution.Query,
                FeeLeavesQuote = step.FeeLeavesQuote,
                Size = step.Size,
                Funds = step.Funds,
                Fee = step.Fee,
            };
        }
    }
}

/// <summary>Room for the orders of a cascade.</summary>
[InlineArray(CascadeReport.MaxSteps)]
internal struct AuditedOrders
{
    private AuditedOrder _first;
}
