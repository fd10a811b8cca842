using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator;

/// <summary>
/// One account of the exchange: who it is, what it pays, what it starts with, which keys open it.
/// </summary>
public sealed record AccountOptions
{
    /// <summary>Kinds of balances that an account may start with, as a config writes them.</summary>
    public static IReadOnlyList<string> BalanceTypes { get; } =
        ["trade", "main", "margin", "isolated", "contract"];

    /// <summary>Unique; a sub-account's is its subName on the wire.</summary>
    public string Name { get; init; } = "master";

    /// <summary>The number that KuCoin calls uid; null: made from seed and name.</summary>
    public long? Uid { get; init; }

    /// <summary>Name of the master account; null: this is one itself.</summary>
    public string? Master { get; init; }

    /// <summary>VIP level, 0 to 12: base fee and rate limits (KuCoin protocol sections 2 and 9).</summary>
    public int FeeTier { get; init; }

    /// <summary>Pays fees in KCS at a discount (section 9).</summary>
    public bool PaysFeesInKcs { get; init; }

    /// <summary>
    /// A legacy account (section 4.4): hf/accounts/opened answers true and its trading balances are of type
    /// trade_hf.
    /// </summary>
    public bool UsesTradeHf { get; init; }

    /// <summary>Every private call is refused with 411100.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>
    /// Start balances by kind (one of <see cref="BalanceTypes"/>) and currency; "trade" is where spot orders
    /// take from, whatever its name on the wire.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, Dec>> Balances { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, Dec>>(StringComparer.Ordinal);

    public IReadOnlyList<ApiKeyOptions> Keys { get; init; } = [];

    public IReadOnlyDictionary<string, Dec> BalancesOf(string type) =>
        Balances.TryGetValue(type, out IReadOnlyDictionary<string, Dec>? found)
            ? found
            : new Dictionary<string, Dec>(StringComparer.Ordinal);

    /// <summary>Throws with one sentence that names the account, the value and its range.</summary>
    internal void Validate()
    {
        string who = "Account \"" + Name + "\": ";
        SimulatorOptions.Check(Name.Length is > 0 and <= 64,
            "An account's name must have 1 to 64 characters");
        SimulatorOptions.Check(Uid is null or > 0, who + "the uid must be above 0");
        SimulatorOptions.Check(FeeTier is >= 0 and <= FeeSchedule.HighestTier,
            who + "the fee tier must be from 0 to 12");
        foreach ((string type, IReadOnlyDictionary<string, Dec> amounts) in Balances)
        {
            SimulatorOptions.Check(BalanceTypes.Contains(type, StringComparer.Ordinal),
                who + "no balances of type " + type + "; there are " + string.Join(", ", BalanceTypes));
            foreach ((string currency, Dec amount) in amounts)
            {
                SimulatorOptions.Check(currency.Length > 0 && amount.Sign >= 0,
                    who + "balance " + currency + "=" + amount + " must not be negative");
            }
        }

        foreach (ApiKeyOptions key in Keys)
        {
            SimulatorOptions.Check(key.Key.Length > 0 && key.Secret.Length > 0 && key.Passphrase.Length > 0,
                who + "key, secret and passphrase must not be empty");
            SimulatorOptions.Check(key.Version is null or 1 or 2 or 3,
                who + "the version of key " + key.Key + " must be 1, 2 or 3");
        }
    }
}
