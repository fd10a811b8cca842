using System.Text;
using Trifuse.KuCoin.Rest;

namespace Trifuse.Tests.KuCoin;

/// <summary>The codes and texts of the protocol sheet, sections 1.3 and 5.6.</summary>
public class ErrorCodesTests
{
    [Theory]
    [InlineData(200004, "Balance insufficient!", OrderFault.InsufficientBalance)]
    [InlineData(400100, "account.available.amount", OrderFault.InsufficientBalance)]
    [InlineData(230003, "", OrderFault.InsufficientBalance)]
    [InlineData(210021, "", OrderFault.InsufficientBalance)]
    [InlineData(260100, "", OrderFault.InsufficientBalance)]
    [InlineData(102421, "", OrderFault.InsufficientBalance)]
    [InlineData(400100, "Price increment invalid.", OrderFault.Increment)]
    [InlineData(400100, "Order size increment invalid.", OrderFault.Increment)]
    [InlineData(400100, "Funds increment invalid.", OrderFault.Increment)]
    [InlineData(400100, "Order size below the minimum requirement.", OrderFault.Minimum)]
    [InlineData(400100, "The quantity is below the minimum requirement.", OrderFault.Minimum)]
    [InlineData(300000, "Order size invalid.", OrderFault.Minimum)]
    [InlineData(600100, "Funds below the minimum requirement.", OrderFault.Minimum)]
    [InlineData(600101, "The order funds should more then 0.1 USDT.", OrderFault.Minimum)]
    [InlineData(900001, "symbol not exists", OrderFault.HaltedSymbol)]
    [InlineData(400100, "Unsupported trading pair.", OrderFault.HaltedSymbol)]
    [InlineData(600203, "Symbol FLUX-USDC cant be traded", OrderFault.HaltedSymbol)]
    [InlineData(400600, "validation.createOrder.symbolNotAvailable", OrderFault.HaltedSymbol)]
    [InlineData(200001, "", OrderFault.HaltedSymbol)]
    [InlineData(400002, "Invalid KC-API-TIMESTAMP", OrderFault.ClockSkew)]
    [InlineData(400001, "", OrderFault.Authentication)]
    [InlineData(400003, "KC-API-KEY not exists.", OrderFault.Authentication)]
    [InlineData(400007, "Access denied, requires more permission", OrderFault.Authentication)]
    [InlineData(400008, "", OrderFault.Authentication)]
    [InlineData(411100, "User is frozen", OrderFault.Authentication)]
    [InlineData(429000, "Too Many Requests", OrderFault.RateLimit)]
    [InlineData(1015, "", OrderFault.RateLimit)]
    [InlineData(102426, "", OrderFault.DuplicateClientId)]
    [InlineData(126044, "clientOid duplicate", OrderFault.DuplicateClientId)]
    [InlineData(400100, "order_not_exist_or_not_allow_to_cancel", OrderFault.UnknownOrder)]
    [InlineData(400100, "The order does not exist.", OrderFault.UnknownOrder)]
    [InlineData(102436, "", OrderFault.UnknownOrder)]
    [InlineData(230005, "The system is busy, please try again later", OrderFault.Busy)]
    [InlineData(500000, "Internal Server Error", OrderFault.Busy)]
    [InlineData(200003, "Number of orders breached the limit", OrderFault.Other)]
    [InlineData(400100, "validation.createOrder.clientOidIsRequired", OrderFault.Other)]
    [InlineData(404000, "Url Not Found", OrderFault.Other)]
    [InlineData(200000, "", OrderFault.None)]
    public void Names_the_cause(int code, string message, OrderFault expected) =>
        Assert.Equal(expected, ErrorCodes.FaultOf(code, Encoding.UTF8.GetBytes(message)));

    [Theory]
    [InlineData(200, OrderFault.InsufficientBalance, false)]
    [InlineData(200, OrderFault.Other, false)]
    [InlineData(401, OrderFault.Authentication, false)]
    [InlineData(200, OrderFault.DuplicateClientId, true)]
    [InlineData(200, OrderFault.Busy, true)]
    [InlineData(429, OrderFault.Other, true)]
    [InlineData(500, OrderFault.Other, true)]
    [InlineData(504, OrderFault.InsufficientBalance, true)]
    public void Knows_when_the_order_may_exist_all_the_same(int status, OrderFault fault, bool isUnknown) =>
        Assert.Equal(isUnknown, ErrorCodes.IsOutcomeUnknown(status, fault));

    [Fact]
    public void Has_advice_for_every_cause() => Assert.All(
        Enum.GetValues<OrderFault>(),
        fault => Assert.EndsWith(".", ErrorCodes.AdviceFor(fault), StringComparison.Ordinal));
}
