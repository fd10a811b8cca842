using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Faults;

/// <summary>A rule that is in force, with its counts. Guarded by the board's lock.</summary>
public sealed class ArmedFault(int id, FaultRule rule, long armedMs, long seed)
{
    // A stream of its own for each rule: what one draws does not change what another does.
    private readonly Rng _rng = new(seed, stream: 1_000 + id);

    public int Id { get; } = id;

    public FaultRule Rule { get; } = rule;

    /// <summary>When it came, in milliseconds of the board.</summary>
    public long ArmedMs { get; } = armedMs;

    /// <summary>Occasions met.</summary>
    public long Seen { get; private set; }

    /// <summary>How often it struck.</summary>
    public long Struck { get; private set; }

    public bool IsRevoked { get; set; }

    public bool IsOver(long nowMs) =>
        IsRevoked || Struck >= Rule.Times || nowMs - ArmedMs > Rule.UntilMs;

    /// <summary>Counts the occasion and tells whether the fault strikes.</summary>
    public bool Strikes(long nowMs)
    {
        long age = nowMs - ArmedMs;
        if (IsOver(nowMs) || age < Rule.AtMs)
        {
            return false;
        }

        Seen++;
        bool isTurn = Seen >= Rule.Nth && (Rule.Every <= 1 || (Seen - Rule.Nth) % Rule.Every == 0);
        if (!isTurn || (Rule.Probability < 1 && !_rng.Chance(Rule.Probability)))
        {
            return false;
        }

        Struck++;
        return true;
    }
}
