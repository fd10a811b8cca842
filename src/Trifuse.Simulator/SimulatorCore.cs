using System.Diagnostics;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Control;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Loop;
using Trifuse.Simulator.Market;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.State;
using Trifuse.Simulator.Wire;
using Trifuse.Simulator.Wire.Rest;
using Trifuse.Simulator.Wire.Streams;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Simulator;

/// <summary>Wires the parts together and drives the world and the push grids from one thread.</summary>
internal sealed class SimulatorCore : IDisposable
{
    private const int TickMs = 5;

    // On a machine that cannot keep up the world falls behind, instead of taking ever longer steps.
    private const long WorldStepMaxUs = 50_000;

    private readonly SimulatorOptions _options;
    private readonly IMarketWorld _world;
    private readonly TimeProvider _time;
    private readonly MarketOutbox _outbox;
    private readonly ProMarketFeed _pro;
    private readonly EventGate _events;
    private readonly IReadOnlyList<Order> _waiting = [];
    private long _worldStart;
    private long _worldUs;
    private long _ticks;

    public SimulatorCore(SimulatorOptions options, IMarketWorld world, ShiftedTime time)
    {
        _options = options;
        _world = world;
        var hub = new Hub();
        _events = new EventGate(hub);
        _time = time;
        AccountRegistry accounts = AccountRegistry.Open(options.AllAccounts, options.Seed);
        Exchange = new Exchange(
            world.Symbols, accounts, options.SizeCut, options.Quirks, options.Seed, time, _events);
        Loop = new EventLoop(TimeSpan.FromMilliseconds(TickMs), Tick);
        History = new MarketHistory(Exchange.Symbols.Count);
        _outbox = new MarketOutbox(
            Exchange.Gate, Loop, options.Latency.MarketPush, new Rng(options.Seed, stream: 6));
        var parser = new TopicParser(Exchange);
        Market = new MarketFeed(Exchange.Symbols, parser.Markets, History, _outbox, options.Quirks, time);
        Private = new PrivateFeed(Exchange.Gate, options.Latency, Loop, options.Seed, time);
        hub.Market = Market;
        hub.Private = Private;
        Subscriptions = new Subscriptions(
            Exchange, Market, Private, parser, options.Quirks.TopicsPerConnection);
        Tokens = new TokenVault(time);
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        Keys = new KeyRing(options.AllAccounts.SelectMany(
            a => a.Keys.Select(k => ApiKey.Of(k, accounts.FindByName(a.Name)!, nowMs))));
        var auth = new RequestAuth(Keys, options.Quirks, time);
        _pro = new ProMarketFeed(Exchange.Symbols, _outbox, time);
        hub.Pro = _pro;
        Private.Pro = new ProPrivateFeed(time);
        var doors = new StreamDoors(options, Exchange, Tokens, Subscriptions,
            new OrderEntryLogin(Keys, auth), _pro, Private.Pro, time);
        Streams = new StreamServer(options, doors, time);
        Board = new FaultBoard(
            Loop, new FaultTargets(Exchange, Streams, Tokens, time, Loop), options.Seed);
        Faults = new FaultPlan(Board);
        var frameFaults = new FrameFaults(Board, Loop);
        var orderFaults = new OrderFaults(Board, time);
        _events.Faults = orderFaults;
        Private.Faults = frameFaults;
        _outbox.Faults = frameFaults;
        Desk = new OrderDesk(Exchange, Loop, options, orderFaults);
        Stops = new StopBook(Exchange, Desk, time) { Changed = Private.StopChanged };
        var limiter = new RateLimiter(time);
        doors.Orders = new OrderEntry(
            Exchange, Desk, limiter, Board, frameFaults, Loop, options, time);
        Rest = new RestServer(
            RestApi.Build(Exchange, History, Desk, Stops, Tokens, Keys, options, time),
            auth,
            limiter,
            options.EnforceRateLimits,
            time);
        RestFaults = new RestFaults(Board, AccountOfKey, Rest.ServeAsync);
        Control = options.Control ? new ControlServer(Board, WriteStatus) : null;
        if (options.StateFile is { } stateFile)
        {
            _events.Keeper = StateKeeper.Open(stateFile, Exchange, nowMs, out _waiting);
            Desk.Settled = Commit;
        }
    }

