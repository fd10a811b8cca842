using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>What one currency of a purse holds.</summary>
public readonly record struct Balance(string Currency, Dec Available, Dec Hold)
{
    public Dec Total => Available + Hold;
}

/// <summary>The purses of one account: exact balances by type and currency, never negative.</summary>
public sealed class Ledger
{
    private const long FirstAccountId = 548_674_590_000;
    private const long IdsPerAccount = 100_000;

    private readonly SortedDictionary<(AccountType Type, string Currency), Entry> _entries =
        new(Comparer<(AccountType Type, string Currency)>.Create((a, b) =>
            a.Type != b.Type ? a.Type.CompareTo(b.Type) : string.CompareOrdinal(a.Currency, b.Currency)));

    private readonly Account _owner;

    public Ledger(Account owner)
    {
        _owner = owner;
    }

    /// <summary>Brings money in from outside.</summary>
    public void Deposit(AccountType type, string currency, Dec amount) =>
        Apply(type, currency, amount, Dec.Zero);

    /// <summary>The trading purse's balance.</summary>
    public Balance Of(string currency) => Of(AccountType.Trade, currency);

    public Balance Of(AccountType type, string currency) =>
        _entries.TryGetValue((type, currency), out Entry? entry)
            ? new Balance(currency, entry.Available, entry.Hold)
            : new Balance(currency, Dec.Zero, Dec.Zero);

    /// <summary>Changes both parts at once.</summary>
    /// <exception cref="InvalidOperationException">A part would become negative: a bug of the
    /// exchange.</exception>
    public Balance Apply(AccountType type, string currency, Dec availableChange, Dec holdChange)
    {
        Entry entry = EntryOf(type, currency);
        Dec available = entry.Available + availableChange;
        Dec hold = entry.Hold + holdChange;
        if (available.Sign < 0 || hold.Sign < 0)
        {
            throw new InvalidOperationException(
                currency + " would become negative: available " + available + ", hold " + hold + ".");
        }

        entry.Available = available;
        entry.Hold = hold;
        return new Balance(currency, available, hold);
    }

    /// <summary>Sets a balance as it was before a restart.</summary>
    public void Restore(AccountType type, string currency, long accountId, Dec available, Dec hold) =>
        _entries[(type, currency)] = new Entry(accountId) { Available = available, Hold = hold };

    public void Clear() => _entries.Clear();

    /// <summary>The number of a purse's currency account; a decimal string on the wire.</summary>
    public long AccountIdOf(AccountType type, string currency) => EntryOf(type, currency).AccountId;

    /// <summary>The purse and currency behind such a number; null when there is none.</summary>
    public (AccountType Type, Balance Balance)? FindById(long accountId)
    {
        foreach (((AccountType type, string currency), Entry entry) in _entries)
        {
            if (entry.AccountId == accountId)
            {
                return (type, new Balance(currency, entry.Available, entry.Hold));
            }
        }

        return null;
    }

    /// <summary>All currencies of a purse ever touched, in the order of their codes.</summary>
    public IReadOnlyList<Balance> Snapshot(AccountType type)
    {
        var list = new List<Balance>();
        foreach (((AccountType of, string currency), Entry entry) in _entries)
        {
            if (of == type)
            {
                list.Add(new Balance(currency, entry.Available, entry.Hold));
            }
        }

        return list;
    }

    private Entry EntryOf(AccountType type, string currency)
    {
        if (!_entries.TryGetValue((type, currency), out Entry? entry))
        {
            long first = FirstAccountId + (_owner.Uid % 1_000_000 * IdsPerAccount);
            entry = new Entry(first + _entries.Count);
            _entries.Add((type, currency), entry);
        }

        return entry;
    }

    private sealed class Entry(long accountId)
    {
        public long AccountId { get; } = accountId;

        public Dec Available { get; set; }

        public Dec Hold { get; set; }
    }
}
