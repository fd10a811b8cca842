using Trifuse.Core.Numbers;
using Trifuse.Trading.Limits;

namespace Trifuse.Engine.Config;

/// <summary>
/// What single keys cannot show: keys that contradict each other. Found errors name the line of one.
/// </summary>
internal sealed class ConfigRules(
    ConfigValues values, IReadOnlyList<RawEntry> entries, List<ConfigError> errors)
{
    /// <summary>Checks every rule.</summary>
    public void CheckAll()
    {
        // A key that was refused has its default, which would make a rule speak of what nobody wrote.
        if (AreSound("engine", "signals.max_open_cascades"))
        {
            CheckCores();
        }
        if (AreSound("exchange.reconnect_min_ms", "exchange.reconnect_max_ms"))
        {
            CheckExchange();
        }
        if (AreSound("exchange.rest_url", "exchange.order_url", "execution.order_path"))
        {
            CheckOrderUrl();
        }
        if (AreSound("market"))
        {
            CheckSymbols();
        }
        if (AreSound("engine.mode", "market.start_currencies", "signals", "paper.balances"))
        {
            CheckMoney();
        }
        if (AreSound("market.start_currencies", "signals", "limits"))
        {
            CheckLimits();
        }
        if (AreSound("report", "exchange.secrets_file", "limits", "ledger"))
        {
            CheckFiles();
            CheckLedger();
        }
    }

    private bool AreSound(params string[] keys) =>
        !keys.Any(k => errors.Exists(e => e.Key.Replace("--set ", "", StringComparison.Ordinal)
            .StartsWith(k, StringComparison.Ordinal)));

    private void CheckCores()
    {
        IReadOnlyList<int> cores = values.Cores("engine.pin_executor_cores");
        long slots = values.Whole("engine.concurrent_slots");
        if (values.Text("engine.threads") == "fused" && cores.Count > 0)
        {
            Fail("engine.pin_executor_cores",
                "executors have no threads of their own with engine.threads = \"fused\"; "
                + "leave this key out or set engine.threads = \"split\"");
        }
        else if (cores.Count > 0 && cores.Count != slots)
        {
            Fail("engine.pin_executor_cores",
                $"names {cores.Count} processors for {slots} slots; name one for each slot or none");
        }
        if (cores.Contains((int)values.Whole("engine.pin_hot_core")))
        {
            Fail("engine.pin_executor_cores",
                "an executor must not share the processor of engine.pin_hot_core");
        }
        if (values.Whole("signals.max_open_cascades") > slots)
        {
            Fail("signals.max_open_cascades",
                $"more than engine.concurrent_slots ({slots}) can never be open; 0 means one for each slot");
        }
        if (values.Text("engine.state_dir").Length == 0)
        {
            Fail("engine.state_dir", "must name a directory: the run number is kept there");
        }
    }

    private void CheckExchange()
    {
        if (values.Whole("exchange.reconnect_min_ms") > values.Whole("exchange.reconnect_max_ms"))
        {
            Fail("exchange.reconnect_min_ms", "is above exchange.reconnect_max_ms");
        }
    }

    private void CheckOrderUrl()
    {
        string url = values.Text("exchange.order_url");
        if (url.Length > 0)
        {
            bool isUrl = Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0;
            if (!isUrl || !string.Equals(uri!.Scheme, Uri.UriSchemeWss, StringComparison.Ordinal)
                || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
            {
                Fail("exchange.order_url",
                    "is no address such as \"wss://wsapi.kucoin.com/v1/private\": wss, host, port and path, "
                    + "nothing else");
            }
            return;
        }
        string host = new Uri(values.Text("exchange.rest_url")).Host;
        bool isUnknown = host.Contains("kucoin", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(host, KuCoin.Endpoints.Host, StringComparison.OrdinalIgnoreCase);
        if (isUnknown && values.Text("execution.order_path") != "rest")
        {
            Fail("exchange.order_url",
                $"is empty, and which address takes orders over WebSocket beside {host} is not known; name "
                + "it, or set execution.order_path = \"rest\"");
        }
    }

    private void CheckSymbols()
    {
        IReadOnlyList<string> deny = values.List("market.deny");
        foreach (string symbol in values.List("market.allow").Intersect(deny, StringComparer.Ordinal))
        {
            Fail("market.deny", $"{symbol} is in market.allow too");
        }
        if (values.List("market.start_currencies").Count == 0)
        {
            Fail("market.start_currencies",
                "is empty; name at least one currency to start from, e.g. [\"USDT\"]");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < values.GroupCount; i++)
        {
            string group = $"market.group[{i}]";
            if (!values.Has(group + ".feed") || !values.Has(group + ".symbols")
                || values.List(group + ".symbols").Count == 0)
            {
                Fail(group, "a group needs both a feed and at least one symbol");
                continue;
            }
            foreach (string symbol in values.List(group + ".symbols").Where(s => !seen.Add(s)))
            {
                Fail(group + ".symbols", $"{symbol} is in another group too; one feed owns a symbol's book");
            }
        }
    }

    private void CheckMoney()
    {
        IReadOnlyList<string> starts = values.List("market.start_currencies");
        SortedDictionary<string, ExactDecimal> limits = values.Table("signals.max_notional");
        foreach (string currency in starts.Where(c => !limits.ContainsKey(c)))
        {
            Fail("signals.max_notional",
                $"{currency} is missing; say how much one cascade may spend, e.g. {currency} = \"100\"");
        }
        foreach (string currency in limits.Keys.Where(c => !starts.Contains(c, StringComparer.Ordinal)))
        {
            FailIfGiven($"signals.max_notional.{currency}", $"{currency} is not in market.start_currencies");
        }
        if (values.Amount("signals.threshold_bps").Normalized().Scale > 4)
        {
            Fail("signals.threshold_bps", "has more than 4 decimals; the decision does not look that close");
        }
        if (values.Amount("execution.guard_slack_bps").Normalized().Scale > 4)
        {
            Fail("execution.guard_slack_bps", "has more than 4 decimals; prices do not go that deep");
        }
        if (values.Amount("execution.fade_bps").Normalized().Scale > 4)
        {
            Fail("execution.fade_bps", "has more than 4 decimals; the decision does not look that close");
        }
        SortedDictionary<string, ExactDecimal> balances = values.Table("paper.balances");
        if (values.Text("engine.mode") == "paper" && starts.Count > 0 && !starts.Any(balances.ContainsKey))
        {
            Fail("paper.balances", "holds none of market.start_currencies, so paper mode could never trade");
        }
    }

    private void CheckLimits()
    {
        IReadOnlyList<string> starts = values.List("market.start_currencies");
        if (starts.Count > LimitsState.MaxStarts)
        {
            Fail("market.start_currencies", $"holds more than {LimitsState.MaxStarts} currencies");
        }
        string[] tables = ["limits.max_daily_loss", "limits.max_cascade_loss", "limits.max_total_notional"];
        foreach (string table in tables)
        {
            foreach (string currency in values.Table(table).Keys.Except(starts, StringComparer.Ordinal))
            {
                FailIfGiven($"{table}.{currency}", $"{currency} is not in market.start_currencies");
            }
        }
        SortedDictionary<string, ExactDecimal> one = values.Table("signals.max_notional");
        foreach ((string currency, ExactDecimal total) in values.Table("limits.max_total_notional"))
        {
            if (one.TryGetValue(currency, out ExactDecimal most) && values.Given.Contains(
                $"signals.max_notional.{currency}") && most > total)
            {
                Fail($"limits.max_total_notional.{currency}",
                    $"is less than one cascade may spend (signals.max_notional.{currency} = {most})");
            }
        }
    }

    private void CheckFiles()
    {
        string file = values.Text("report.file");
        if (file.Length > 0 && string.Equals(file, values.Text("report.json_file"), StringComparison.Ordinal))
        {
            Fail("report.json_file", "is the same file as report.file");
        }
        string[] named = [file, values.Text("report.json_file"), values.Text("exchange.secrets_file")];
        string kill = values.Text("limits.kill_file");
        if (kill.Length > 0 && named.Contains(kill, StringComparer.Ordinal))
        {
            Fail("limits.kill_file",
                "is a file that another key names; its mere existence stops new cascades");
        }
    }

    private void CheckLedger()
    {
        string file = values.Text("ledger.file");
        if (file.Length > 0 && values.Text("ledger.store") == "postgres")
        {
            Fail("ledger.file", "has no meaning with ledger.store = \"postgres\"; leave it out");
        }
        string[] named = [values.Text("report.file"), values.Text("report.json_file")];
        if (file.Length > 0 && named.Contains(file, StringComparer.Ordinal))
        {
            Fail("ledger.file", "is a report file too");
        }
        if (values.Text("ledger.engine").Length == 0)
        {
            Fail("ledger.engine", "must be a name: the ledger's rows stand under it");
        }
    }

    private void FailIfGiven(string key, string message)
    {
        if (LineOf(key) >= 0)
        {
            Fail(key, message);
        }
    }

    private void Fail(string key, string message) =>
        errors.Add(new ConfigError(Math.Max(0, LineOf(key)), key, message));

    /// <summary>The line that set the key last; 0 for the command line, -1 when it has its default.</summary>
    private int LineOf(string key)
    {
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            if (string.Equals(entries[i].Path, key, StringComparison.Ordinal))
            {
                return entries[i].Line;
            }
        }
        return -1;
    }
}
