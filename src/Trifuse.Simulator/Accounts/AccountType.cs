namespace Trifuse.Simulator.Accounts;

/// <summary>The purses of an account; orders take from <see cref="Trade"/>.</summary>
public enum AccountType
{
    Main,
    Trade,
    Margin,
    Isolated,
    Contract,
}

/// <summary>The names of the purses on the wire (KuCoin protocol 4.5).</summary>
public static class AccountTypes
{
    public static IReadOnlyList<AccountType> All { get; } = Enum.GetValues<AccountType>();

    /// <summary>
    /// Upper or lower case; TRADE_HF is the trading purse of legacy accounts, _V2 the newer margin names.
    /// </summary>
    public static bool TryParse(string? text, out AccountType type)
    {
        AccountType? found = text?.ToUpperInvariant() switch
        {
            "MAIN" => AccountType.Main,
            "TRADE" or "TRADE_HF" => AccountType.Trade,
            "MARGIN" or "MARGIN_V2" => AccountType.Margin,
            "ISOLATED" or "ISOLATED_V2" => AccountType.Isolated,
            "CONTRACT" => AccountType.Contract,
            _ => null,
        };
        type = found ?? AccountType.Main;
        return found is not null;
    }

    /// <summary>Lower case, as in GET /api/v1/accounts: main, trade, trade_hf, margin ...</summary>
    public static string NameOf(AccountType type, bool usesTradeHf) => type switch
    {
        AccountType.Main => "main",
        AccountType.Trade => usesTradeHf ? "trade_hf" : "trade",
        AccountType.Margin => "margin",
        AccountType.Isolated => "isolated",
        _ => "contract",
    };
}
