using Trifuse.Core.Domain;
using Trifuse.Tests.Trading.Execution;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Trading.Reporting;

/// <summary>One cascade of each outcome, as the golden files show them.</summary>
internal static class ReportCases
{
    public static CascadeReport Filled(out CascadeWorld world)
    {
        world = new CascadeWorld();
        world.Start();
        world.NowNs += 85_000;
        world.FillFirst();
        world.NowNs += 90_000;
        OrderRequest second = world.Place();
        world.Accept(second);
        world.Send(world.Match(second, "0.07784", "30"));
        world.Send(world.Match(second, "0.07783", "34.53"));
        world.Send(world.Terminal(second, OrderEventKind.Filled, "64.53"));
        world.Fill("0.999", "5.0176", OrderEventKind.Filled);
        return world.Take();
    }

    public static CascadeReport Failed(out CascadeWorld world)
    {
        world = new CascadeWorld();
        world.Start();
        world.NowNs += 85_000;
        world.FillFirst();
        OrderRequest second = world.Place();
        world.Reject(second, 400600, "validation.createOrder.symbolNotAvailable", RejectionKind.SymbolHalted);
        return world.Take();
    }

    public static CascadeReport Aborted(out CascadeWorld world)
    {
        world = new CascadeWorld();
        world.Start();
        world.NowNs += 85_000;
        OrderRequest first = world.Place();
        world.Accept(first);
        world.Send(world.Terminal(first, OrderEventKind.Canceled, "0"));
        return world.Take();
    }
}
