using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>One customer of the exchange, master or sub: who it is, what it has, what it pays.</summary>
public sealed class Account
{
    private readonly List<Account> _subs = [];

    public Account(long uid, string userId, string name, Account? master, FeeSchedule fees, bool usesTradeHf)
    {
        Uid = uid;
        UserId = userId;
        Name = name;
        Master = master;
        Fees = fees;
        UsesTradeHf = usesTradeHf;
        Ledger = new Ledger(this);
        master?._subs.Add(this);
    }

    /// <summary>The number that GET /api/v1/user/api-key tells.</summary>
    public long Uid { get; }

    /// <summary>24 hex digits; private pushes carry it.</summary>
    public string UserId { get; }

    /// <summary>A sub-account's subName.</summary>
    public string Name { get; }

    public Account? Master { get; }

    public bool IsMaster => Master is null;

    public IReadOnlyList<Account> Subs => _subs;

    public int FeeTier => Fees.Tier;

    /// <summary>Rates of orders that come from now on; an order keeps those that it was taken with.</summary>
    public FeeSchedule Fees { get; set; }

    /// <summary>Pays fees in KCS at a discount while it has some (KuCoin protocol section 9).</summary>
    public bool PaysFeesInKcs { get; set; }

    /// <summary>
    /// A legacy account: its trading purse is called trade_hf, hf/accounts/opened is true (protocol 4.4).
    /// </summary>
    public bool UsesTradeHf { get; }

    /// <summary>Private calls are refused with 411100.</summary>
    public bool IsFrozen { get; set; }

    public Ledger Ledger { get; }

    /// <summary>What changed the purses' totals, line by line.</summary>
    public LedgerJournal Journal { get; } = new();

    /// <summary>What came in by trading, transfers aside: the other side of the ledger.</summary>
    public TradeTotals Totals { get; } = new();

    /// <summary>Open and done orders and fills.</summary>
    public AccountOrders Orders { get; } = new();

    /// <summary>The purse's name on the wire, in lower case.</summary>
    public string NameOf(AccountType type) => AccountTypes.NameOf(type, UsesTradeHf);
}

/// <summary>What an account gave to others by trading, and its fees, by currency.</summary>
public sealed class TradeTotals
{
    private readonly SortedDictionary<string, Dec> _market = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Dec> _fees = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Dec> _moved = new(StringComparer.Ordinal);

    /// <summary>Net amount that others received from the account (negative: gave).</summary>
    public IReadOnlyDictionary<string, Dec> MarketFlow => _market;

    /// <summary>Fees paid (negative: rebates).</summary>
    public IReadOnlyDictionary<string, Dec> FeesPaid => _fees;

    /// <summary>Net amount that transfers and deposits brought into the trading purse.</summary>
    public IReadOnlyDictionary<string, Dec> Moved => _moved;

    public void AddMoved(AccountType type, string currency, Dec amount)
    {
        if (type == AccountType.Trade)
        {
            Add(_moved, currency, amount);
        }
    }

    public void AddFlow(string currency, Dec amount) => Add(_market, currency, amount);

    public void AddFee(string currency, Dec amount) => Add(_fees, currency, amount);

    private static void Add(SortedDictionary<string, Dec> totals, string currency, Dec amount) =>
        totals[currency] = totals.GetValueOrDefault(currency) + amount;
}
