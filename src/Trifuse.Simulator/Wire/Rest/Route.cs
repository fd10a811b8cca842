namespace Trifuse.Simulator.Wire.Rest;

/// <summary>One REST call that is served.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Path">Exact path, or a prefix that ends in / and takes one more part.</param>
/// <param name="Pool">The quota that it counts against.</param>
/// <param name="Weight">What it counts (KuCoin protocol section 2).</param>
/// <param name="Access">The scopes of which the key needs one.</param>
/// <param name="Handler">Answers the call.</param>
public sealed record Route(
    string Method, string Path, RatePool Pool, int Weight, Access Access,
    Func<RestCall, ValueTask<Reply>> Handler)
{
    /// <summary>A handler that answers at once.</summary>
    public static Route Of(
        string method, string path, RatePool pool, int weight, Access access,
        Func<RestCall, Reply> handler) =>
        new(method, path, pool, weight, access, call => ValueTask.FromResult(handler(call)));

    /// <summary>A public call.</summary>
    public static Route Open(string method, string path, int weight, Func<RestCall, Reply> handler) =>
        Of(method, path, RatePool.Public, weight, Access.Public, handler);
}
