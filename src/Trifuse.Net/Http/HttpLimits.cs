namespace Trifuse.Net.Http;

/// <summary>Sizes beyond which a reply is refused. All in bytes; buffers are made once from these.</summary>
public readonly record struct HttpLimits(int HeadBytesMax, int BodyBytesMax, int RequestBytesMax)
{
    /// <summary>
    /// For orders and keep-alive requests on the hot path: small replies, buffers made in advance.
    /// </summary>
    public static HttpLimits Orders => new(16 * 1024, 64 * 1024, 16 * 1024);

    /// <summary>For balances and books that are fetched again and again: buffers made in advance.</summary>
    public static HttpLimits Audit => new(16 * 1024, 1024 * 1024, 4 * 1024);

    /// <summary>For start-up, where a reply lists a whole market (some megabytes).</summary>
    public static HttpLimits Bootstrap => new(32 * 1024, 32 * 1024 * 1024, 64 * 1024);
}
