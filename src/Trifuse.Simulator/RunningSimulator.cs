using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Faults;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;
using Trifuse.Simulator.Wire;
using Trifuse.Simulator.Worlds;

namespace Trifuse.Simulator;

/// <summary>What has happened since the start.</summary>
public sealed record SimulatorCounters
{
    public required long RestRequests { get; init; }

    public required long OrdersAccepted { get; init; }

    public required long OrdersRefused { get; init; }

    public required long Fills { get; init; }

    public required long BookUpdates { get; init; }

    public required long MarketPushes { get; init; }

    public required long PrivatePushes { get; init; }

    public required long ClientsServed { get; init; }

    /// <summary>Cut off because they did not keep up.</summary>
    public required long ClientsTooSlow { get; init; }

    /// <summary>Closed because they sent nothing for too long.</summary>
    public required long ClientsSilent { get; init; }

    /// <summary>Triangles opened by the synthetic world; 0 for captures.</summary>
    public required long OpportunitiesOpened { get; init; }
}

/// <summary>
/// An account's books at one instant: what it has, what it gave to the market and paid in fees.
/// </summary>
public sealed record AccountSnapshot(
    IReadOnlyList<Balance> Balances,
    IReadOnlyDictionary<string, Dec> Start,
    IReadOnlyDictionary<string, Dec> MarketFlow,
    IReadOnlyDictionary<string, Dec> FeesPaid,
    int ActiveOrders);

/// <summary>A simulator that serves until it is disposed.</summary>
public sealed class RunningSimulator : IAsyncDisposable
{
    private readonly SimulatorOptions _options;
    private readonly WebApplication _app;
    private readonly SimulatorCore _core;
    private readonly IMarketWorld _world;
    private readonly Certificates _certificates;

    internal RunningSimulator(
        SimulatorOptions options, WebApplication app, SimulatorCore core, IMarketWorld world,
        Certificates certificates)
    {
        _options = options;
        _app = app;
        _core = core;
        _world = world;
        _certificates = certificates;
        string address = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First();
        BaseUrl = new Uri(address);
    }

    /// <summary>https://127.0.0.1:port/</summary>
    public Uri BaseUrl { get; }

    public int Port => BaseUrl.Port;

    /// <summary>The certificate authority to trust, in PEM.</summary>
    public string CaPem => _certificates.CaPem;

    /// <summary>Short name of the market data.</summary>
    public string World => _world.Name;

    /// <summary>One sentence about the market data: where from, what in it is generated.</summary>
    public string WorldDescription => _world.Description;

    public bool IsSynthetic => _world.IsSynthetic;

    /// <summary>Symbols with rules of 2021 and with generated ones.</summary>
    public int SymbolsTotal => _world.Symbols.Count;

    public int SymbolsGenerated => _world.Symbols.Count(s => s.Origin == RulesOrigin.Generated);

    /// <summary>Makes things go wrong, for tests.</summary>
    public FaultPlan Faults => _core.Faults;

    /// <summary>True when a capture that is not looped has come to its end.</summary>
    public bool WorldEnded => _world.Ended;

    /// <summary>The first internal error of the exchange; null while all is well.</summary>
    public Exception? Failure => _core.Loop.Failure ?? _core.Rest.Failure;

    public SimulatorCounters Counters => new()
    {
        RestRequests = _core.Rest.Requests,
        OrdersAccepted = _core.Exchange.OrdersAccepted,
        OrdersRefused = _core.Desk.Refused,
        Fills = _core.Exchange.FillsMade,
        BookUpdates = _core.Market.BookUpdates,
        MarketPushes = _core.Market.Pushes,
        PrivatePushes = _core.Private.Pushes,
        ClientsServed = _core.Streams.ClientsServed,
        ClientsTooSlow = _core.Streams.ClientsTooSlow,
        ClientsSilent = _core.Streams.ClientsSilent,
        OpportunitiesOpened = (_world as SyntheticWorld)?.OpportunitiesOpened ?? 0,
    };

    public AccountSnapshot Account()
    {
        lock (_core.Exchange.Gate)
        {
            Account account = _core.Exchange.Accounts.Default;
            return new AccountSnapshot(
                account.Ledger.Snapshot(AccountType.Trade),
                _options.AllAccounts[0].BalancesOf("trade"),
                new Dictionary<string, Dec>(account.Totals.MarketFlow, StringComparer.Ordinal),
                new Dictionary<string, Dec>(account.Totals.FeesPaid, StringComparer.Ordinal),
                account.Orders.OpenCount);
        }
    }

    /// <summary>
    /// The orders of the first account: all open ones, and the latest <see cref="AccountOrders.DoneKept"/>
    /// that are done.
    /// </summary>
    public IReadOnlyList<TakenOrder> Orders()
    {
        lock (_core.Exchange.Gate)
        {
            AccountOrders orders = _core.Exchange.Accounts.Default.Orders;
            return
            [
                .. orders.Open.Concat(orders.Done).Select(static o => new TakenOrder
                {
                    Id = o.Id,
                    ClientOid = o.Ticket.ClientOid,
                    Symbol = o.Rules.Symbol,
                    IsBuy = o.Ticket.IsBuy,
                    IsActive = o.Active,
                    EndedAs = o.EndedAs,
                    HasCanceled = o.CancelExists,
                    FilledSize = o.FilledSize,
                    FilledFunds = o.DealFunds,
                    Fee = o.QuoteFee,
                }),
            ];
        }
    }

    /// <summary>The latest <see cref="AccountOrders.FillsKept"/> fills of the first account.</summary>
    public IReadOnlyList<TakenFill> Fills()
    {
        lock (_core.Exchange.Gate)
        {
            return
            [
                .. _core.Exchange.Accounts.Default.Orders.Fills.Select(static f => new TakenFill(
                    f.Order.Ticket.ClientOid,
                    f.Order.Id,
                    f.TradeId.ToString(CultureInfo.InvariantCulture),
                    f.Price,
                    f.Size,
                    f.Fee,
                    f.FeeCurrency)),
            ];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _core.Dispose();
        await _app.StopAsync();
        _core.CloseState();
        await _app.DisposeAsync();
        _certificates.Dispose();
    }
}
