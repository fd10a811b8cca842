using Trifuse.Core.Domain;

namespace Trifuse.Trading.Execution;

/// <summary>What the questions about one order have brought so far, and which may still be put.</summary>
internal sealed class OrderInquiry(CascadeOptions options)
{
    private OrderState _truth;
    private int _cancels;
    private int _fillQuestions;
    private int _pages;

    /// <summary>Questions for the order's state.</summary>
    public int Queries { get; private set; }

    /// <summary>How often the exchange did not know it.</summary>
    public int NotFound { get; set; }

    /// <summary>True when the exchange last called it open.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True when the order's own record said how it ended: <see cref="Truth"/> counts.</summary>
    public bool HasTruth { get; private set; }

    /// <summary>The order's record after its end.</summary>
    public ref readonly OrderState Truth => ref _truth;

    /// <summary>True when no further question for the state may be put, and no answer is there.</summary>
    public bool IsExhausted => Queries >= options.QueryLimit && !HasTruth;

    /// <summary>True while its fills may be asked for.</summary>
    public bool MayAskFills => _fillQuestions < options.FillsLimit;

    /// <summary>True while one more page of them may be asked for.</summary>
    public bool MayTurnPage => _pages < options.FillPages;

    /// <summary>Starts on the next order.</summary>
    public void Reset()
    {
        _cancels = 0;
        _fillQuestions = 0;
        Queries = 0;
        NotFound = 0;
        IsOpen = false;
        HasTruth = false;
    }

    /// <summary>A question for the state is put.</summary>
    public void CountQuery() => Queries++;

    /// <summary>A page of the fills is asked for; the first one begins a question for all of them.</summary>
    public void CountFills(bool isFirstPage)
    {
        _fillQuestions += isFirstPage ? 1 : 0;
        _pages = isFirstPage ? 1 : _pages + 1;
    }

    /// <summary>A cancel is asked for; false when there were enough of them.</summary>
    public bool TryCountCancel()
    {
        if (_cancels >= options.CancelLimit)
        {
            return false;
        }
        _cancels++;
        return true;
    }

    /// <summary>Matches beyond the order's record have come: it lagged.</summary>
    public void Forget() => HasTruth = false;

    /// <summary>Keeps the order's record after its end.</summary>
    public void Keep(in OrderState truth)
    {
        _truth = truth;
        HasTruth = true;
    }
}
