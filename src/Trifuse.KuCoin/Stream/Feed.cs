namespace Trifuse.KuCoin.Stream;

/// <summary>The public streams that can feed a symbol's book (KuCoin protocol section 6.2).</summary>
public enum Feed : byte
{
    /// <summary>/spotMarket/level1: best bid and ask, every 10 ms when changed.</summary>
    Level1,

    /// <summary>/market/ticker: best bid and ask with a sequence number, every 100 ms when changed.</summary>
    Ticker,

    /// <summary>/spotMarket/level2Depth5: five levels a side, every 100 ms.</summary>
    Depth5,

    /// <summary>/spotMarket/level2Depth50: fifty levels a side, every 100 ms.</summary>
    Depth50,

    /// <summary>/market/level2: every change of the full book, in real time.</summary>
    Level2,
}
