using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Faults;

/// <summary>Faults that strike orders: refusals, partial fills, proceeds that cannot be spent yet.</summary>
public sealed class OrderFaults(FaultBoard board, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Currency), long> _lags = [];

    /// <summary>The refusal that an order meets, if a fault wants one; also for test orders.</summary>
    /// <param name="account">Name of the account.</param>
    /// <param name="request">The order.</param>
    /// <param name="exchange">Where it is to be placed.</param>
    /// <param name="share">Percent of its fill that a market order gets; 100 without a fault.</param>
    public Rejection? Meet(string account, OrderRequest request, Exchange exchange, out int share)
    {
        share = 100;
        string symbol = request.Symbol ?? "";
        string spends = SpentBy(request, exchange.FindSymbol(symbol)?.Rules);
        if (!board.WatchesOrders && !IsLagging(account, spends))
        {
            return null;
        }

        FaultRule? fault = board.Meet(new FaultOccasion(FaultMoment.Order)
        {
            Account = account,
            Symbol = symbol,
        });
        if (fault?.Do == FaultKind.Reject)
        {
            return new Rejection(fault.Code, fault.Message);
        }

        if (fault?.Do == FaultKind.PartialFill)
        {
            share = fault.Percent;
        }

        return IsLagging(account, spends) ? new Rejection("200004", "Balance insufficient!") : null;
    }

    /// <summary>To be called for every fill of an account.</summary>
    /// <param name="account">Name of the account.</param>
    /// <param name="symbol">The order's symbol.</param>
    /// <param name="receives">The currency that the fill brought in.</param>
    public void Filled(string account, string symbol, string receives)
    {
        if (!board.WatchesOrders)
        {
            return;
        }

        FaultRule? fault = board.Meet(new FaultOccasion(FaultMoment.Fill)
        {
            Account = account,
            Symbol = symbol,
        });
        if (fault?.Do == FaultKind.CreditLag)
        {
            lock (_gate)
            {
                _lags[(account, receives)] =
                    time.GetTimestamp() + (long)(fault.Ms / 1000.0 * time.TimestampFrequency);
            }
        }
    }

    private static string SpentBy(OrderRequest request, SymbolRules? rules) =>
        (string.Equals(request.Side, "buy", StringComparison.Ordinal) ? rules?.Quote : rules?.Base) ?? "";

    private bool IsLagging(string account, string currency)
    {
        lock (_gate)
        {
            if (!_lags.TryGetValue((account, currency), out long until))
            {
                return false;
            }

            if (time.GetTimestamp() < until)
            {
                return true;
            }

            _lags.Remove((account, currency));
            return false;
        }
    }
}
