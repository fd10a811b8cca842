namespace Trifuse.Simulator.Wire.Rest;

/// <summary>All calls that are served, by method and path.</summary>
public sealed class RouteTable
{
    private readonly Dictionary<(string Method, string Path), Route> _routes = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    public RouteTable(IEnumerable<Route> routes)
    {
        foreach (Route route in routes)
        {
            _routes.Add((route.Method, route.Path), route);
            _paths.Add(route.Path);
        }
    }

    /// <summary>All of them, in no particular order.</summary>
    public IReadOnlyCollection<Route> All => _routes.Values;

    /// <summary>The route and the last part of the path, if it takes one.</summary>
    public Route? Find(string method, string path, out string? tail)
    {
        tail = null;
        if (_routes.TryGetValue((method, path), out Route? route))
        {
            return route;
        }

        int slash = path.LastIndexOf('/');
        if (slash < 0 || slash == path.Length - 1)
        {
            return null;
        }

        tail = path[(slash + 1)..];
        return _routes.GetValueOrDefault((method, path[..(slash + 1)]));
    }

    /// <summary>Whether the path is served by another method.</summary>
    public bool Knows(string path) =>
        _paths.Contains(path) || _paths.Contains(path[..(path.LastIndexOf('/') + 1)]);
}
