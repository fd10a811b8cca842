using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>A master makes, lists and removes the keys of its subs (KuCoin protocol 4.5).</summary>
public sealed class SubKeyRoutes(Exchange exchange, KeyRing keys, TimeProvider time)
{
    private const string Path = "/api/v1/sub/api-key";
    private const int ShortestPassphrase = 7;
    private const int LongestPassphrase = 32;

    public IEnumerable<Route> Routes()
    {
        yield return Route.Of("GET", Path, RatePool.Management, 20, Access.General, List);
        yield return Route.Of("POST", Path, RatePool.Management, 20, Access.General, Add);
        yield return Route.Of("DELETE", Path, RatePool.Management, 30, Access.General, Remove);
    }

    private static Reply Wrong(string what) => Reply.Refusal(OrderValidation.Parameter(what));

    private static Account? SubOf(RestCall call, string? name) => call.Account.Subs
        .FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal));

    private static void WriteKey(Utf8JsonWriter w, ApiKey key)
    {
        w.WriteString("subName", key.Account.Name);
        w.WriteString("remark", key.Remark);
        w.WriteString("apiKey", key.Key);
        w.WriteNumber("apiVersion", key.Version ?? 3);
        w.WriteString("permission", key.Permissions);
        w.WriteNumber("createdAt", key.CreatedMs);
    }

    private Reply List(RestCall call)
    {
        lock (exchange.Gate)
        {
            if (SubOf(call, call.Query("subName")) is not { } sub)
            {
                return Wrong("sub-account not exist");
            }

            return ResultPage.Array(
                keys.Of(sub).Where(k => OrderQueryRoutes.Passes(call, "apiKey", k.Key)), (w, key) =>
                {
                    w.WriteStartObject();
                    WriteKey(w, key);
                    w.WriteString("ipWhitelist", UserRoutes.Masked(key));
                    w.WriteNumber("uid", sub.Uid);
                    w.WriteBoolean("isMaster", false);
                    w.WriteEndObject();
                });
        }
    }

    private Reply Add(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            JsonElement body = document!.RootElement;
            string passphrase = LooseJson.Text(body, "passphrase") ?? "";
            if (passphrase.Length is < ShortestPassphrase or > LongestPassphrase)
            {
                return Wrong("passphrase should have 7 to 32 characters");
            }

            var addresses = new List<IPAddress>();
            foreach (string text in (LooseJson.Text(body, "ipWhitelist") ?? "").Split(',',
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (!IPAddress.TryParse(text, out IPAddress? address))
                {
                    return Wrong("ipWhitelist should be addresses with commas between");
                }

                addresses.Add(address);
            }

            lock (exchange.Gate)
            {
                return SubOf(call, LooseJson.Text(body, "subName")) is { } sub
                    ? Made(sub, body, passphrase, addresses)
                    : Wrong("sub-account not exist");
            }
        }
    }

    /// <summary>The only reply that ever tells a secret.</summary>
    private Reply Made(Account sub, JsonElement body, string passphrase, List<IPAddress> addresses)
    {
        var key = new ApiKey
        {
            Key = exchange.NewHexId(),
            Secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Passphrase = passphrase,
            Account = sub,
            Permissions = LooseJson.Text(body, "permission") ?? "General",
            Version = 3,
            IpAllowList = addresses,
            Remark = LooseJson.Text(body, "remark") ?? "",
            CreatedMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        keys.Put(key);
        return Reply.Object(w =>
        {
            WriteKey(w, key);
            w.WriteString("apiSecret", key.Secret);
            w.WriteString("passphrase", key.Passphrase);
        });
    }

    private Reply Remove(RestCall call)
    {
        lock (exchange.Gate)
        {
            Account? sub = SubOf(call, call.Query("subName"));
            ApiKey? key = keys.Find(call.Query("apiKey") ?? "");
            if (sub is null || key is null || key.Account != sub
                || !RequestAuth.SameText(key.Passphrase, call.Query("passphrase") ?? ""))
            {
                return Wrong("apiKey not exist");
            }

            _ = keys.Remove(key.Key);
            return Reply.Object(w =>
            {
                w.WriteString("subName", sub.Name);
                w.WriteString("apiKey", key.Key);
            });
        }
    }
}
