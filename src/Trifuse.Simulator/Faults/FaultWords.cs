namespace Trifuse.Simulator.Faults;

/// <summary>The words of plan files and of the control endpoint.</summary>
public static class FaultWords
{
    private static readonly (string Word, FaultKind Kind)[] KindWords =
    [
        ("drop", FaultKind.Drop), ("delay", FaultKind.Delay), ("duplicate", FaultKind.Duplicate),
        ("reorder", FaultKind.Reorder), ("truncate", FaultKind.Truncate), ("hold", FaultKind.Hold),
        ("lose-before", FaultKind.LoseBefore), ("lose-after", FaultKind.LoseAfter),
        ("answer", FaultKind.Answer), ("reject", FaultKind.Reject),
        ("partial-fill", FaultKind.PartialFill), ("credit-lag", FaultKind.CreditLag),
        ("close", FaultKind.Close), ("freeze", FaultKind.Freeze), ("halt", FaultKind.Halt),
        ("cancel-only", FaultKind.CancelOnly), ("resume", FaultKind.Resume),
        ("skip-sequence", FaultKind.SkipSequence), ("expire-tokens", FaultKind.ExpireTokens),
        ("shift-clock", FaultKind.ShiftClock),
    ];

    public static IReadOnlyList<string> Kinds { get; } = [.. KindWords.Select(k => k.Word)];

    public static IReadOnlyList<string> Streams { get; } = ["market", "private", "order-entry"];

    public static IReadOnlyList<string> Moments { get; } = ["frame", "request", "order", "fill", "time"];

    /// <summary>The kind of a word of <see cref="Kinds"/>.</summary>
    public static FaultKind KindOf(string word) =>
        Array.Find(KindWords, k => string.Equals(k.Word, word, StringComparison.Ordinal)).Kind;

    public static string WordOf(FaultKind kind) => Array.Find(KindWords, k => k.Kind == kind).Word;

    /// <summary>The stream of a word of <see cref="Streams"/>.</summary>
    public static StreamKind StreamOf(string word) => word switch
    {
        "market" => StreamKind.Market,
        "private" => StreamKind.Private,
        _ => StreamKind.OrderEntry,
    };

    /// <summary>The moment of a word of <see cref="Moments"/>.</summary>
    public static FaultMoment MomentOf(string word) => word switch
    {
        "frame" => FaultMoment.Frame,
        "request" => FaultMoment.Request,
        "order" => FaultMoment.Order,
        "fill" => FaultMoment.Fill,
        _ => FaultMoment.Time,
    };
}
