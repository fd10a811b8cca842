using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>One REST request, read whole.</summary>
public sealed class RestCall(HttpContext context, string target, byte[] body, string? pathTail)
{
    private ApiKey? _key;

    public HttpContext Context { get; } = context;

    public string Method => Context.Request.Method;

    /// <summary>Path and query exactly as sent.</summary>
    public string Target { get; } = target;

    public byte[] Body { get; } = body;

    /// <summary>The last part of the path, for routes that end in an id.</summary>
    public string Tail { get; } = pathTail ?? string.Empty;

    public IPAddress ClientAddress
    {
        get
        {
            IPAddress address = Context.Connection.RemoteIpAddress ?? IPAddress.Loopback;
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
    }

    /// <summary>The key that signed the call; only signed calls have one.</summary>
    public ApiKey Key
    {
        get => _key ?? throw new InvalidOperationException("A public call has no key.");
        set => _key = value;
    }

    public bool IsSigned => _key is not null;

    /// <summary>The account that calls.</summary>
    public Account Account => Key.Account;

    /// <summary>Fires when the client has gone.</summary>
    public CancellationToken Aborted => Context.RequestAborted;

    public string Header(string name) => Context.Request.Headers[name].ToString();

    /// <summary>Null when absent or empty.</summary>
    public string? Query(string name)
    {
        string value = Context.Request.Query[name].ToString();
        return value.Length == 0 ? null : value;
    }

    /// <summary>The number, or the fallback when it is absent or no number.</summary>
    public long Number(string name, long fallback) =>
        long.TryParse(
            Query(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : fallback;

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
