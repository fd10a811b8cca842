using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// Money moves between the accounts of a user and between master and sub (KuCoin protocol 4.5 and 8).
/// </summary>
public sealed class TransferRoutes(Exchange exchange, bool servesProApi)
{
    private const Access Needed = Access.InnerTransfer | Access.Transfer;

    public IEnumerable<Route> Routes()
    {
        yield return Move("/api/v3/accounts/universal-transfer", 4, Universal);
        yield return Move("/api/v2/accounts/inner-transfer", 10, Inner);
        yield return Move("/api/v2/accounts/sub-transfer", 30, Sub);
        if (servesProApi)
        {
            yield return Move(UnifiedMarketRoutes.Root + "account/transfer", 4, Unified);
        }
    }

    private static TransferRequest Common(JsonElement body) => new()
    {
        ClientOid = LooseJson.Text(body, "clientOid"),
        Currency = LooseJson.Text(body, "currency"),
        Amount = LooseJson.Amount(body, "amount"),
    };

    private static TransferRequest Universal(JsonElement body) => Common(body) with
    {
        Kind = LooseJson.Text(body, "type"),
        FromType = LooseJson.Text(body, "fromAccountType"),
        FromUserId = LooseJson.Text(body, "fromUserId"),
        ToType = LooseJson.Text(body, "toAccountType"),
        ToUserId = LooseJson.Text(body, "toUserId"),
    };

    private static TransferRequest Inner(JsonElement body) => Common(body) with
    {
        FromType = LooseJson.Text(body, "from"),
        ToType = LooseJson.Text(body, "to"),
    };

    /// <summary>OUT: from the master to the sub; IN: back.</summary>
    private static TransferRequest Sub(JsonElement body)
    {
        bool isOut = LooseJson.Text(body, "direction") is "OUT";
        string master = LooseJson.Text(body, "accountType") ?? "MAIN";
        string sub = LooseJson.Text(body, "subAccountType") ?? "MAIN";
        string? user = LooseJson.Text(body, "subUserId");
        return Common(body) with
        {
            Kind = isOut ? "PARENT_TO_SUB" : "SUB_TO_PARENT",
            FromType = isOut ? master : sub,
            FromUserId = isOut ? null : user,
            ToType = isOut ? sub : master,
            ToUserId = isOut ? user : null,
        };
    }

    /// <summary>The newer calls have names of their own for the accounts.</summary>
    private static TransferRequest Unified(JsonElement body)
    {
        TransferRequest request = Universal(body);
        return request with
        {
            Kind = LooseJson.Text(body, "type") ?? "INTERNAL",
            FromType = OlderName(request.FromType),
            ToType = OlderName(request.ToType),
        };
    }

    private static string? OlderName(string? name) => name switch
    {
        "SPOT" or "UNIFIED" => "TRADE",
        "FUNDING" => "MAIN",
        "CROSS" => "MARGIN",
        "FUTURES" => "CONTRACT",
        _ => name,
    };

    private Route Move(string path, int weight, Func<JsonElement, TransferRequest> read) =>
        Route.Of("POST", path, RatePool.Management, weight, Needed, call =>
        {
            if (!call.TryJson(out JsonDocument? document))
            {
                return OrderRoutes.BadBody();
            }

            using (document)
            {
                TransferRequest request = read(document!.RootElement);
                if (string.IsNullOrEmpty(request.ClientOid))
                {
                    return Reply.Refusal(OrderValidation.Parameter("clientOid should not be empty"));
                }

                lock (exchange.Gate)
                {
                    Rejection? refusal =
                        exchange.Transfers.Move(call.Account, request, out string transferId);
                    return refusal is null
                        ? Reply.Object(w => w.WriteString("orderId", transferId))
                        : Reply.Refusal(refusal);
                }
            }
        });
}
