namespace Trifuse.Simulator.Wire;

/// <summary>One REST call that is served.</summary>
/// <param name="Path">Exact path, or a prefix that ends in / and takes one more part.</param>
public sealed record Route(
    string Method, string Path, RatePool Pool, int Weight, Access Access, Func<RestCall,
        ValueTask<Reply>> Handler)
{
    /// <summary>A handler that answers at once.</summary>
    public static Route Of(
        string method, string path, RatePool pool, int weight, Access access, Func<RestCall,
            Reply> handler) =>
        new(method, path, pool, weight, access, call => ValueTask.FromResult(handler(call)));
}
