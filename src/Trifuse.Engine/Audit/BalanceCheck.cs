using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Output;
using Trifuse.Trading.Limits;
using Trifuse.Trading.Market;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Audit;

/// <summary>
/// The engine's own account against the exchange's balances: at the start, whenever all is quiet, and at the
/// end. A difference is looked at again, because a change of others can be on its way; one that stays is
/// drift. Owned by the auditor.
/// </summary>
internal sealed class BalanceCheck
{
    private const int Looks = 3;
    private const int StartLooks = 10;
    private const long LookAgainNs = 500_000_000;
    private const long SettleNs = 300_000_000;

    private readonly Universe _universe;
    private readonly AuditVoice _voice;
    private readonly AuditCounters _counters;
    private readonly Reconciler _account;
    private readonly ExactDecimal[] _totals;
    private readonly long _intervalNs;
    private long _received;
    private long _receivedNs;
    private long _dueNs;
    private long _pushesAsked;
    private long _receivedAsked;
    private int _looks;
    private bool _mustBegin;
    private bool _isFinalAsked;

    public BalanceCheck(Universe universe, AuditVoice voice, AuditCounters counters, long intervalNs)
    {
        _universe = universe;
        _voice = voice;
        _counters = counters;
        _intervalNs = intervalNs;
        _account = new Reconciler(universe.CurrencyCount);
        _totals = new ExactDecimal[universe.CurrencyCount];
        Available = new ExactDecimal[universe.CurrencyCount];
        Holds = new ExactDecimal[universe.CurrencyCount];
    }

    /// <summary>Room for what is free of each currency.</summary>
    public ExactDecimal[] Available { get; }

    /// <summary>Room for what is held of each currency.</summary>
    public ExactDecimal[] Holds { get; }

    /// <summary>True when there is a baseline: trading may begin.</summary>
    public bool HasBegun => _account.HasBaseline;

    /// <summary>True when the comparison at the end has been made, or cannot be.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Does not compare a currency.</summary>
    public void LeaveOut(CurrencyId currency) => _account.LeaveOut(currency);

    /// <summary>Takes in a finished cascade of this run.</summary>
    public void Take(in AuditedCascade cascade, long nowNs)
    {
        _received++;
        _receivedNs = nowNs;
        for (int i = 0; i < cascade.OrderCount; i++)
        {
            _account.OnOwnOrder(cascade.Orders[i].OrderId);
        }
        for (int i = 0; i < cascade.NetCount; i++)
        {
            _account.OnChange(cascade.Net[i].Currency, cascade.Net[i].Amount);
        }
    }

    /// <summary>Takes in a fact from the private stream.</summary>
    public void Take(in AuditNote note)
    {
        switch (note.Kind)
        {
            case AuditNoteKind.Balance:
                _account.OnPush(in note.Balance);
                break;
            case AuditNoteKind.OwnOrder:
                _account.OnOwnOrder(in note.OrderId);
                break;
            default:
                _account.OnGap();
                break;
        }
    }

    /// <summary>Notes were lost on their way.</summary>
    public void OnLostNotes() => _account.OnGap();

    /// <summary>Cascades were lost on their way: the account has to begin anew.</summary>
    public void OnLostCascades() => _mustBegin = true;

    /// <summary>No cascade will follow: the last comparison is wanted soon.</summary>
    public void AskFinal()
    {
        if (!_isFinalAsked)
        {
            _isFinalAsked = true;
            _dueNs = 0;
            _looks = 0;
        }
    }

    /// <summary>
    /// Whether to ask for the balances now. <paramref name="signals"/> is how many cascades have been begun.
    /// </summary>
    public bool IsDue(long signals, long nowNs)
    {
        bool isQuiet = signals == _received && nowNs - _receivedNs >= SettleNs;
        if (HasEnded || nowNs < _dueNs || !isQuiet)
        {
            return false;
        }
        _pushesAsked = _account.PushCount;
        _receivedAsked = _received;
        return true;
    }

