using Trifuse.Net.Linux;

namespace Trifuse.Engine.Execution;

/// <summary>
/// Server time - local time, kept up to date by one thread from its keep-alive replies. A reply measures the
/// offset to half its round trip; the quickest of the last few counts, so that a slow reply does not spoil
/// it. Two in a row that contradict it mean that a clock was set: what was measured before is forgotten.
/// </summary>
internal sealed class ClockOffset(long startMs)
{
    private const int Window = 8;
    private const int Contradictions = 2;

    // Clocks that are only drifting do not part by so much between two replies.
    private const long DriftMs = 20;

    private readonly long[] _offsetMs = new long[Window];
    private readonly long[] _roundTripNs = new long[Window];
    private int _count;
    private int _contradictions;
    private long _bestRoundTripNs;

    /// <summary>The present estimate.</summary>
    public long Ms { get; private set; } = startMs;

    /// <summary>The exchange's time now, in ms since 1970.</summary>
    public long ServerNowMs => (RealtimeClock.NowNs() / 1_000_000) + Ms;

    /// <summary>Takes a reply of the time endpoint that has just come.</summary>
    public void Note(long serverMs, long roundTripNs)
    {
        long localMs = (RealtimeClock.NowNs() - (roundTripNs / 2)) / 1_000_000;
        long doubtMs = DriftMs + ((roundTripNs + _bestRoundTripNs) / 2_000_000);
        bool contradicts = _count > 0 && Math.Abs(serverMs - localMs - Ms) > doubtMs;
        _contradictions = contradicts ? _contradictions + 1 : 0;
        if (_contradictions >= Contradictions)
        {
            _count = 0;
            _contradictions = 0;
        }
        int place = _count++ % Window;
        _offsetMs[place] = serverMs - localMs;
        _roundTripNs[place] = roundTripNs;
        int best = 0;
        for (int i = 1; i < Math.Min(_count, Window); i++)
        {
            best = _roundTripNs[i] < _roundTripNs[best] ? i : best;
        }
        Ms = _offsetMs[best];
        _bestRoundTripNs = _roundTripNs[best];
    }
}
