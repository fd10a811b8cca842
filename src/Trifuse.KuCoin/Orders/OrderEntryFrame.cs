using Trifuse.Core.Text;

namespace Trifuse.KuCoin.Orders;

/// <summary>What a message of the order entry is.</summary>
public enum OrderEntryKind : byte
{
    /// <summary>Not in the protocol.</summary>
    Malformed,

    /// <summary>The text to be signed.</summary>
    Session,

    /// <summary>The signature was accepted: requests may come.</summary>
    Welcome,

    /// <summary>The answer to a ping.</summary>
    Pong,

    /// <summary>The answer to a request, an error included.</summary>
    Reply,

    /// <summary>An error that belongs to no request.</summary>
    Refusal,
}

/// <summary>
/// The top level of a message of the order entry (KuCoin protocol section 7), its members in any order; ones
/// that it does not know are passed over. A reply's outcome is read by <see
/// cref="Rest.OrderReplies.ReadOrder"/> from the same text, with <see cref="HttpStatus"/>.
/// </summary>
public ref struct OrderEntryFrame
{
    /// <summary>The code for a request whose id, op or args are not in order.</summary>
    public const int BadField = 4001002;

    public OrderEntryKind Kind;

    /// <summary>The request that it answers; -1 when it has none of ours.</summary>
    public long Id;

    /// <summary>KuCoin's code; 0 when it has none.</summary>
    public int Code;

    /// <summary>Welcome: ms between two pings; else 0.</summary>
    public long PingIntervalMs;

    /// <summary>Welcome: ms that the server may take to answer one; else 0.</summary>
    public long PingTimeoutMs;

    /// <summary>Size of the rate-limit pool; -1 when untold.</summary>
    public long RateLimit;

    /// <summary>What is left of it; -1 when untold.</summary>
    public long RateRemaining;

    /// <summary>Ms until it is whole again; -1 when untold.</summary>
    public long RateResetMs;

    /// <summary>The HTTP status under which REST gives this code.</summary>
    public readonly int HttpStatus => Code switch
    {
        429000 => 429,
        500000 => 500,
        503000 => 503,
        _ => 200,
    };

    /// <summary>True when the id is in no doubt: a pong or a reply to a request of ours.</summary>
    public readonly bool HasId => Id >= 0;

    public static OrderEntryFrame Read(ReadOnlySpan<byte> text)
    {
        var frame = new OrderEntryFrame { Id = -1, RateLimit = -1, RateRemaining = -1, RateResetMs = -1 };
        bool hasSession = false;
        bool isWelcome = false;
        bool isPong = false;
        bool hasCode = false;
        var cursor = new JsonCursor(text);
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("id"u8))
            {
                frame.Id = ReadId(ref cursor);
            }
            else if (name.Is("op"u8))
            {
                isPong = ReadWord(ref cursor, "pong"u8);
            }
            else if (name.Is("code"u8))
            {
                hasCode = cursor.ReadInt64(out long code) && code is >= 0 and <= int.MaxValue;
                frame.Code = hasCode ? (int)code : 0;
            }
            else if (name.Is("data"u8))
            {
                isWelcome = ReadWord(ref cursor, "welcome"u8);
            }
            else if (name.Is("sessionId"u8))
            {
                hasSession = cursor.Peek() == JsonKind.String && cursor.Skip();
            }
            else if (name.Is("pingInterval"u8))
            {
                cursor.ReadInt64(out frame.PingIntervalMs);
            }
            else if (name.Is("pingTimeout"u8))
            {
                cursor.ReadInt64(out frame.PingTimeoutMs);
            }
            else if (name.Is("userRateLimit"u8) || name.Is("rateLimit"u8))
            {
                frame.ReadRate(ref cursor);
            }
            else
            {
                cursor.Skip();
            }
        }
        frame.Kind = !cursor.AtEnd ? OrderEntryKind.Malformed
            : isPong ? OrderEntryKind.Pong
            : hasCode ? frame.HasId ? OrderEntryKind.Reply : OrderEntryKind.Refusal
            : !hasSession ? OrderEntryKind.Malformed
            : isWelcome ? OrderEntryKind.Welcome
            : OrderEntryKind.Session;
        return frame;
    }

    // Ids are texts; ours hold a number. Another id is nobody's, not an offence.
    private static long ReadId(ref JsonCursor cursor)
    {
        if (cursor.Peek() is not (JsonKind.String or JsonKind.Number))
        {
            cursor.Skip();
            return -1;
        }
        Span<byte> scratch = stackalloc byte[24];
        return cursor.ReadScalar(out JsonText text, out _)
            && text.TryGet(scratch, out ReadOnlySpan<byte> digits)
            && IntegerText.TryParse(digits, out long id)
            ? id
            : -1;
    }

    private static bool ReadWord(ref JsonCursor cursor, ReadOnlySpan<byte> word)
    {
        if (cursor.Peek() != JsonKind.String)
        {
            cursor.Skip();
            return false;
        }
        return cursor.ReadText(out JsonText text) && text.Is(word);
    }

    private void ReadRate(ref JsonCursor cursor)
    {
        if (cursor.Peek() != JsonKind.Object)
        {
            cursor.Skip();
            return;
        }
        cursor.EnterObject();
        while (cursor.NextMember(out JsonText name))
        {
            if (name.Is("limit"u8))
            {
                cursor.ReadInt64(out RateLimit);
            }
            else if (name.Is("remaining"u8))
            {
                cursor.ReadInt64(out RateRemaining);
            }
            else if (name.Is("reset"u8))
            {
                cursor.ReadInt64(out RateResetMs);
            }
            else
            {
                cursor.Skip();
            }
        }
    }
}
