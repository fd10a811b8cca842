using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>Finds the route, checks the signature, counts the quota, answers.</summary>
public sealed class RestServer
{
    private const int BodyMaxBytes = 256 * 1024;

    private readonly RouteTable _routes;
    private readonly RequestAuth _auth;
    private readonly RateLimiter _limiter;
    private readonly bool _enforce;
    private readonly TimeProvider _time;
    private long _requests;

    public RestServer(
        RouteTable routes, RequestAuth auth, RateLimiter limiter, bool enforceRateLimits, TimeProvider time)
    {
        _routes = routes;
        _auth = auth;
        _limiter = limiter;
        _enforce = enforceRateLimits;
        _time = time;
    }

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>The first exception that came out of a handler, null while all is well.</summary>
    public Exception? Failure { get; private set; }

    public async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        long inUs = NowUs();
        Reply reply;
        try
        {
            reply = await AnswerAsync(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }
        catch (Exception e) when (e is not IOException and not BadHttpRequestException)
        {
            Failure ??= e;
            reply = Reply.Error(500, "500000", "Internal Server Error");
        }

        context.Response.Headers["x-in-time"] = "5-" + inUs.ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["x-out-time"] = "5-" + NowUs().ToString(CultureInfo.InvariantCulture);
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = reply.Body.Length;
        await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
    }

    private async ValueTask<Reply> AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "/";
        Route? route = _routes.Find(context.Request.Method, path, out string? tail);
        byte[]? body = await ReadBodyAsync(context);
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? path;
        var call = new RestCall(context, target, body ?? [], tail);
        if (route is null)
        {
            Count(call, RatePool.Public, weight: 0);
            return _routes.Knows(path)
                ? Reply.Error(405, "405000", "Request method '" + call.Method + "' not supported")
                : Reply.Error(404, "404000", "Url Not Found");
        }

        // A call that does not prove whose it is counts against its address.
        Reply? refusal = _auth.Check(call, route.Access);
        bool allowed = Count(call, call.IsSigned ? route.Pool : RatePool.Public, route.Weight);
        if (!allowed && _enforce)
        {
            return Reply.Error(429, "429000",
                "Too many requests in a short period of time, please retry later");
        }

        if (refusal is not null)
        {
            return refusal;
        }

        if (body is null)
        {
            return Reply.Error(413, "400100", "The request body is too large.");
        }

        string? type = context.Request.ContentType;
        bool isJson = type is null || type.Contains("json", StringComparison.OrdinalIgnoreCase);
        return body.Length > 0 && !isJson
            ? Reply.Error(415, "415000", "Unsupported Media Type")
            : await route.Handler(call);
    }

    private static async ValueTask<byte[]?> ReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is 0 || (context.Request.ContentLength is null
            && !context.Request.Headers.ContainsKey("Transfer-Encoding")))
        {
            return [];
        }

        if (context.Request.ContentLength > BodyMaxBytes)
        {
            return null;
        }

        using var memory = new MemoryStream();
        byte[] chunk = new byte[4096];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            memory.Write(chunk, 0, read);
            if (memory.Length > BodyMaxBytes)
            {
                return null;
            }
        }

        return memory.ToArray();
    }

    /// <summary>
    /// Counts the call against its pool and tells where that stands; false when it is used up.
    /// </summary>
    private bool Count(RestCall call, RatePool pool, int weight)
    {
        bool isPublic = pool == RatePool.Public;
        string owner = isPublic
            ? call.ClientAddress.ToString()
            : call.Account.Uid.ToString(CultureInfo.InvariantCulture);
        int tier = isPublic ? 0 : call.Account.Fees.Tier;
        RateLimiter.Standing standing = _limiter.Take(pool, owner, tier, weight);
        IHeaderDictionary headers = call.Context.Response.Headers;
        headers["gw-ratelimit-limit"] = standing.Limit.ToString(CultureInfo.InvariantCulture);
        headers["gw-ratelimit-remaining"] = standing.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["gw-ratelimit-reset"] = standing.ResetMs.ToString(CultureInfo.InvariantCulture);
        return standing.Allowed;
    }

    private long NowUs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
}
