using Trifuse.Simulator.Faults;

namespace Trifuse.Simulator.Config;

/// <summary>Makes a rule of a [[fault]] table or of a JSON object of the control endpoint.</summary>
internal static class FaultReader
{
    private const long LongestMs = 86_400_000;
    private const long UnansweredMs = 60_000;

    public static FaultRule Read(TableReader reader)
    {
        string? word = reader.Word("do", FaultWords.Kinds);
        if (word is null && !reader.Has("do"))
        {
            reader.Refuse("do", "one of " + string.Join(", ", FaultWords.Kinds));
        }

        FaultKind kind = FaultWords.KindOf(word ?? FaultWords.Kinds[0]);
        double probability = reader.Number("probability", 1, 0, 1);
        long every = reader.Whole("every", 0, 0, long.MaxValue);
        long everyMs = reader.Whole("every_ms", 0, 0, LongestMs);
        bool repeats = probability < 1 || every > 0 || everyMs > 0;
        bool isLoss = kind is FaultKind.LoseBefore or FaultKind.LoseAfter;
        string? on = reader.Word("on", FaultWords.Moments);
        var rule = new FaultRule
        {
            Do = kind,
            Name = reader.Text("name"),
            Stream = reader.Word("stream", FaultWords.Streams) is { } s ? FaultWords.StreamOf(s) : null,
            Topic = reader.Text("topic"),
            Path = reader.Text("path"),
            Account = reader.Text("account"),
            Symbol = reader.Text("symbol"),
            On = on is null ? MomentOf(kind, reader) : FaultWords.MomentOf(on),
            AtMs = reader.Whole("at_ms", 0, 0, LongestMs),
            UntilMs = reader.Whole("until_ms", long.MaxValue, 0, long.MaxValue),
            EveryMs = everyMs,
            Nth = reader.Whole("nth", 1, 1, long.MaxValue),
            Every = every,
            Probability = probability,
            Times = reader.Whole("times", repeats ? long.MaxValue : 1, 1, long.MaxValue),
            Ms = reader.Whole("ms", isLoss ? UnansweredMs : 0, -LongestMs, LongestMs),
            Percent = (int)reader.Whole("percent", 50, 0, 100),
            Status = (int)reader.Whole("status", 200, 100, 599),
            Code = reader.Text("code", kind == FaultKind.Answer ? "500000" : "400100"),
            Message = reader.Text("message", "Internal Server Error"),
            LimitHeaders = reader.Flag("limit_headers", false),
            Taken = reader.Flag("taken", false),
        };
        Check(reader, rule);
        reader.Done();
        return rule;
    }

    /// <summary>An action that is to be counted counts orders, unless it says what.</summary>
    private static FaultMoment? MomentOf(FaultKind kind, TableReader reader)
    {
        bool counts = reader.Has("nth") | reader.Has("every") | reader.Has("probability");
        return kind >= FaultKind.Close && counts ? FaultMoment.Order : null;
    }

    private static void Check(TableReader reader, FaultRule rule)
    {
        if (rule.Do is FaultKind.Delay or FaultKind.Hold or FaultKind.CreditLag && rule.Ms <= 0)
        {
            reader.Refuse("ms", "how long, in milliseconds from 1");
        }

        if (rule.Do == FaultKind.ShiftClock && rule.Ms == 0)
        {
            reader.Refuse("ms", "by how much, in milliseconds; negative: back");
        }

        if (rule.Do == FaultKind.SkipSequence && rule.Symbol is null)
        {
            reader.Refuse("symbol", "the symbol that loses a sequence number");
        }

        bool isOwn = new FaultRule { Do = rule.Do }.Moment == rule.Moment;
        if (!rule.IsAction && !isOwn)
        {
            reader.Refuse("on", "nothing: only faults of sockets, symbols, tokens and clock take it");
        }
    }
}
