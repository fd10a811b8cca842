using System.Globalization;
using System.Net;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>The calling key and its user (KuCoin protocol 4.5).</summary>
public sealed class UserRoutes(Exchange exchange)
{
    private static readonly string[] SubsMaxima =
    [
        "maxSpotSubQuantity", "maxMarginSubQuantity", "maxFuturesSubQuantity", "maxOptionSubQuantity",
    ];

    public IEnumerable<Route> Routes()
    {
        yield return Route.Of("GET", "/api/v1/user/api-key", RatePool.Management, 20, Access.General, ApiKey);
        yield return Route.Of("GET", "/api/v2/user-info", RatePool.Management, 20, Access.General, UserInfo);
    }

    /// <summary>The middle of an address is not shown: 203.**.154.</summary>
    public static string Masked(ApiKey key) => string.Join(',', key.IpAllowList.Select(Mask));

    private static string Mask(IPAddress address)
    {
        string[] parts = address.ToString().Split('.');
        return parts.Length < 3 ? address.ToString() : parts[0] + ".**." + parts[^1];
    }

    private static Reply ApiKey(RestCall call) => Reply.Object(w => WriteKey(w, call));

    private static void WriteKey(Utf8JsonWriter w, RestCall call)
    {
        ApiKey key = call.Key;
        w.WriteString("remark", key.Remark);
        w.WriteString("apiKey", key.Key);
        w.WriteNumber("apiVersion", key.Version ?? VersionOf(call));
        w.WriteString("permission", key.Permissions);
        w.WriteString("ipWhitelist", Masked(key));
        w.WriteNumber("createdAt", key.CreatedMs);
        w.WriteNumber("uid", key.Account.Uid);
        w.WriteBoolean("isMaster", key.Account.IsMaster);
        if (!key.Account.IsMaster)
        {
            w.WriteString("subName", key.Account.Name);
        }
    }

    private static int VersionOf(RestCall call) =>
        int.TryParse(call.Header("KC-API-KEY-VERSION"), CultureInfo.InvariantCulture, out int version)
            ? version
            : 1;

    private Reply UserInfo(RestCall call)
    {
        lock (exchange.Gate)
        {
            Account account = call.Account;
            return Reply.Object(w =>
            {
                w.WriteNumber("level", account.FeeTier);
                w.WriteNumber("subQuantity", account.Subs.Count);
                w.WriteNumber("spotSubQuantity", account.Subs.Count);
                w.WriteNumber("marginSubQuantity", 0);
                w.WriteNumber("futuresSubQuantity", 0);
                w.WriteNumber("optionSubQuantity", 0);
                w.WriteNumber("maxSubQuantity", SubAccountRoutes.SubsMax);
                w.WriteNumber("maxDefaultSubQuantity", SubAccountRoutes.SubsMax);
                Array.ForEach(SubsMaxima, name => w.WriteNumber(name, 0));
            });
        }
    }
}
