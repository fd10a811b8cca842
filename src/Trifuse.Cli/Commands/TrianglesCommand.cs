using System.CommandLine;
using Trifuse.Core.Domain;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Market;

namespace Trifuse.Cli.Commands;

/// <summary>
/// The verb `triangles`: the currency graph of a list of symbols and the triangles that it closes.
/// </summary>
internal static class TrianglesCommand
{
    private static readonly Option<string?> SymbolsFile = new("--symbols")
    {
        Description = "A symbols reply of the exchange (/api/v2/symbols or v1), plain or gzip.",
        HelpName = "file",
    };

    private static readonly Option<string?> TickersFile = new("--tickers")
    {
        Description = "An allTickers reply, plain or gzip. It names no currencies: they are read off the "
            + "codes, which is wrong for renamed coins.",
        HelpName = "file",
    };

    private static readonly Option<string[]> Starts = new("--start")
    {
        Description = "Start currencies, separated by commas or repeated.",
        DefaultValueFactory = _ => ["USDT"],
        HelpName = "currency",
    };

    private static readonly Option<int> Hubs = new("--hubs")
    {
        Description = "How many of the symbols with the most triangles are shown.",
        DefaultValueFactory = _ => 15,
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description = "Also list every directed triangle of the start currencies (needs --symbols).",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "One JSON object on one line.",
    };

    public static Command Create()
    {
        var command = new Command(
            "triangles", "Shows which triangles a list of symbols closes: counts, hub symbols, distribution.")
        {
            SymbolsFile, TickersFile, Starts, Hubs, List, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        string? symbols = parsed.GetValue(SymbolsFile);
        string? tickers = parsed.GetValue(TickersFile);
        if ((symbols is null) == (tickers is null) || (tickers is not null && parsed.GetValue(List)))
        {
            return Failure.Say(
                error, "no single source of symbols", "on the command line",
                "give either --symbols FILE or --tickers FILE (--list needs --symbols)", ExitCode.BadInput);
        }
        string path = symbols ?? tickers!;
        if (!InputFile.TryRead(path, out byte[] content, out string problem))
        {
            return Failure.Say(error, "cannot read", path, problem, ExitCode.BadInput);
        }
        return symbols is not null ? ShowSymbols(parsed, path, content) : ShowTickers(parsed, path, content);
    }

    private static int ShowSymbols(ParseResult parsed, string path, byte[] content)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        Reply<SymbolsReply> reply = SymbolsReply.Parse(200, content);
        if (!reply.IsGood)
        {
            return Failure.Say(
                error, "no usable symbols reply", $"in {path}", reply.Cause, ExitCode.BadInput);
        }
        SayBadRows(error, reply.Value.BadRows);
        var edges = new List<MarketEdge>();
        foreach (SymbolSpec spec in reply.Value.Symbols)
        {
            edges.Add(new MarketEdge(spec.Name, spec.BaseCurrency, spec.QuoteCurrency));
        }
        string[] starts = StartsOf(parsed);
        UniverseResult built = Universe.Build(
            reply.Value.Symbols, new UniverseFilter { StartCurrencies = starts, TradingOnly = false });
        if (built.Universe is null)
        {
            return Failure.Say(error, built.Error ?? "no triangles", $"in {path}", "", ExitCode.Failed);
        }
        GraphStatistics statistics = GraphStatistics.Compute(edges, parsed.GetValue(Hubs));
        Print(parsed, new TriangleReport(path, statistics, starts, built.Universe, parsed.GetValue(List)));
        return ExitCode.Done;
    }

    private static int ShowTickers(ParseResult parsed, string path, byte[] content)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        Reply<AllTickersReply> reply = AllTickersReply.Parse(200, content);
        if (!reply.IsGood)
        {
            return Failure.Say(
                error, "no usable allTickers reply", $"in {path}", reply.Cause, ExitCode.BadInput);
        }
        SayBadRows(error, reply.Value.BadRows);
        var edges = new List<MarketEdge>();
        foreach (TickerRow row in reply.Value.Tickers)
        {
            if (MarketEdge.TryFromCode(row.Symbol, out MarketEdge edge))
            {
                edges.Add(edge);
            }
        }
        GraphStatistics statistics = GraphStatistics.Compute(edges, parsed.GetValue(Hubs));
        Print(parsed, new TriangleReport(path, statistics, StartsOf(parsed), universe: null, list: false));
        return ExitCode.Done;
    }

    private static void SayBadRows(TextWriter error, IReadOnlyList<string> rows)
    {
        foreach (string row in rows)
        {
            error.WriteLine($"trifuse: {row}");
        }
    }

    private static string[] StartsOf(ParseResult parsed) =>
        (parsed.GetValue(Starts) ?? [])
            .SelectMany(s => s.Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .ToArray();

    private static void Print(ParseResult parsed, TriangleReport report)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(report.ToJson());
        }
        else
        {
            report.WriteText(output);
        }
    }
}
