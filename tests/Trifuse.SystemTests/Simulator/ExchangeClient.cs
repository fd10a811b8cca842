using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Simulator;

/// <summary>A plain client of the simulator over real TLS, trusting its authority alone.</summary>
internal sealed class ExchangeClient : IDisposable
{
    private readonly int _port;
    private readonly X509Certificate2 _authority;
    private readonly SocketsHttpHandler _handler;

    public ExchangeClient(RunningSimulator simulator)
        : this(simulator.BaseUrl, simulator.CaPem)
    {
    }

    public ExchangeClient(Uri baseUrl, string caPem)
    {
        _port = baseUrl.Port;
        _authority = X509Certificate2.CreateFromPem(caPem);
        _handler = new SocketsHttpHandler();
        _handler.SslOptions.CertificateChainPolicy = Policy();
        Http = new HttpClient(_handler) { BaseAddress = baseUrl };
    }

    public HttpClient Http { get; }

    public static string Hmac(string text, string secret = SimulatorOptions.DefaultSecret) =>
        Convert.ToBase64String(
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="target">Path and query as sent.</param>
    /// <param name="body">Empty: none.</param>
    /// <param name="version">Of the key.</param>
    /// <param name="signedTarget">Path and query as signed, if not as sent.</param>
    /// <param name="signedBody">The body as signed, if not as sent.</param>
    /// <param name="key">Null: the default one.</param>
    public static HttpRequestMessage Signed(
        HttpMethod method, string target, string body = "", string version = "3",
        string? signedTarget = null, string? signedBody = null, ApiKeyOptions? key = null)
    {
        key ??= new ApiKeyOptions();
        string stamp = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString();
        var request = new HttpRequestMessage(method, target);
        if (body.Length > 0)
        {
            request.Content =
                new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        string text = stamp + method.Method + (signedTarget ?? target) + (signedBody ?? body);
        request.Headers.Add("KC-API-KEY", key.Key);
        request.Headers.Add("KC-API-SIGN", Hmac(text, key.Secret));
        request.Headers.Add("KC-API-TIMESTAMP", stamp);
        request.Headers.Add("KC-API-PASSPHRASE",
            version is "1" ? key.Passphrase : Hmac(key.Passphrase, key.Secret));
        request.Headers.Add("KC-API-KEY-VERSION", version);
        return request;
    }

    public async Task<JsonElement> CallAsync(HttpMethod method, string target, string body = "",
        ApiKeyOptions? key = null)
    {
        using HttpRequestMessage request = Signed(method, target, body, key: key);
        return await SendAsync(request);
    }

    public async Task<JsonElement> SendAsync(HttpRequestMessage request,
        CancellationToken cancellation = default)
    {
        using HttpResponseMessage response = await Http.SendAsync(request, cancellation);
        using JsonDocument document =
            JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
        return document.RootElement.Clone();
    }

    public Task<JsonElement> GetAsync(string target) => CallAsync(HttpMethod.Get, target);

    public Task<JsonElement> OrderAsync(string body) => CallAsync(HttpMethod.Post, "/api/v1/hf/orders", body);

    /// <summary>Connects and takes the welcome.</summary>
    public async Task<Stream> ConnectAsync(
        bool isPrivate = true, string connectId = "c1", ApiKeyOptions? key = null)
    {
        string call = isPrivate ? "/api/v1/bullet-private" : "/api/v1/bullet-public";
        JsonElement data = (await CallAsync(HttpMethod.Post, call, key: key)).GetProperty("data");
        string endpoint = data.GetProperty("instanceServers")[0].GetProperty("endpoint").GetString()!;
        Stream stream = await OpenAsync(endpoint, data.GetProperty("token").GetString()!, connectId);
        JsonElement welcome = await stream.NextAsync();
        Assert.Equal("welcome", welcome.GetProperty("type").GetString());
        Assert.Equal(connectId, welcome.GetProperty("id").GetString());
        return stream;
    }

    public Task<Stream> OpenAsync(string endpoint, string token, string connectId) =>
        OpenAsync(new Uri(endpoint + "?token=" + token + "&connectId=" + connectId));

    /// <param name="address">With everything that the exchange wants to know.</param>
    /// <param name="keepAlive">How often a protocol-level ping goes out; zero: never.</param>
    public async Task<Stream> OpenAsync(Uri address, TimeSpan keepAlive = default)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = keepAlive;
        socket.Options.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            using var check = new X509Chain { ChainPolicy = Policy() };
            return check.Build((X509Certificate2)certificate!);
        };
        await socket.ConnectAsync(address, CancellationToken.None);
        return new Stream(socket);
    }

    /// <summary>Opens a stream at a path and query of its own.</summary>
    public Task<Stream> OpenPathAsync(string target, TimeSpan keepAlive = default) =>
        OpenAsync(new Uri("wss://127.0.0.1:" + _port + target), keepAlive);

    public Task<Stream> OpenAsync(string token) =>
        OpenAsync("wss://127.0.0.1:" + _port + "/", token, "x");

    public void Dispose()
    {
        Http.Dispose();
        _handler.Dispose();
        _authority.Dispose();
    }

    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        RevocationMode = X509RevocationMode.NoCheck,
        CustomTrustStore = { _authority },
    };

    /// <summary>
    /// A WebSocket that reads whole JSON messages; every wait ends after ten seconds at most.
    /// </summary>
    internal sealed class Stream(ClientWebSocket socket) : IDisposable
    {
        private readonly byte[] _buffer = new byte[256 * 1024];

        public ClientWebSocket Socket { get; } = socket;

        public async Task SendAsync(string json) => await Socket.SendAsync(
            Encoding.UTF8.GetBytes(json).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);

        public async Task SubscribeAsync(string topic, bool isPrivate = false)
        {
            string channel = isPrivate ? "true" : "false";
            await SendAsync(
                "{\"id\":1,\"type\":\"subscribe\",\"topic\":\"" + topic + "\",\"privateChannel\":" + channel
                + ",\"response\":true}");
            Assert.Equal("ack", (await NextAsync()).GetProperty("type").GetString());
        }

        public async Task<string?> NextTextAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            int length = 0;
            while (true)
            {
                ValueWebSocketReceiveResult result = await Socket.ReceiveAsync(
                    _buffer.AsMemory(length), patience.Token);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                length += result.Count;
                if (result.EndOfMessage)
                {
                    return Encoding.UTF8.GetString(_buffer, 0, length);
                }
            }
        }

        public async Task<JsonElement> NextAsync()
        {
            string? text = await NextTextAsync();
            Assert.NotNull(text);
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }

        /// <summary>
        /// Reads on until the peer ends the connection in whatever way; the last message before that.
        /// </summary>
        public async Task<string?> LastBeforeEndAsync()
        {
            string? last = null;
            try
            {
                while (await NextTextAsync() is { } text)
                {
                    last = text;
                }
            }
            catch (WebSocketException)
            {
                // Cut without a close frame.
            }

            return last;
        }

        public void Dispose() => Socket.Dispose();
    }
}
