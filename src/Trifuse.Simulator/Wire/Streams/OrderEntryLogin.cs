using Microsoft.AspNetCore.Http;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Wire.Rest;

namespace Trifuse.Simulator.Wire.Streams;

/// <summary>
/// Checks what a client says of itself in the address of the order entry (KuCoin protocol section 7).
/// </summary>
public sealed class OrderEntryLogin(KeyRing keys, RequestAuth auth)
{
    /// <summary>Null and the key, or why the connection is refused.</summary>
    public Rejection? Check(HttpContext context, out ApiKey? key)
    {
        key = null;
        string name = Query(context, "apikey");
        string sign = Query(context, "sign");
        string passphrase = Query(context, "passphrase");
        string stamp = Query(context, "timestamp");
        if (name.Length == 0 || sign.Length == 0 || passphrase.Length == 0 || stamp.Length == 0)
        {
            return new Rejection("400001", "Please check the URL of your request.");
        }

        if (keys.Find(name) is not { } found)
        {
            return new Rejection("400003", "KC-API-KEY not exists.");
        }

        if (!auth.IsTimely(stamp))
        {
            return new Rejection("400002", "Invalid KC-API-TIMESTAMP");
        }

        if (!RequestAuth.SameText(sign, RequestAuth.Sign(found, name + stamp)))
        {
            return new Rejection("400005", "Invalid KC-API-SIGN");
        }

        if (!RequestAuth.SameText(passphrase, RequestAuth.Sign(found, found.Passphrase)))
        {
            return new Rejection("400004", "Invalid KC-API-PASSPHRASE");
        }

        if (context.Connection.RemoteIpAddress is { } address && !found.AllowsFrom(address))
        {
            return new Rejection("400006", "Invalid request IP, the current client IP is:" + address);
        }

        if (found.Account.IsFrozen)
        {
            return new Rejection("411100", "User is frozen");
        }

        key = found;
        return null;
    }

    // A plus sign that a client left as it is comes out of the query as a blank.
    private static string Query(HttpContext context, string name) =>
        context.Request.Query[name].ToString().Replace(' ', '+');
}
