using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire;

namespace Trifuse.Simulator.Faults;

/// <summary>The running exchange, as faults get at it.</summary>
internal sealed class FaultTargets(
    Exchange exchange, StreamServer streams, TokenVault tokens, ShiftedTime time, EventLoop loop)
    : IFaultTargets
{
    public void CloseSockets(StreamKind? kind, string? account)
    {
        foreach (StreamClient client in Meant(kind, account))
        {
            client.Cut();
        }
    }

    public void FreezeSockets(StreamKind? kind, string? account, TimeSpan duration)
    {
        foreach (StreamClient client in Meant(kind, account))
        {
            client.IsFrozen = true;
            loop.After(duration, () => client.IsFrozen = false);
        }
    }

    public void Halt(string? symbol) => SetStatus(symbol, TradingStatus.Closed);

    public void CancelOnly(string? symbol) => SetStatus(symbol, TradingStatus.CancelOnly);

    public void Resume(string? symbol) => SetStatus(symbol, TradingStatus.Open);

    public void SkipSequence(string symbol)
    {
        lock (exchange.Gate)
        {
            exchange.FindSymbol(symbol)?.Book.LoseSequence();
        }
    }

    public void ExpireTokens() => tokens.ExpireAll();

    public void ShiftClock(TimeSpan by) => time.ShiftBy(by);

    private List<StreamClient> Meant(StreamKind? kind, string? account) =>
        [.. streams.Clients.Where(c => (kind is null || c.Kind == kind)
            && (account is null || string.Equals(c.Account?.Name, account, StringComparison.Ordinal)))];

    private void SetStatus(string? symbol, TradingStatus status)
    {
        lock (exchange.Gate)
        {
            foreach (SymbolState state in exchange.Symbols)
            {
                if (symbol is null || string.Equals(state.Rules.Symbol, symbol, StringComparison.Ordinal))
                {
                    exchange.SetStatus(state, status);
                }
            }
        }
    }
}
