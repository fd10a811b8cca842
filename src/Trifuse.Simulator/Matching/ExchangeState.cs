namespace Trifuse.Simulator.Matching;

/// <summary>
/// All that an exchange keeps, as plain records: amounts as text, references as names and ids. Made and taken
/// back at rest, under the gate (<see cref="Exchange.Export"/>, <see cref="Exchange.Import"/>). The house's
/// liquidity is not part of it: the world brings that anew.
/// </summary>
public sealed record ExchangeState
{
    public const int CurrentVersion = 1;

    public int Version { get; init; } = CurrentVersion;

    public long SavedMs { get; init; }

    public required CounterState Counters { get; init; }

    public required IReadOnlyList<SymbolMark> Symbols { get; init; }

    public required IReadOnlyList<AccountState> Accounts { get; init; }
}

/// <summary>Where the numbers go on.</summary>
public sealed record CounterState
{
    public long TradeId { get; init; }

    public long FillId { get; init; }

    public long DoneId { get; init; }

    public long LedgerId { get; init; }

    public long EventId { get; init; }

    public long IdsDrawn { get; init; }
}

/// <summary>
/// One symbol's sequence, last trade and status; symbols that nothing happened to are left out.
/// </summary>
public sealed record SymbolMark
{
    public required string Symbol { get; init; }

    public long Sequence { get; init; }

    public long LastPrice { get; init; }

    public long LastSize { get; init; }

    public long LastTradeMs { get; init; }

    public TradingStatus Status { get; init; }
}

/// <summary>One account, found again by its name.</summary>
public sealed record AccountState
{
    public required string Name { get; init; }

    public required IReadOnlyList<PurseState> Purses { get; init; }

    public required IReadOnlyList<AmountState> MarketFlow { get; init; }

    public required IReadOnlyList<AmountState> FeesPaid { get; init; }

    public required IReadOnlyList<AmountState> Moved { get; init; }

    /// <summary>Open orders, oldest first.</summary>
    public required IReadOnlyList<OrderState> Open { get; init; }

    /// <summary>Done orders, oldest first.</summary>
    public required IReadOnlyList<OrderState> Done { get; init; }

    /// <summary>Fills, oldest first, of orders that are still known.</summary>
    public required IReadOnlyList<FillState> Fills { get; init; }

    /// <summary>Ledger lines, oldest first.</summary>
    public required IReadOnlyList<JournalState> Journal { get; init; }

    /// <summary>ClientOids of transfers and the ids that answered them, oldest first.</summary>
    public required IReadOnlyList<NamedId> Transfers { get; init; }

    public DeadManState? DeadMan { get; init; }
}

public sealed record PurseState(
    string Type, string Currency, long AccountId, string Available, string Hold);

public sealed record AmountState(string Currency, string Amount);

public sealed record NamedId(string Name, string Id);

public sealed record DeadManState(
    long TimeoutSeconds, IReadOnlyList<string> Symbols, long SetMs, long TriggerMs);

/// <summary>An order; prices and sizes in the units of its symbol.</summary>
public sealed record OrderState
{
    public required string Id { get; init; }

    public required string ClientOid { get; init; }

    public required string Symbol { get; init; }

    public OrderSide Side { get; init; }

    public OrderType Type { get; init; }

    public TimeInForce TimeInForce { get; init; }

    public long Price { get; init; }

    public long Size { get; init; }

    public string Funds { get; init; } = "0";

    public bool PostOnly { get; init; }

    public bool Hidden { get; init; }

    public bool Iceberg { get; init; }

    public long VisibleSize { get; init; }

    public long CancelAfterSeconds { get; init; }

    public string? Stp { get; init; }

    public string? Remark { get; init; }

    public string? Tags { get; init; }

    public long CreatedMs { get; init; }

    public long UpdatedMs { get; init; }

    public required string TakerRate { get; init; }

    public required string MakerRate { get; init; }

    public required string HoldRate { get; init; }

    public string Held { get; init; } = "0";

    public long Filled { get; init; }

    public long Reduced { get; init; }

    public string DealFunds { get; init; } = "0";

    public string QuoteFee { get; init; } = "0";

    public string KcsFee { get; init; } = "0";

    public bool Resting { get; init; }

    public bool Matched { get; init; }

    public bool CancelRequested { get; init; }

    public bool CancelExists { get; init; }

    public long DoneId { get; init; }

    /// <summary>Its place among the resting orders, and what shows of it; 0 when it does not rest.</summary>
    public long Turn { get; init; }

    public long Part { get; init; }
}

public sealed record FillState
{
    public long Id { get; init; }

    public long TradeId { get; init; }

    public required string OrderId { get; init; }

    public required string CounterOrderId { get; init; }

    public bool IsTaker { get; init; }

    public required string Price { get; init; }

    public required string Size { get; init; }

    public required string Funds { get; init; }

    public required string QuoteFee { get; init; }

    public required string KcsFee { get; init; }

    public bool ShowsKcs { get; init; }

    public required string FeeRate { get; init; }

    public long TimeMs { get; init; }
}

public sealed record JournalState
{
    public long Id { get; init; }

    public required string Type { get; init; }

    public required string Currency { get; init; }

    public required string Amount { get; init; }

    public required string Fee { get; init; }

    public required string Balance { get; init; }

    public required string BizType { get; init; }

    public bool IsIn { get; init; }

    public long TimeMs { get; init; }

    public string Symbol { get; init; } = "";

    public string OrderId { get; init; } = "";

    public long TradeId { get; init; }
}
