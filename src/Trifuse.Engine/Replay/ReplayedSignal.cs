using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Replay;

/// <summary>A signal in words and exact amounts.</summary>
public sealed class ReplayedSignal
{
    internal ReplayedSignal(in Signal signal, Universe universe, long record)
    {
        Record = record;
        Run = signal.Run;
        Cascade = signal.Cascade;
        UtcNs = signal.SignalUtcNs;
        StartCurrency = universe.CurrencyName(signal.Legs[0].From);
        Cost = signal.PredictedCost;
        Output = signal.PredictedOutput;
        Bps = Trading.Execution.Cascade.BpsDown(Output - Cost, Cost, 2);
        string[] legs = new string[3];
        for (int i = 0; i < legs.Length; i++)
        {
            ref readonly SignalLeg leg = ref signal.Legs[i];
            string side = leg.Side == Side.Buy ? "buy" : "sell";
            string symbol = universe.SpecOf(leg.Symbol).Name;
            legs[i] = $"{side} {symbol} {leg.PredictedAmount} -> {leg.PredictedOutput}";
        }
        Legs = legs;
    }

    /// <summary>The tape's record that it was decided on, counted from 1.</summary>
    public long Record { get; }

    /// <summary>The run.</summary>
    public uint Run { get; }

    /// <summary>The cascade's number.</summary>
    public uint Cascade { get; }

    /// <summary>When it was decided, in nanoseconds since 1970.</summary>
    public long UtcNs { get; }

    /// <summary>Where the triangle starts and ends.</summary>
    public string StartCurrency { get; }

    /// <summary>Each leg: side, symbol, amount sent, expected output.</summary>
    public IReadOnlyList<string> Legs { get; }

    /// <summary>Expected cost, fee included.</summary>
    public ExactDecimal Cost { get; }

    /// <summary>Expected output, fee deducted.</summary>
    public ExactDecimal Output { get; }

    /// <summary>Expected return in basis points, rounded down to two decimals.</summary>
    public ExactDecimal Bps { get; }
}
