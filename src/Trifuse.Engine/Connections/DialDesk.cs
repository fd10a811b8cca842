using Trifuse.Core;
using Trifuse.Core.Rings;
using Trifuse.Net.Loop;

namespace Trifuse.Engine.Connections;

/// <summary>
/// The two rings between one thread that needs connections and the connector. A link has at most one request
/// under way, so neither ring can be full. The object itself crosses in a table slot that belongs to the
/// link: written before the ring publishes the link's number, taken by the reader of that number.
/// </summary>
internal sealed class DialDesk
{
    private readonly SpscRing<DialRequest> _requests;
    private readonly SpscRing<int> _ready;
    private readonly Dialled?[] _handover;
    private readonly int _firstLink;
    private readonly WakeFlag _connector;
    private readonly WakeFlag _requester;

    public DialDesk(int firstLink, int linkCount, WakeFlag connector, WakeFlag requester)
    {
        _firstLink = firstLink;
        _requests = new SpscRing<DialRequest>(linkCount);
        _ready = new SpscRing<int>(linkCount);
        _handover = new Dialled?[linkCount];
        _connector = connector;
        _requester = requester;
    }

    /// <summary>The number of its first link.</summary>
    public int FirstLink => _firstLink;

    /// <summary>Requester: asks for a connection.</summary>
    public void Ask(int link, DialKind kind) => Ask(new DialRequest { Link = link, Kind = kind });

    /// <summary>Requester: the same, with the reason for it.</summary>
    public void Ask(in DialRequest request)
    {
        bool taken = _requests.TryWrite(in request);
        Check.That(taken);
        _connector.WakeIfSleeping();
    }

    /// <summary>Requester: takes a finished connection; false when none is ready.</summary>
    public bool TryTake(out int link, out Dialled? dialled)
    {
        dialled = null;
        if (!_ready.TryRead(out link))
        {
            return false;
        }
        dialled = _handover[link - _firstLink];
        _handover[link - _firstLink] = null;
        return true;
    }

    /// <summary>Requester: true when <see cref="TryTake"/> would find something.</summary>
    public bool HasReady => _ready.Count > 0;

    /// <summary>Connector: the next request.</summary>
    public bool TryRequest(out DialRequest request) => _requests.TryRead(out request);

    /// <summary>Connector: true when a request waits.</summary>
    public bool HasRequest => _requests.Count > 0;

    /// <summary>Connector: hands a finished connection over.</summary>
    public void Deliver(int link, Dialled dialled)
    {
        _handover[link - _firstLink] = dialled;
        bool published = _ready.TryWrite(link);
        Check.That(published);
        _requester.WakeIfSleeping();
    }
}
