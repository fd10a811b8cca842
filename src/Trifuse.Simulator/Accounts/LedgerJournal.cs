using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>One line of an account's ledger (KuCoin protocol 4.5, ledgers).</summary>
public sealed record LedgerEntry
{
    public required long Id { get; init; }

    public required AccountType Type { get; init; }

    public required string Currency { get; init; }

    /// <summary>
    /// What the balance changed by, without a sign: of a sell net of the fee, of a buy with it.
    /// </summary>
    public required Dec Amount { get; init; }

    public Dec Fee { get; init; }

    /// <summary>The total after it.</summary>
    public required Dec Balance { get; init; }

    /// <summary>TRADE_EXCHANGE, TRANSFER, SUB_TRANSFER, DEDUCTION_FEE or DEPOSIT.</summary>
    public required string BizType { get; init; }

    public required bool IsIn { get; init; }

    public string Direction => IsIn ? "in" : "out";

    public required long TimeMs { get; init; }

    /// <summary>Symbol, order and trade of an exchange; empty and 0 for transfers.</summary>
    public string Symbol { get; init; } = "";

    public string OrderId { get; init; } = "";

    public long TradeId { get; init; }
}

/// <summary>The ledger lines of one account, the oldest go first.</summary>
public sealed class LedgerJournal
{
    public const int Kept = 100_000;

    private readonly RecentList<LedgerEntry> _entries = new(Kept);

    /// <summary>Newest first; page by <see cref="LedgerEntry.Id"/>.</summary>
    public IEnumerable<LedgerEntry> NewestFirst => _entries.NewestFirst();

    public void Add(LedgerEntry entry) => _ = _entries.Add(entry);
}
