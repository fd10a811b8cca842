using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Trifuse.Simulator.Wire;

/// <summary>One REST request, read whole.</summary>
public sealed class RestCall(HttpContext context, string target, byte[] body, string? pathTail)
{
    public HttpContext Context { get; } = context;

    public string Method => Context.Request.Method;

    /// <summary>Path and query exactly as sent.</summary>
    public string Target { get; } = target;

    public byte[] Body { get; } = body;

    /// <summary>The last part of the path, for routes that end in an id.</summary>
    public string Tail { get; } = pathTail ?? string.Empty;

    public string Header(string name) => Context.Request.Headers[name].ToString();

    /// <summary>Null when absent or empty.</summary>
    public string? Query(string name)
    {
        string value = Context.Request.Query[name].ToString();
        return value.Length == 0 ? null : value;
    }

    /// <summary>False if the body is no JSON object. The caller disposes the document.</summary>
    public bool TryJson(out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(Body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return true;
            }

            document.Dispose();
            document = null;
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
