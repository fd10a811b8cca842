using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Trifuse.Simulator;

namespace Trifuse.SystemTests.Cli;

/// <summary>
/// Stands between an engine and a simulator, REST and streams alike, and says on a stream what the simulator
/// would never say: after the next frame of a topic, each as often as it was asked for.
/// </summary>
internal sealed class StreamRelay : IAsyncDisposable
{
    private readonly TlsListener _listener = new();
    private readonly ConcurrentQueue<(byte[] After, byte[] Bytes)> _spoils = new();
    private readonly int _behind;
    private readonly X509ChainPolicy _trust;

    public StreamRelay(Sandbox home, RunningSimulator simulator)
    {
        _behind = simulator.Port;
        _trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { X509Certificate2.CreateFromPem(simulator.CaPem) },
        };
        home.Write("relay.pem", _listener.CaPem);
        Settings =
        [
            $"exchange.rest_url=https://127.0.0.1:{Port}", $"exchange.ca_file={home.File("relay.pem")}",
        ];
        _listener.Accept(ServeAsync);
    }

    public int Port => _listener.Port;

    /// <summary>What tells an engine to come here, as key=value.</summary>
    public string[] Settings { get; }

    /// <summary>What tells the program to come here.</summary>
    public string[] Address => [.. Settings.SelectMany(StillExchange.Set)];

    /// <summary>A frame as a server sends it.</summary>
    public static byte[] TextFrame(string text)
    {
        byte[] payload = Encoding.UTF8.GetBytes(text);
        return payload.Length < 126
            ? [0x81, (byte)payload.Length, .. payload]
            : [0x81, 126, (byte)(payload.Length >> 8), (byte)(payload.Length & 0xFF), .. payload];
    }

    /// <summary>
    /// These bytes follow the next frame that has the text; of several, each waits for the one before it.
    /// </summary>
    public void Spoil(string after, byte[] bytes) => _spoils.Enqueue((Encoding.UTF8.GetBytes(after), bytes));

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient owned = client;
        using var server = new TcpClient();
        try
        {
            client.NoDelay = true;
            server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, _behind, _listener.End);
            await using var near = new SslStream(client.GetStream());
            await using var far = new SslStream(server.GetStream());
            await near.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = _listener.Certificate },
                _listener.End);
            await far.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = _trust },
                _listener.End);
            // Whichever side ends first, the connections close and the other ends as well.
            await await Task.WhenAny(CopyAsync(near, far), AnswerAsync(far, near));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException
            or ObjectDisposedException or EndOfStreamException)
        {
            // One of the two has gone, or the test is over.
        }
    }

    private async Task CopyAsync(SslStream from, SslStream to)
    {
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await from.ReadAsync(buffer, _listener.End)) > 0)
        {
            await to.WriteAsync(buffer.AsMemory(0, count), _listener.End);
        }
    }

    private async Task AnswerAsync(SslStream from, SslStream to)
    {
        byte[] buffer = new byte[1024 * 1024];
        // Both ports have five digits, so the replies that name the streams' address keep their length.
        string mine = $":{Port}/";
        string its = $":{_behind}/";
        Assert.Equal(mine.Length, its.Length);
        int count;
        while ((count = await from.ReadAsync(buffer, _listener.End)) > 0)
        {
            string text = Encoding.Latin1.GetString(buffer, 0, count);
            bool isUpgrade = text.StartsWith("HTTP/1.1 101", StringComparison.Ordinal);
            int head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            int forwarded = isUpgrade ? head : count;
            text = text.Replace(its, mine, StringComparison.Ordinal);
            await to.WriteAsync(Encoding.Latin1.GetBytes(text[..forwarded]), _listener.End);
            if (isUpgrade)
            {
                await PassFramesAsync(from, buffer[head..count], to);
                return;
            }
        }
    }

    /// <summary>Frame by frame, so that what is added stands between two of them.</summary>
    private async Task PassFramesAsync(SslStream from, byte[] begun, SslStream to)
    {
        using var source = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        source.Write(begun);
        while (true)
        {
            while (TryTakeFrame(source, out byte[] frame))
            {
                await to.WriteAsync(frame, _listener.End);
                if (_spoils.TryPeek(out (byte[] After, byte[] Bytes) spoil)
                    && frame.AsSpan().IndexOf(spoil.After) >= 0 && _spoils.TryDequeue(out _))
                {
                    await to.WriteAsync(spoil.Bytes, _listener.End);
                }
            }
            int count = await from.ReadAsync(buffer, _listener.End);
            if (count == 0)
            {
                return;
            }
            source.Write(buffer, 0, count);
        }
    }

    private static bool TryTakeFrame(MemoryStream source, out byte[] frame)
    {
        ReadOnlySpan<byte> all = source.GetBuffer().AsSpan(0, (int)source.Length);
        frame = [];
        int head = all.Length < 2 ? int.MaxValue : all[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (all.Length < head)
        {
            return false;
        }
        long length = head + all[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(all[2..]),
            127 => BinaryPrimitives.ReadInt64BigEndian(all[2..]),
            _ => (long)all[1],
        };
        if (all.Length < length)
        {
            return false;
        }
        frame = all[..(int)length].ToArray();
        byte[] rest = all[(int)length..].ToArray();
        source.SetLength(0);
        source.Write(rest);
        return true;
    }
}
