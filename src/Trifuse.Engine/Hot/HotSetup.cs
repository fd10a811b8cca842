using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Market;
using Trifuse.Trading.Signals;

namespace Trifuse.Engine.Hot;

/// <summary>A balance known before the streams are up.</summary>
public readonly record struct StartBalance(CurrencyId Currency, ExactDecimal Available);

/// <summary>
/// What a hot core is made from; the same in the run that records a tape and in its replay.
/// </summary>
/// <param name="Universe">Symbols, rules, fees and triangles.</param>
/// <param name="Options">Thresholds, limits, slots.</param>
/// <param name="Feeds">The kind of feed that owns each symbol's book.</param>
/// <param name="ConnectionOf">The market connection of each symbol.</param>
/// <param name="Balances">What may be spent at the start.</param>
/// <param name="NeedsPrivateStream">Live trading: no signals before the private stream is up.</param>
/// <param name="UtcOffsetNs">Wall clock - monotonic clock at the start of the run.</param>
public sealed record HotSetup(
    Universe Universe,
    SignalOptions Options,
    FeedKind[] Feeds,
    int[] ConnectionOf,
    StartBalance[] Balances,
    bool NeedsPrivateStream,
    long UtcOffsetNs);
