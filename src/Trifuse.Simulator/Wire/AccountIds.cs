using System.Globalization;
using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Wire;

/// <summary>
/// How the number of a currency's account shows on the wire (KuCoin protocol section 0): decimal for trading
/// accounts, 24 hexadecimal digits for main ones.
/// </summary>
public static class AccountIds
{
    public static string TextOf(Account account, AccountType type, string currency)
    {
        long id = account.Ledger.AccountIdOf(type, currency);
        return type == AccountType.Main
            ? account.UserId[..8] + id.ToString("x16", CultureInfo.InvariantCulture)
            : id.ToString(CultureInfo.InvariantCulture);
    }
}
