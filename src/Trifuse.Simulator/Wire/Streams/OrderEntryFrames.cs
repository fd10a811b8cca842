using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>The messages of the order entry (KuCoin protocol section 7); times in milliseconds.</summary>
public static class OrderEntryFrames
{
    /// <summary>
    /// What the client has to sign, exactly as it stands: compact, and in this order of members.
    /// </summary>
    public static byte[] Session(string sessionId, long nowMs)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("sessionId", sessionId);
        json.Writer.WriteNumber("timestamp", nowMs);
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    public static byte[] Welcome(string sessionId, SimulatorOptions options)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("sessionId", sessionId);
        json.Writer.WriteString("data", "welcome");
        json.Writer.WriteNumber("pingInterval", (long)options.PingInterval.TotalMilliseconds);
        json.Writer.WriteNumber("pingTimeout", (long)options.PingTimeout.TotalMilliseconds);
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    public static byte[] Pong(string id, long nowMs)
    {
        using var json = new JsonBytes();
        json.Writer.WriteStartObject();
        json.Writer.WriteString("id", id);
        json.Writer.WriteString("op", "pong");
        json.Writer.WriteNumber("timestamp", nowMs);
        json.Writer.WriteEndObject();
        return json.ToArray();
    }

    /// <summary>A refusal; with the id and op of the request, as far as it had any.</summary>
    public static byte[] Error(
        string? id, string? op, Rejection why, long inMs, long outMs, RateLimiter.Standing? standing)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        Names(w, id, op);
        w.WriteString("code", why.Code);
        w.WriteString("msg", why.Message);
        Times(w, inMs, outMs, standing);
        w.WriteEndObject();
        return json.ToArray();
    }

    public static byte[] Success(
        string id, string op, Action<Utf8JsonWriter> data, long inMs, long outMs,
        RateLimiter.Standing standing)
    {
        using var json = new JsonBytes();
        Utf8JsonWriter w = json.Writer;
        w.WriteStartObject();
        Names(w, id, op);
        w.WriteString("code", "200000");
        w.WriteStartObject("data");
        data(w);
        w.WriteEndObject();
        Times(w, inMs, outMs, standing);
        w.WriteEndObject();
        return json.ToArray();
    }

    private static void Names(Utf8JsonWriter w, string? id, string? op)
    {
        if (id is not null)
        {
            w.WriteString("id", id);
        }

        if (op is not null)
        {
            w.WriteString("op", op);
        }
    }

    private static void Times(Utf8JsonWriter w, long inMs, long outMs, RateLimiter.Standing? standing)
    {
        w.WriteNumber("inTime", inMs);
        w.WriteNumber("outTime", outMs);
        if (standing is { } quota)
        {
            w.WriteStartObject("userRateLimit");
            w.WriteNumber("limit", quota.Limit);
            w.WriteNumber("reset", quota.ResetMs);
            w.WriteNumber("remaining", quota.Remaining);
            w.WriteEndObject();
        }
    }
}
