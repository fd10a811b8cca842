using Trifuse.Core.Domain;
using Trifuse.Net.Linux;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Execution;

/// <summary>
/// The paper exchange of the fill model `signal`: an accepted test order is filled from the books that the
/// signal carries. Belongs to one executor.
/// </summary>
internal sealed class SignalFiller(int slot, Universe universe, TradeRules[] rules)
{
    // Paper orders of different executors must not share a number.
    private const int SlotShift = 40;

    private readonly OrderEvent[] _events = new OrderEvent[PaperFills.MaxEvents];
    private long _number;

    /// <summary>The events that the private stream would bring, valid until the next call.</summary>
    public ReadOnlySpan<OrderEvent> Fill(in OrderRequest request, ref readonly SignalLeg leg)
    {
        int count = PaperFills.FillFromSignal(
            in request,
            in rules[request.Symbol.Index],
            in leg,
            universe.SpecOf(request.Symbol).PriceLimitRate,
            ((long)slot << SlotShift) + ++_number,
            RealtimeClock.NowNs(),
            _events);
        return _events.AsSpan(0, count);
    }
}
