using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// An exchange of three symbols that misbehaves: its REST replies can be replaced, and each stream connection
/// follows the next script; when there is none left, streams are good.
/// </summary>
internal sealed class HostileExchange : IAsyncDisposable
{
    private const string SymbolRow = """
        {"symbol":"B-Q","name":"B-Q","baseCurrency":"B","quoteCurrency":"Q","feeCurrency":"Q","market":"Q",
        "baseMinSize":"0.001","quoteMinSize":"0.1","baseMaxSize":"1000","quoteMaxSize":"99999","baseIncrement":"0.001",
        "quoteIncrement":"0.01","priceIncrement":"0.01","priceLimitRate":"0.1","minFunds":"0.1","isMarginEnabled":false,
        "enableTrading":true,"feeCategory":1,"makerFeeCoefficient":"1.00","takerFeeCoefficient":"1.00","st":false}
        """;

    private readonly TlsListener _listener = new();
    private readonly Queue<Func<HostileStream, Task>> _scripts;

    public HostileExchange(Sandbox home, params Func<HostileStream, Task>[] scripts)
    {
        _scripts = new Queue<Func<HostileStream, Task>>(scripts);
        home.Write("hostile.pem", _listener.CaPem);
        Url = $"https://127.0.0.1:{_listener.Port}";
        Address = ["--set", $"exchange.rest_url={Url}", "--set", $"exchange.ca_file={home.File("hostile.pem")}"];
        _listener.Accept(ServeAsync);
    }

    public string Url { get; }

    public string[] Address { get; }

    /// <summary>Replies instead of the good ones, by path; null never answers.</summary>
    public Dictionary<string, string?> Replies { get; } = new(StringComparer.Ordinal);

    /// <summary>Done when a request has come that is never answered.</summary>
    public TaskCompletionSource LeftWaiting { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>200 and this body.</summary>
    public static string Ok(string body) => Reply("200 OK", body);

    public static string Reply(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public static string Row(string symbol, string code, string quote) => SymbolRow
        .Replace("B-Q", symbol, StringComparison.Ordinal)
        .Replace("\"B\"", $"\"{code}\"", StringComparison.Ordinal)
        .Replace("\"Q\"", $"\"{quote}\"", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using TcpClient owned = client;
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _listener.Certificate },
                _listener.End);
            var stream = new HostileStream(tls, _listener.End);
            while (await stream.ReadRequestAsync() is { } request)
            {
                if (stream.UpgradeKey is not null)
                {
                    _scripts.TryDequeue(out Func<HostileStream, Task>? script);
                    await (script ?? HostileStream.BeGoodAsync)(stream);
                    return;
                }
                await AnswerAsync(stream, request.Split('?')[0]);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone, or the test is over.
        }
    }

    private async Task AnswerAsync(HostileStream stream, string path)
    {
        if (!Replies.TryGetValue(path, out string? reply))
        {
            reply = Ok(GoodReply(path));
        }
        if (reply is null)
        {
            LeftWaiting.TrySetResult();
            await new TaskCompletionSource().Task.WaitAsync(_listener.End);
        }
        await stream.SendAsync(Encoding.UTF8.GetBytes(reply!));
    }

    private string GoodReply(string path) => path switch
    {
        "/api/v1/timestamp" => $$"""{"code":"200000","data":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}}}""",
        "/api/v2/symbols" => "{\"code\":\"200000\",\"data\":["
            + Row("BTC-USDT", "BTC", "USDT") + ',' + Row("ETH-USDT", "ETH", "USDT") + ',' + Row("ETH-BTC", "ETH", "BTC")
            + "]}",
        "/api/v1/bullet-public" => """{"code":"200000","data":{"token":"t","instanceServers":[{"endpoint":"""
            + $"\"{Url.Replace("https", "wss", StringComparison.Ordinal)}/\""
            + ""","encrypt":true,"protocol":"websocket","pingInterval":18000,"pingTimeout":10000}]}}""",
        _ => """{"code":"404000","msg":"no such path"}""",
    };
}
