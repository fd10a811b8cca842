using System.Buffers.Text;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Http;

namespace Trifuse.Engine.Execution;

/// <summary>
/// Whether what is left of the rate limit suffices for another cascade, as one
/// executor learns it from its replies.
/// </summary>
/// <param name="reservePercent">
/// The share of the window's quota that stays for cancels, queries, unwinding and the other executors.
/// </param>
internal sealed class OrderBudget(int reservePercent)
{
    private const int OrdersPerCascade = 3;

    private readonly RateBudget _budget = new(4_000);
    private long _limit;
    private bool _hadRoom = true;

    /// <summary>Takes over what a reply of the orders' pool tells; -1 is untold.</summary>
    public void Note(int status, long limit, long remaining, long resetMs, long nowNs)
    {
        if (status == 429)
        {
            _budget.NoteRefusal(nowNs);
        }
        _limit = limit > 0 ? limit : _limit;
        _budget.Note(limit, remaining, resetMs, nowNs);
    }

    /// <summary>The same out of the headers of a reply over REST.</summary>
    public void Note(int status, HttpConnection connection, long nowNs) => Note(
        status,
        HeaderOf(connection, "gw-ratelimit-limit"u8),
        HeaderOf(connection, "gw-ratelimit-remaining"u8),
        HeaderOf(connection, "gw-ratelimit-reset"u8),
        nowNs);

    /// <summary>True when the answer is another one than at the last call.</summary>
    public bool HasChanged(long nowNs, out bool hasRoom)
    {
        hasRoom = _budget.Allows(OrdersPerCascade, _limit * reservePercent / 100, nowNs);
        bool hasChanged = hasRoom != _hadRoom;
        _hadRoom = hasRoom;
        return hasChanged;
    }

    private static long HeaderOf(HttpConnection connection, ReadOnlySpan<byte> name) =>
        connection.TryGetHeader(name, out ReadOnlySpan<byte> value)
            && Utf8Parser.TryParse(value, out long number, out _)
            ? number
            : -1;
}
