using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Execution;
using Trifuse.Trading.Execution;

namespace Trifuse.Tests.Engine.Execution;

/// <summary>An order goes over exactly one path, the other one only when the first took no byte.</summary>
public sealed class OrderPathsTests
{
    private static readonly OrderRequest Order = new()
    {
        ClientId = new ClientOrderId(1, 2, 0, 0),
        Symbol = new SymbolId(1),
        Side = Side.Buy,
        Amount = ExactDecimal.Parse("1"),
    };

    private readonly FakeEntry _rest = new();
    private readonly FakeEntry _socket = new();

    [Theory]
    [InlineData(OrderPathMode.Rest, true, true, 1, 0, 0)]
    [InlineData(OrderPathMode.Rest, false, false, 0, 0, 0)]
    [InlineData(OrderPathMode.Ws, true, true, 0, 1, 0)]
    [InlineData(OrderPathMode.Ws, true, false, 1, 0, 1)]
    [InlineData(OrderPathMode.Ws, false, false, 0, 0, 0)]
    [InlineData(OrderPathMode.Auto, true, true, 1, 0, 0)]
    [InlineData(OrderPathMode.Auto, false, true, 0, 1, 1)]
    [InlineData(OrderPathMode.Auto, false, false, 0, 0, 0)]
    public void An_order_takes_one_path(
        OrderPathMode mode, bool restTakes, bool socketTakes, long overRest, long overSocket, long fellBack)
    {
        var paths = new OrderPaths(_rest, _socket, new OrderPathChoice(mode));
        _rest.Takes = restTakes;
        _socket.Takes = socketTakes;
        Assert.Equal(overRest + overSocket == 1, paths.TryPlace(in Order, 0));
        Assert.Equal((overRest, overSocket), (_rest.Taken, _socket.Taken));
        Assert.Equal(
            (overRest, overSocket, fellBack), (paths.RestOrders, paths.SocketOrders, paths.FallBacks));
        OrderPath taken = overRest > 0 ? OrderPath.Rest : overSocket > 0 ? OrderPath.Socket : OrderPath.None;
        Assert.Equal(taken, paths.Last);
    }

    [Fact]
    public void A_socket_that_rests_after_a_failure_is_used_only_when_rest_is_gone()
    {
        var choice = new OrderPathChoice(OrderPathMode.Ws);
        var paths = new OrderPaths(_rest, _socket, choice);
        choice.OnSocketFailed(0);
        Assert.True(paths.TryPlace(in Order, 1));
        _rest.Takes = false;
        Assert.Equal(0, paths.FallBacks);
        Assert.True(paths.TryPlace(in Order, 2));
        Assert.Equal((1, 1), (_rest.Taken, _socket.Taken));
        Assert.Equal(1, paths.FallBacks);
    }

    [Fact]
    public void Cancels_fall_back_and_questions_go_over_rest()
    {
        var paths = new OrderPaths(_rest, _socket, new OrderPathChoice(OrderPathMode.Ws));
        Assert.True(paths.TryCancel(Order.Symbol, Order.ClientId, 0));
        Assert.Equal((0, 1), (_rest.Taken, _socket.Taken));
        _socket.Takes = false;
        Assert.True(paths.TryCancel(Order.Symbol, Order.ClientId, 0));
        Assert.True(paths.TryQuery(Order.Symbol, Order.ClientId, 0));
        Assert.True(paths.TryFills(Order.Symbol, Order.ClientId, default, 0, 0));
        Assert.Equal((3, 1), (_rest.Taken, _socket.Taken));
    }

    private sealed class FakeEntry : IOrderEntry
    {
        public bool Takes { get; set; } = true;

        public int Taken { get; private set; }

        public bool TryPlace(in OrderRequest request, long nowNs) => Take();

        public bool TryCancel(SymbolId symbol, ClientOrderId clientId, long nowNs) => Take();

        public bool TryQuery(SymbolId symbol, ClientOrderId clientId, long nowNs) => Take();

        public bool TryFills(
            SymbolId symbol, ClientOrderId clientId, in OrderId orderId, long lastId, long nowNs) =>
            Take();

        private bool Take()
        {
            Taken += Takes ? 1 : 0;
            return Takes;
        }
    }
}
