using System.Globalization;
using System.Text.Json;
using Trifuse.Simulator.Matching;

namespace Trifuse.Simulator.Wire.Rest;

/// <summary>
/// The dead man's switch: orders go when the client does not say in time that it lives (KuCoin protocol 4.2).
/// </summary>
public sealed class DeadMansRoutes(Exchange exchange, TimeProvider time)
{
    private const string Path = OrderRoutes.Root + "/dead-cancel-all";
    private const int ShortestSeconds = 5;
    private const int LongestSeconds = 86_400;
    private const int SymbolsMax = 50;

    public IEnumerable<Route> Routes()
    {
        yield return Route.Of("POST", Path, RatePool.Spot, 2, Access.Spot, Set);
        yield return Route.Of("GET", Path + "/query", RatePool.Spot, 2, Access.General, Query);
    }

    /// <summary>Symbols of a comma list; null if one is unknown.</summary>
    private List<SymbolState>? SymbolsOf(string? list)
    {
        var symbols = new List<SymbolState>();
        const StringSplitOptions Clean =
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        foreach (string code in (list ?? "").Split(',', Clean))
        {
            if (exchange.FindSymbol(code) is not { } symbol)
            {
                return null;
            }

            symbols.Add(symbol);
        }

        return symbols;
    }

    private Reply Set(RestCall call)
    {
        if (!call.TryJson(out JsonDocument? document))
        {
            return OrderRoutes.BadBody();
        }

        using (document)
        {
            string? text = LooseJson.Text(document!.RootElement, "timeout");
            bool isNumber = int.TryParse(
                text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seconds);
            if (!isNumber || (seconds != -1 && seconds is < ShortestSeconds or > LongestSeconds))
            {
                return Reply.Refusal(OrderValidation.Parameter("timeout should be -1, or from 5 to 86400"));
            }

            List<SymbolState>? symbols = SymbolsOf(LooseJson.Text(document.RootElement, "symbols"));
            if (symbols is null)
            {
                return SymbolRoutes.NoSymbol();
            }

            return symbols.Count > SymbolsMax
                ? Reply.Refusal(OrderValidation.Parameter("symbols should name at most 50 symbols"))
                : Arm(call, seconds, symbols);
        }
    }

    /// <summary>The reply to a switch that is turned off has no time to strike.</summary>
    private Reply Arm(RestCall call, int seconds, List<SymbolState> symbols)
    {
        lock (exchange.Gate)
        {
            DeadMan? armed = exchange.SetDeadMan(call.Account, seconds, symbols);
            return Reply.Object(w => WriteTimes(w, armed));
        }
    }

    /// <summary>Empty when nothing is armed.</summary>
    private Reply Query(RestCall call)
    {
        lock (exchange.Gate)
        {
            DeadMan? armed = exchange.DeadManOf(call.Account);
            return Reply.Object(w =>
            {
                if (armed is not null)
                {
                    w.WriteNumber("timeout", armed.TimeoutSeconds);
                    w.WriteString("symbols", string.Join(',', armed.Symbols.Select(s => s.Rules.Symbol)));
                    WriteTimes(w, armed);
                }
            });
        }
    }

    private void WriteTimes(Utf8JsonWriter w, DeadMan? armed)
    {
        w.WriteNumber("currentTime", time.GetUtcNow().ToUnixTimeSeconds());
        if (armed is not null)
        {
            w.WriteNumber("triggerTime", armed.TriggerMs / 1000);
        }
    }
}
