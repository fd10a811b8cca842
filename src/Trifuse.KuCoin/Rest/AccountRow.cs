using Trifuse.Core.Numbers;

namespace Trifuse.KuCoin.Rest;

/// <summary>The balance of one currency in one account.</summary>
/// <param name="Currency">The currency's code.</param>
/// <param name="Type">main, trade, trade_hf, margin, ...</param>
/// <param name="Balance">Available + holds.</param>
/// <param name="Available">Free to use.</param>
/// <param name="Holds">Held for open orders and withdrawals.</param>
public sealed record AccountRow(
    string Currency, string Type, ExactDecimal Balance, ExactDecimal Available, ExactDecimal Holds)
{
    /// <summary>True for the account that spot orders use: trade, or trade_hf of legacy users.</summary>
    public bool IsTrade => Type is "trade" or "trade_hf";
}
