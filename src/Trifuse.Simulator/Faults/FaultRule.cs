namespace Trifuse.Simulator.Faults;

/// <summary>
/// One line of a fault plan: what goes wrong, where, when, how often. <see cref="FaultReader"/> makes rules
/// from plan files and from the control endpoint.
/// </summary>
public sealed record FaultRule
{
    public required FaultKind Do { get; init; }

    /// <summary>For people; shown with the counts.</summary>
    public string? Name { get; init; }

    // Where

    public StreamKind? Stream { get; init; }

    /// <summary>Start of a topic, for frames.</summary>
    public string? Topic { get; init; }

    /// <summary>
    /// A call, for replies: "POST /api/v1/hf/orders"; a star at the end stands for any rest, a missing method
    /// for any. "orders" means every call that places orders, "cancels" every call that cancels.
    /// </summary>
    public string? Path { get; init; }

    public string? Account { get; init; }

    public string? Symbol { get; init; }

    // When

    /// <summary>What is counted; null: what the kind is about, or time.</summary>
    public FaultMoment? On { get; init; }

    /// <summary>
    /// Milliseconds from the start (or from when the rule came) before which nothing happens.
    /// </summary>
    public long AtMs { get; init; }

    /// <summary>The rule's end on the same scale.</summary>
    public long UntilMs { get; init; } = long.MaxValue;

    /// <summary>For faults by time: again after so long.</summary>
    public long EveryMs { get; init; }

    /// <summary>The first occasion that is struck; 1 is the next one.</summary>
    public long Nth { get; init; } = 1;

    /// <summary>From then on each so-manieth occasion; 0: not asked for.</summary>
    public long Every { get; init; }

    /// <summary>Chance of each occasion from <see cref="Nth"/> on, drawn from the seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it strikes at most.</summary>
    public long Times { get; init; } = 1;

    // How

    /// <summary>Delay, hold, freeze, lag or shift; of a lost reply: until the connection is cut.</summary>
    public long Ms { get; init; }

    /// <summary>What is left of a truncated frame or of a fill.</summary>
    public int Percent { get; init; } = 50;

    public int Status { get; init; } = 200;

    public string Code { get; init; } = "500000";

    public string Message { get; init; } = "Internal Server Error";

    /// <summary>Whether a false answer carries the gw-ratelimit headers.</summary>
    public bool LimitHeaders { get; init; }

    /// <summary>Whether a request that is answered falsely is carried out all the same.</summary>
    public bool Taken { get; init; }

    /// <summary>What is counted for this rule.</summary>
    public FaultMoment Moment => On ?? Do switch
    {
        FaultKind.Drop or FaultKind.Delay or FaultKind.Duplicate or FaultKind.Reorder
            or FaultKind.Truncate => FaultMoment.Frame,
        FaultKind.Hold or FaultKind.LoseBefore or FaultKind.LoseAfter or FaultKind.Answer =>
            FaultMoment.Request,
        FaultKind.Reject or FaultKind.PartialFill => FaultMoment.Order,
        FaultKind.CreditLag => FaultMoment.Fill,
        _ => FaultMoment.Time,
    };

    public bool Concerns(in FaultOccasion occasion) =>
        Moment == occasion.Moment
        && (Stream is null || Stream == occasion.Stream)
        && (Topic is null || occasion.Topic?.StartsWith(Topic, StringComparison.Ordinal) == true)
        && (Account is null || string.Equals(Account, occasion.Account, StringComparison.Ordinal))
        && (Symbol is null || Moment == FaultMoment.Request || IsAction
            || string.Equals(Symbol, occasion.Symbol, StringComparison.Ordinal))
        && (Path is null || CallPattern.Matches(Path, occasion.Call));

    /// <summary>True for what happens to the exchange rather than to the frame, reply or order met.</summary>
    public bool IsAction => Do >= FaultKind.Close;
}
