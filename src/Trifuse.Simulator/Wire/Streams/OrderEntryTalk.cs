using System.Text;
using System.Text.Json;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// One connection of the order entry: the session is offered and has to be signed, then requests are taken
/// (KuCoin protocol section 7).
/// </summary>
public sealed class OrderEntryTalk : IStreamTalk
{
    private static readonly TimeSpan TimeToSign = TimeSpan.FromSeconds(30);

    private static readonly Rejection NotSigned = new("400011", "session verification failed");
    private static readonly Rejection SignedTooLate = new("400012", "session verification timed out");

    private readonly OrderEntry _entry;
    private readonly ApiKey _key;
    private readonly string _sessionId;
    private readonly byte[] _session;
    private volatile bool _isSigned;

    public OrderEntryTalk(OrderEntry entry, ApiKey key, string sessionId)
    {
        _entry = entry;
        _key = key;
        _sessionId = sessionId;
        _session = OrderEntryFrames.Session(sessionId, entry.NowMs);
    }

    public void Begin(StreamClient client)
    {
        client.Send(_session);
        _entry.Loop.After(TimeToSign, () =>
        {
            if (!_isSigned)
            {
                Refuse(client, SignedTooLate);
            }
        });
    }

    public void Hear(StreamClient client, ReadOnlyMemory<byte> message, bool tooMany)
    {
        if (_isSigned)
        {
            Request(client, message);
            return;
        }

        string expected = RequestAuth.Sign(_key, Encoding.UTF8.GetString(_session));
        if (RequestAuth.SameText(Encoding.UTF8.GetString(message.Span).Trim(), expected))
        {
            _isSigned = true;
            client.Send(OrderEntryFrames.Welcome(_sessionId, _entry.Options));
        }
        else
        {
            Refuse(client, NotSigned);
        }
    }

    public void End(StreamClient client)
    {
        // Nothing is held for the connection; orders that it sent go on.
    }

    private void Request(StreamClient client, ReadOnlyMemory<byte> message)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(message);
        }
        catch (JsonException)
        {
            Error(client, null, null, OrderEntry.BadField("message", "must be a JSON object"));
            return;
        }

        using (document)
        {
            JsonElement root = document.RootElement;
            string? op = LooseJson.Text(root, "op");
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("id", out JsonElement id)
                || id.ValueKind != JsonValueKind.String || id.GetString() is not { Length: > 0 } name)
            {
                Error(client, null, op, OrderEntry.BadField("id", "must be a non-empty string"));
                return;
            }

            if (op is "ping")
            {
                client.Send(OrderEntryFrames.Pong(name, _entry.NowMs));
            }
            else if (!root.TryGetProperty("args", out JsonElement args)
                || args.ValueKind != JsonValueKind.Object)
            {
                Error(client, name, op, OrderEntry.BadField("args", "must be an object"));
            }
            else
            {
                _ = _entry.ServeAsync(client, _key, name, op ?? "", args.Clone());
            }
        }
    }

    private void Error(StreamClient client, string? id, string? op, Rejection why) =>
        client.Send(OrderEntryFrames.Error(id, op, why, _entry.NowMs, _entry.NowMs, null));

    private void Refuse(StreamClient client, Rejection why)
    {
        Error(client, null, null, why);
        client.Finish(SocketFrames.Policy);
    }
}
