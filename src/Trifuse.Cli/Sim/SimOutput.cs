using System.Globalization;
using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Control;
using Trifuse.Simulator.Faults;

namespace Trifuse.Cli.Sim;

/// <summary>What the verb `sim` prints: readiness and the summary, for people or as JSON.</summary>
internal static class SimOutput
{
    public static string ReadyText(RunningSimulator simulator, string? caFile) =>
        "exchange ready at " + simulator.BaseUrl + " (" + simulator.WorldDescription + ")"
        + (caFile is null ? string.Empty : ", CA in " + caFile);

    public static string ReadyLine(RunningSimulator simulator, string? caFile) => FaultJson.Object(w =>
    {
        w.WriteString("url", simulator.BaseUrl.ToString());
        w.WriteNumber("port", simulator.Port);
        w.WriteString("ca_file", caFile);
        w.WriteString("world", simulator.World);
        w.WriteBoolean("synthetic", simulator.IsSynthetic);
        w.WriteString("description", simulator.WorldDescription);
    });

    public static string SummaryText(RunningSimulator simulator)
    {
        SimulatorCounters c = simulator.Counters;
        return string.Create(CultureInfo.InvariantCulture,
            $"{simulator.World}: {c.OrdersAccepted} orders, {c.OrdersRefused} refused, {c.Fills} fills, "
            + $"{c.BookUpdates} book updates, {c.MarketPushes} market pushes, "
            + $"{c.PrivatePushes} private pushes, {c.OpportunitiesOpened} opportunities opened, "
            + $"{c.ClientsServed} clients, "
            + $"{c.ClientsTooSlow} dropped as too slow, {c.ClientsSilent} as silent")
            + FaultText(simulator.Faults.Reports);
    }

    public static string SummaryLine(RunningSimulator simulator) => FaultJson.Object(w =>
    {
        SimulatorCounters c = simulator.Counters;
        w.WriteString("world", simulator.World);
        w.WriteNumber("requests", c.RestRequests);
        w.WriteNumber("orders", c.OrdersAccepted);
        w.WriteNumber("refused", c.OrdersRefused);
        w.WriteNumber("fills", c.Fills);
        w.WriteNumber("book_updates", c.BookUpdates);
        w.WriteNumber("market_pushes", c.MarketPushes);
        w.WriteNumber("private_pushes", c.PrivatePushes);
        w.WriteNumber("opportunities", c.OpportunitiesOpened);
        w.WriteNumber("clients", c.ClientsServed);
        w.WriteNumber("clients_too_slow", c.ClientsTooSlow);
        w.WriteNumber("clients_silent", c.ClientsSilent);
        FaultJson.WriteAll(w, simulator.Faults.Reports);
        AccountSnapshot account = simulator.Account();
        w.WriteStartObject("balances");
        foreach (Balance balance in account.Balances)
        {
            w.WriteString(balance.Currency, balance.Total.ToString());
        }

        w.WriteEndObject();
    });

    /// <summary>A line for each fault; nothing if there was none.</summary>
    private static string FaultText(IReadOnlyList<FaultReport> reports) => string.Concat(reports.Select(r =>
        string.Create(CultureInfo.InvariantCulture,
            $"\nfault {r.Id} {FaultWords.WordOf(r.Rule.Do)}{(r.Rule.Name is { } n ? " (" + n + ")" : "")}: ")
        + string.Create(CultureInfo.InvariantCulture, $"struck {r.Struck} of {r.Seen}")));
}
