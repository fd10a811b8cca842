namespace Trifuse.Simulator.Matching;

/// <summary>What a symbol lets its customers do; settable at run time.</summary>
public enum TradingStatus
{
    Open,

    /// <summary>Nothing may be created (400600) nor cancelled (200002), and nothing trades.</summary>
    Closed,

    /// <summary>Creation is suspended (200001), cancelling goes on, and nothing trades.</summary>
    CancelOnly,
}