    public Exchange Exchange { get; }

    public EventLoop Loop { get; }

    /// <summary>Trades, candles and figures of the day since the start.</summary>
    public MarketHistory History { get; }

    public MarketFeed Market { get; }

    public PrivateFeed Private { get; }

    public TokenVault Tokens { get; }

    public Subscriptions Subscriptions { get; }

    public StreamServer Streams { get; }

    public FaultBoard Board { get; }

    public FaultPlan Faults { get; }

    public OrderDesk Desk { get; }

    public StopBook Stops { get; }

    public KeyRing Keys { get; }

    public RestServer Rest { get; }

    /// <summary>The way to <see cref="Rest"/> for every call.</summary>
    public RestFaults RestFaults { get; }

    /// <summary>The calls under /sim/; null: not served.</summary>
    public ControlServer? Control { get; }

    public bool KeepsState => _events.Keeper is not null;

    /// <summary>
    /// Writes what has changed and lets its events out; to be called before a reply leaves.
    /// </summary>
    public void Commit()
    {
        lock (Exchange.Gate)
        {
            _events.Commit();
        }
    }

    /// <summary>Writes the whole state down for the last time.</summary>
    public void CloseState()
    {
        lock (Exchange.Gate)
        {
            _events.Keeper?.WriteWhole();
            _events.Keeper?.Dispose();
            _events.Keeper = null;
        }
    }

    public void Start()
    {
        // The first data is there before the first client, unless the world waits for one.
        lock (Exchange.Gate)
        {
            _world.Step(0, Exchange);
            foreach (Order order in _waiting)
            {
                Exchange.Match(order);
            }

            _events.Commit();
        }

        foreach (FaultRule rule in _options.Faults)
        {
            Board.Arm(rule);
        }

        Loop.Start();
        Streams.WatchSilence(Loop);
    }

    public void Dispose()
    {
        Streams.CloseAll();
        Loop.Dispose();
    }

    private string? AccountOfKey(string key) => _options.AllAccounts
        .FirstOrDefault(a => a.Keys.Any(k => string.Equals(k.Key, key, StringComparison.Ordinal)))?.Name;

    private void WriteStatus(Utf8JsonWriter writer)
    {
        writer.WriteNumber("requests", Rest.Requests);
        writer.WriteNumber("clients", Streams.Clients.Count());
        writer.WriteNumber("clients_too_slow", Streams.ClientsTooSlow);
        writer.WriteNumber("market_pushes", Market.Pushes);
        writer.WriteNumber("private_pushes", Private.Pushes);
        writer.WriteNumber("memory_bytes", Environment.WorkingSet);
        lock (Exchange.Gate)
        {
            writer.WriteNumber("orders", Exchange.OrdersAccepted);
            writer.WriteNumber("open_orders", Exchange.ActiveOrders);
            writer.WriteNumber("fills", Exchange.FillsMade);
        }

        FaultJson.WriteAll(writer, Board.Reports);
    }

    private void Tick()
    {
        lock (Exchange.Gate)
        {
            _ticks++;
            _outbox.Begin();
            Exchange.ExpireDue(_time.GetUtcNow().ToUnixTimeMilliseconds());
            if (_worldStart == 0 && (!_options.StartOnSubscribe || Subscriptions.MarketHeard))
            {
                _worldStart = Stopwatch.GetTimestamp();
            }

            if (_worldStart != 0)
            {
                _worldUs = Math.Min(
                    (long)Stopwatch.GetElapsedTime(_worldStart).TotalMicroseconds, _worldUs + WorldStepMaxUs);
                _world.Step(_worldUs, Exchange);
            }

            Stops.Strike();
            if (_ticks % (MarketFeed.Level1GridMs / TickMs) == 0)
            {
                Market.FlushLevel1();
                _pro.FlushFast();
            }

            if (_ticks % (MarketFeed.SlowGridMs / TickMs) == 0)
            {
                Market.FlushSlow();
                _pro.FlushSlow();
            }

            _events.Commit();
            _outbox.End();
        }
    }
}
