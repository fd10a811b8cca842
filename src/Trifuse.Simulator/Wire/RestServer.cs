using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Trifuse.Simulator.Faults;

namespace Trifuse.Simulator.Wire;

/// <summary>Finds the route, counts the quota, checks the signature, answers.</summary>
public sealed class RestServer
{
    private const int BodyMaxBytes = 256 * 1024;

    private readonly Dictionary<(string Method, string Path), Route> _routes = [];
    private readonly RequestAuth _auth;
    private readonly RateLimiter _limiter;
    private readonly bool _enforce;
    private readonly TimeProvider _time;
    private long _requests;

    public RestServer(
        IEnumerable<Route> routes, RequestAuth auth, RateLimiter limiter, bool enforceRateLimits,
            TimeProvider time)
    {
        foreach (Route route in routes)
        {
            _routes.Add((route.Method, route.Path), route);
        }

        _auth = auth;
        _limiter = limiter;
        _enforce = enforceRateLimits;
        _time = time;
    }

    public long Requests => Interlocked.Read(ref _requests);

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
        Route? route = Find(context.Request.Method, path, out string? tail);
        byte[]? body = await ReadBodyAsync(context);
        if (route is null)
        {
            return Reply.Error(404, "404000", "Url Not Found");
        }

        if (body is null)
        {
            return Reply.Error(413, "400100", "The request body is too large.");
        }

        RateLimiter.Standing standing = _limiter.Take(route.Pool, route.Weight);
        IHeaderDictionary headers = context.Response.Headers;
        headers["gw-ratelimit-limit"] = standing.Limit.ToString(CultureInfo.InvariantCulture);
        headers["gw-ratelimit-remaining"] = standing.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["gw-ratelimit-reset"] = standing.ResetMs.ToString(CultureInfo.InvariantCulture);
        if (!standing.Allowed && _enforce)
        {
            return Reply.Error(429, "429000",
                "Too many requests in a short period of time, please retry later");
        }

        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? path;
        var call = new RestCall(context, target, body, tail);
        if (_auth.Check(call, route.Access) is { } refusal)
        {
            return refusal;
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

    private Route? Find(string method, string path, out string? tail)
    {
        tail = null;
        if (_routes.TryGetValue((method, path), out Route? route))
        {
            return route;
        }

        int slash = path.LastIndexOf('/');
        if (slash < 0 || slash == path.Length - 1)
        {
            return null;
        }

        tail = path[(slash + 1)..];
        return _routes.GetValueOrDefault((method, path[..(slash + 1)]));
    }

    private long NowUs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10;
}
