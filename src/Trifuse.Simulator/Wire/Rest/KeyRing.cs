using System.Collections.Concurrent;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>All keys of all accounts. Safe from any thread.</summary>
public sealed class KeyRing
{
    private readonly ConcurrentDictionary<string, ApiKey> _keys = new(StringComparer.Ordinal);

    public KeyRing(IEnumerable<ApiKey> keys)
    {
        foreach (ApiKey key in keys)
        {
            Put(key);
        }
    }

    public ApiKey? Find(string key) => _keys.GetValueOrDefault(key);

    /// <summary>The account's keys, oldest first.</summary>
    public IReadOnlyList<ApiKey> Of(Account account) =>
        [.. _keys.Values.Where(k => k.Account == account)
            .OrderBy(k => k.CreatedMs).ThenBy(k => k.Key, StringComparer.Ordinal)];

    /// <summary>Adds the key, or puts it in the place of the one with the same name.</summary>
    public void Put(ApiKey key) => _keys[key.Key] = key;

    public bool Remove(string key) => _keys.TryRemove(key, out _);
}