    /// <summary>The exchange's balances are in <see cref="Available"/> and <see cref="Holds"/>.</summary>
    public void OnBalances(long signals, long nowNs)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            _totals[i] = Available[i] + Holds[i];
        }
        bool hasMoved = signals != _receivedAsked || _account.PushCount != _pushesAsked;
        if (!HasBegun || _mustBegin)
        {
            // An account that never rests is taken as it is.
            if (!hasMoved || ++_looks >= StartLooks)
            {
                Begin(nowNs);
            }
            else
            {
                _dueNs = nowNs + LookAgainNs;
            }
            return;
        }
        if (hasMoved)
        {
            _dueNs = nowNs + LookAgainNs;
            return;
        }
        Judge(nowNs);
    }

    /// <summary>No usable answer came.</summary>
    public void OnFailed(long nowNs)
    {
        _dueNs = nowNs + LookAgainNs;
        HasEnded |= _isFinalAsked && ++_looks >= StartLooks;
    }

    private void Begin(long nowNs)
    {
        if (HasBegun)
        {
            _voice.Say(
                LogLevel.Warning,
                "The account of balances begins anew: reports came faster than they could be taken in.");
        }
        _mustBegin = false;
        _looks = 0;
        _dueNs = nowNs + _intervalNs;
        _account.Begin(_totals);
        Journal(BalanceSource.Start, nowNs);
    }

    private void Judge(long nowNs)
    {
        if (_account.Compare(_totals, out bool isAsBefore) == 0)
        {
            _counters.BalancesAgreed++;
            _looks = 0;
            _dueNs = nowNs + _intervalNs;
            if (_isFinalAsked)
            {
                End(hasAgreed: true, nowNs);
            }
            return;
        }
        _counters.BalancesDiffering++;
        _looks = isAsBefore ? _looks + 1 : 1;
        _dueNs = nowNs + LookAgainNs;
        if (_looks >= Looks)
        {
            Raise(nowNs);
        }
    }

    private void Raise(long nowNs)
    {
        _counters.DriftAlarms++;
        string gap = _account.HasGap
            ? " The private stream was away meanwhile, so orders of others may explain it."
            : "";
        for (int i = 0; i < _totals.Length; i++)
        {
            var currency = new CurrencyId(i);
            ExactDecimal difference = _account.DifferenceOf(currency);
            if (difference.IsZero)
            {
                continue;
            }
            Journal(i, BalanceSource.Check, nowNs);
            _voice.Alarm(
                0,
                "drift",
                $"Balances differ: the exchange has {_totals[i].Normalized()} "
                + $"{_universe.CurrencyName(currency)}, the engine's account says "
                + $"{_account.Expected(currency).Normalized()} (difference {difference}).{gap} "
                + "No new cascades are opened; compare the orders with the reports, then resume.",
                nowNs);
            _voice.Trip(new BreakerNote
            {
                Cause = BreakerCause.Drift,
                Currency = currency,
                Value = difference,
            });
        }
        // It was said; from here on counts what comes.
        _account.Begin(_totals);
        _looks = 0;
        if (_isFinalAsked)
        {
            End(hasAgreed: false, nowNs);
        }
    }

    private void End(bool hasAgreed, long nowNs)
    {
        _counters.AgreedAtEnd = hasAgreed;
        Journal(BalanceSource.End, nowNs);
        HasEnded = true;
    }

    private void Journal(BalanceSource source, long nowNs)
    {
        for (int i = 0; i < _totals.Length; i++)
        {
            if (!_totals[i].IsZero)
            {
                Journal(i, source, nowNs);
            }
        }
    }

    private void Journal(int currency, BalanceSource source, long nowNs) => _voice.Note(
        _universe.Currencies.NameOf(new SymbolId(currency)),
        new JournalBalance
        {
            Source = source,
            Available = Available[currency],
            Holds = Holds[currency],
            HasExpected = true,
            Expected = _account.Expected(new CurrencyId(currency)),
        },
        nowNs);
}
