namespace Trifuse.Simulator.Faults;

/// <summary>
/// Which calls a rule means: a path with an optional method and star, or a word for a family.
/// </summary>
public static class CallPattern
{
    private static readonly string[] Placing =
    [
        "POST /api/v1/hf/orders", "POST /api/v1/hf/orders/sync", "POST /api/v1/hf/orders/multi",
        "POST /api/v1/hf/orders/multi/sync", "POST /api/v1/hf/orders/alter", "POST /api/v1/orders",
        "POST /api/v1/orders/multi", "WS spot.order", "WS spot.sync_order", "WS spot.modify",
    ];

    private static readonly string[] Cancelling =
    [
        "DELETE /api/v1/hf/orders*", "DELETE /api/v1/orders*", "DELETE /api/v1/order/*", "WS spot.cancel",
        "WS spot.sync_cancel",
    ];

    public static bool Matches(string pattern, string? call)
    {
        if (call is null)
        {
            return false;
        }

        return pattern switch
        {
            "orders" => Array.Exists(Placing, p => MatchesOne(p, call)),
            "cancels" => Array.Exists(Cancelling, p => MatchesOne(p, call)),
            _ => MatchesOne(pattern, call),
        };
    }

    private static bool MatchesOne(string pattern, string call)
    {
        bool namesMethod = pattern.Contains(' ', StringComparison.Ordinal);
        string text = namesMethod ? call : call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return pattern.EndsWith('*')
            ? text.StartsWith(pattern[..^1], StringComparison.Ordinal)
            : string.Equals(text, pattern, StringComparison.Ordinal);
    }
}
