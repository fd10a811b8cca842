using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Matching;

/// <summary>
/// Clock and numbers of the exchange. Trade ids stay below 2^53, so that JavaScript clients read them
/// exactly; order ids are 24 hex digits, the first 8 the unix seconds (KuCoin protocol section 0).
/// </summary>
public sealed class IdSource
{
    private readonly TimeProvider _time;
    private readonly Rng _rng;

    public IdSource(long seed, TimeProvider time)
    {
        _time = time;
        _rng = new Rng(seed, stream: 1);
    }

    public long TradeId { get; set; } = 1_100_000_000_000_000;

    public long FillId { get; set; } = 19_814_995_000_000;

    public long DoneId { get; set; } = 19_814_995_000_000;

    public long LedgerId { get; set; } = 254_062_248_000_000;

    public long EventId { get; set; } = 354_689_988_000_000;

    /// <summary>Random identifiers drawn; a restored exchange goes on behind them.</summary>
    public long Drawn { get; private set; }

    public long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public int NextRandom(int below)
    {
        Drawn++;
        return _rng.Next(below);
    }

    public string NewHexId()
    {
        Drawn++;
        long seconds = NowMs() / 1000;
        return ((uint)seconds).ToString("x8") + _rng.NextUInt64().ToString("x16");
    }

    /// <summary>Passes over what was drawn before a restart.</summary>
    public void SkipTo(long drawn)
    {
        while (Drawn < drawn)
        {
            Drawn++;
            _ = _rng.NextUInt64();
        }
    }
}
