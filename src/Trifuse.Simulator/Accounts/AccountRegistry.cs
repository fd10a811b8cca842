using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>All accounts of the exchange, in the order of their opening.</summary>
public sealed class AccountRegistry
{
    private const long FirstMadeUid = 165_111_215;

    private readonly List<Account> _all = [];
    private readonly HashSet<Account> _known = [];

    public IReadOnlyList<Account> All => _all;

    /// <summary>The first account.</summary>
    public Account Default => _all[0];

    /// <summary>Opens what the options describe, with their start balances.</summary>
    public static AccountRegistry Open(IReadOnlyList<AccountOptions> options, long seed)
    {
        var registry = new AccountRegistry();
        foreach (AccountOptions option in options)
        {
            registry.Add(option, seed);
        }

        return registry;
    }

    /// <summary>Opens one account; its master is known by then.</summary>
    public Account Add(AccountOptions options, long seed)
    {
        Account? master = options.Master is null
            ? null
            : FindByName(options.Master)
                ?? throw new InvalidOperationException("No master account " + options.Master + ".");
        var rng = new Rng(seed, stream: 1_000 + _all.Count);
        string userId = "633559791e" + rng.NextUInt64().ToString("x16")[..14];
        long uid = options.Uid ?? FirstMadeUid + (_all.Count * 37L);
        var account = new Account(uid, userId, options.Name, master, new FeeSchedule(options.FeeTier),
            options.UsesTradeHf)
        {
            PaysFeesInKcs = options.PaysFeesInKcs,
            IsFrozen = options.IsFrozen,
        };
        foreach ((string type, IReadOnlyDictionary<string, Dec> amounts) in options.Balances)
        {
            if (!AccountTypes.TryParse(type, out AccountType purse))
            {
                throw new InvalidOperationException("No account type " + type + ".");
            }

            foreach ((string currency, Dec amount) in amounts)
            {
                account.Ledger.Deposit(purse, currency, amount);
            }
        }

        _all.Add(account);
        _known.Add(account);
        return account;
    }

    public bool Has(Account account) => _known.Contains(account);

    public Account? FindByUid(long uid) => _all.Find(a => a.Uid == uid);

    public Account? FindByUserId(string userId) =>
        _all.Find(a => string.Equals(a.UserId, userId, StringComparison.Ordinal));

    public Account? FindByName(string name) =>
        _all.Find(a => string.Equals(a.Name, name, StringComparison.Ordinal));
}
