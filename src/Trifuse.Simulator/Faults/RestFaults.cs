using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Trifuse.Simulator.Faults;

/// <summary>Stands before the REST server: holds replies back, loses them, answers something else.</summary>
public sealed class RestFaults(FaultBoard board, Func<string, string?> accountOfKey, RequestDelegate serve)
{
    public Task ServeAsync(HttpContext context)
    {
        if (!board.WatchesRequests)
        {
            return serve(context);
        }

        FaultRule? fault = board.Meet(new FaultOccasion(FaultMoment.Request)
        {
            Call = context.Request.Method + " " + context.Request.Path.Value,
            Account = accountOfKey(context.Request.Headers["KC-API-KEY"].ToString()),
        });
        return fault is null ? serve(context) : SpoilAsync(context, fault);
    }

    private async Task SpoilAsync(HttpContext context, FaultRule fault)
    {
        Stream client = context.Response.Body;
        using var reply = new MemoryStream();
        if (fault.Do is FaultKind.Hold or FaultKind.LoseAfter || fault.Taken)
        {
            context.Response.Body = reply;
            await serve(context);
            context.Response.Body = client;
        }

        switch (fault.Do)
        {
            case FaultKind.Hold:
                await WaitAsync(fault.Ms, context.RequestAborted);
                reply.Position = 0;
                await reply.CopyToAsync(client, context.RequestAborted);
                break;
            case FaultKind.Answer:
                await AnswerAsync(context, fault);
                break;
            default:
                await WaitAsync(fault.Ms, context.RequestAborted);
                context.Abort();
                break;
        }
    }

    private static async Task AnswerAsync(HttpContext context, FaultRule fault)
    {
        HttpResponse response = context.Response;
        response.Headers.Clear();
        if (fault.LimitHeaders)
        {
            response.Headers["gw-ratelimit-limit"] = "4000";
            response.Headers["gw-ratelimit-remaining"] = "0";
            response.Headers["gw-ratelimit-reset"] =
                Math.Max(1, fault.Ms).ToString(CultureInfo.InvariantCulture);
        }

        byte[] body = Encoding.UTF8.GetBytes("{\"code\":" + Quoted(fault.Code) + ",\"msg\":"
            + Quoted(fault.Message) + "}");
        response.StatusCode = fault.Status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static string Quoted(string text) =>
        "\"" + JsonEncodedText.Encode(text) + "\"";

    private static async Task WaitAsync(long ms, CancellationToken gone)
    {
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(ms), gone);
        }
        catch (OperationCanceledException)
        {
            // The client did not wait for it.
        }
    }
}
