using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Config;

/// <summary>Makes an account of an [[account]] table, with its keys and balances.</summary>
internal static class AccountReader
{
    public static AccountOptions Read(TableReader reader)
    {
        string? name = reader.Text("name");
        if (name is null)
        {
            reader.Refuse("name", "a name that is unique among the accounts");
        }

        var account = new AccountOptions
        {
            Name = name ?? "?",
            Uid = reader.Has("uid") ? reader.Whole("uid", 1, 1, 999_999_999_999) : null,
            Master = reader.Text("master"),
            FeeTier = (int)reader.Whole("fee_tier", 0, 0, FeeSchedule.HighestTier),
            PaysFeesInKcs = reader.Flag("pays_fees_in_kcs", false),
            UsesTradeHf = reader.Flag("uses_trade_hf", false),
            IsFrozen = reader.Flag("frozen", false),
            Balances = BalancesOf(reader.Table("balances")),
            Keys = [.. reader.Tables("key").Select(ReadKey)],
        };
        reader.Done();
        return account;
    }

    private static Dictionary<string, IReadOnlyDictionary<string, Dec>> BalancesOf(TableReader? reader)
    {
        var balances = new Dictionary<string, IReadOnlyDictionary<string, Dec>>(StringComparer.Ordinal);
        if (reader is null)
        {
            return balances;
        }

        foreach (string type in AccountOptions.BalanceTypes)
        {
            if (reader.Table(type) is not { } purse)
            {
                continue;
            }

            var amounts = new Dictionary<string, Dec>(StringComparer.Ordinal);
            foreach (string currency in purse.Keys)
            {
                amounts[currency] = purse.Amount(currency) ?? Dec.Zero;
            }

            balances[type] = amounts;
        }

        reader.Done();
        return balances;
    }

    private static ApiKeyOptions ReadKey(TableReader reader)
    {
        IReadOnlyList<string> permissions = reader.Texts("permissions");
        var key = new ApiKeyOptions
        {
            Key = Needed(reader, "key"),
            Secret = Needed(reader, "secret"),
            Passphrase = Needed(reader, "passphrase"),
            Version = reader.Has("version") ? (int)reader.Whole("version", 3, 1, 3) : null,
            AllowedAddresses = reader.Texts("allowed_addresses"),
            Remark = reader.Text("remark", new ApiKeyOptions().Remark),
        };
        reader.Done();
        return permissions.Count == 0 ? key : key with { Permissions = string.Join(',', permissions) };
    }

    private static string Needed(TableReader reader, string key)
    {
        string? text = reader.Text(key);
        if (string.IsNullOrEmpty(text))
        {
            reader.Refuse(key, "a text that is not empty");
        }

        return text ?? "?";
    }
}
