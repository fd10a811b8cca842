using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Config;
using Trifuse.Simulator.Faults;

namespace Trifuse.Simulator.Control;

/// <summary>
/// The calls under /sim/, which no exchange has: faults can be put in force, listed and revoked while the
/// simulator runs. Unsigned; served only when asked for.
/// </summary>
internal sealed class ControlServer(FaultBoard board, Action<Utf8JsonWriter> writeStatus)
{
    public const string Root = "/sim/";

    private const string Faults = "/sim/faults";
    private const int BodyMaxBytes = 64 * 1024;

    public async Task ServeAsync(HttpContext context)
    {
        (string method, string path) = (context.Request.Method, context.Request.Path.Value ?? "");
        switch (method, path)
        {
            case ("GET", Faults):
                await SendAsync(context, 200, w => FaultJson.WriteAll(w, board.Reports));
                break;
            case ("POST", Faults):
                await ArmAsync(context);
                break;
            case ("DELETE", _) when path.StartsWith(Faults + "/", StringComparison.Ordinal):
                string digits = path[(Faults.Length + 1)..];
                bool found =
                    int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                    && board.Revoke(id);
                await SendAsync(context, found ? 200 : 404, w => w.WriteBoolean("revoked", found));
                break;
            case ("GET", "/sim/status"):
                await SendAsync(context, 200, writeStatus);
                break;
            default:
                await RefuseAsync(context, 404, ["There is GET /sim/status, GET and POST /sim/faults, and "
                    + "DELETE /sim/faults/ID."]);
                break;
        }
    }

    private async Task ArmAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } document)
        {
            await RefuseAsync(
                context, 400, ["The body must be a JSON object, one fault, or a list of them."]);
            return;
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            JsonElement[] bodies =
                root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : [root];
            var errors = new ConfigErrors("body");
            if (Array.Exists(bodies, b => b.ValueKind != JsonValueKind.Object))
            {
                errors.Add(0, "", "each fault must be a JSON object.");
            }

            List<FaultRule> rules = errors.All.Count > 0
                ? []
                : [.. bodies.Select(b => FaultReader.Read(new TableReader(JsonTable.Of(b), "", errors)))];
            if (errors.All.Count > 0)
            {
                await RefuseAsync(context, 400, errors.All);
                return;
            }

            List<int> ids = [.. rules.Select(board.Arm)];
            await SendAsync(context, 200, w =>
            {
                w.WriteStartArray("ids");
                ids.ForEach(w.WriteNumberValue);
                w.WriteEndArray();
            });
        }
    }

    private static async Task<JsonDocument?> ReadAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or > BodyMaxBytes)
        {
            return null;
        }

        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, IReadOnlyList<string> errors) =>
        SendAsync(context, status, w =>
        {
            w.WriteStartArray("errors");
            foreach (string error in errors)
            {
                w.WriteStringValue(error);
            }

            w.WriteEndArray();
        });

    private static async Task SendAsync(HttpContext context, int status, Action<Utf8JsonWriter> fill)
    {
        byte[] body = Encoding.UTF8.GetBytes(FaultJson.Object(fill));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
