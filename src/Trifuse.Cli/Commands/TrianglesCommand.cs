using System.CommandLine;
using Trifuse.Core.Domain;
using Trifuse.Engine.Config;
using Trifuse.Engine.Start;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Market;

namespace Trifuse.Cli.Commands;

/// <summary>
/// The verb `triangles`: the currency graph of a list of symbols, from a file or from the configured
/// exchange, and the triangles that it closes.
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

    private static readonly Option<bool> Live = new("--live")
    {
        Description = "Ask the exchange of the configuration (exchange.rest_url, ca_file) and keep the "
            + "symbols that its [market] lets through. Needs no key.",
    };

    private static readonly Option<string[]> Starts = new("--start")
    {
        Description = "Start currencies, separated by commas or repeated. Default: USDT, and with --live "
            + "those of the configuration.",
        HelpName = "currency",
    };

    private static readonly Option<int> Hubs = new("--hubs")
    {
        Description = "How many of the symbols with the most triangles are shown.",
        DefaultValueFactory = _ => 15,
    };

    private static readonly Option<bool> List = new("--list")
    {
        Description =
            "Also list every directed triangle of the start currencies (needs --symbols or --live).",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "One JSON object on one line.",
    };

    public static Command Create()
    {
        var command = new Command(
            "triangles",
            "Show which triangles a list of symbols or the configured exchange closes: counts, hub symbols, "
            + "distribution.")
        {
            SymbolsFile, TickersFile, Live, Starts, Hubs, List, Json,
        };
        ConfigOptions config = new ConfigOptions().AddTo(command);
        command.SetAction(parsed => Run(parsed, config));
        return command;
    }

    private static int Run(ParseResult parsed, ConfigOptions configOptions)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        string? symbols = parsed.GetValue(SymbolsFile);
        string? tickers = parsed.GetValue(TickersFile);
        bool isLive = parsed.GetValue(Live);
        int sources = (symbols is null ? 0 : 1) + (tickers is null ? 0 : 1) + (isLive ? 1 : 0);
        if (sources != 1 || (tickers is not null && parsed.GetValue(List)))
        {
            return Failure.Say(
                error, "no single source of symbols", "on the command line",
                "give one of --symbols FILE, --tickers FILE and --live (--list does not go with --tickers)",
                ExitCode.BadInput);
        }
        if (!isLive && configOptions.IsGiven(parsed))
        {
            return Failure.Say(
                error, "a file of symbols needs no configuration", "on the command line",
                "give --live to ask the exchange that it names, or leave out --config and --set",
                ExitCode.BadInput);
        }
        if (isLive)
        {
            return ShowLive(parsed, configOptions);
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
            return SayNoReply(error, path, reply.Problem, "/api/v2/symbols");
        }
        SayEach(error, reply.Value.BadRows);
        var filter = new UniverseFilter { StartCurrencies = StartsOf(parsed), TradingOnly = false };
        UniverseResult built = Universe.Build(reply.Value.Symbols, filter);
        return Show(parsed, path, built, reply.Value.Symbols, filter);
    }

    private static int ShowLive(ParseResult parsed, ConfigOptions configOptions)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (!configOptions.TryLoad(parsed, [], out EngineConfig? config, out int exitCode))
        {
            return exitCode;
        }
        if (!SymbolsFetcher.TryFetch(config, out SymbolsReply? reply, out StartProblem? problem))
        {
            return Failure.Say(error, problem.Message, ExitCode.Failed);
        }
        SayEach(error, reply.BadRows);
        UniverseFilter filter = config.Market.ToFilter();
        if (parsed.GetValue(Starts) is { Length: > 0 })
        {
            filter = filter with { StartCurrencies = StartsOf(parsed) };
        }
        UniverseResult built = Universe.Build(reply.Symbols, filter);
        SayEach(error, built.Warnings);
        SayEach(error, [.. built.Refused.Select(static r => $"{r.Name} is left out: {r.Reason}")]);
        string host = config.Exchange.RestUrl.GetLeftPart(UriPartial.Authority);
        return Show(parsed, host, built, built.Selected, filter);
    }

    private static int Show(
        ParseResult parsed,
        string source,
        UniverseResult built,
        IReadOnlyList<SymbolSpec> symbols,
        UniverseFilter filter)
    {
        if (built.Universe is null)
        {
            TextWriter error = parsed.InvocationConfiguration.Error;
            return Failure.Say(error, built.Error ?? "no triangles", $"in {source}", "", ExitCode.Failed);
        }
        var edges = new List<MarketEdge>();
        foreach (SymbolSpec spec in symbols)
        {
            edges.Add(new MarketEdge(spec.Name, spec.BaseCurrency, spec.QuoteCurrency));
        }
        GraphStatistics statistics = GraphStatistics.Compute(edges, parsed.GetValue(Hubs));
        string[] starts = [.. filter.StartCurrencies];
        Print(parsed, new TriangleReport(source, statistics, starts, built.Universe, parsed.GetValue(List)));
        return ExitCode.Done;
    }

    private static int ShowTickers(ParseResult parsed, string path, byte[] content)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        Reply<AllTickersReply> reply = AllTickersReply.Parse(200, content);
        if (!reply.IsGood)
        {
            return SayNoReply(error, path, reply.Problem, "/api/v1/market/allTickers");
        }
        SayEach(error, reply.Value.BadRows);
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

    // The reply's own advice is for one that has just come from the exchange, not for a file.
    private static int SayNoReply(TextWriter error, string path, string problem, string endpoint) =>
        Failure.Say(
            error,
            problem,
            $"in {path}",
            $"give a file that holds KuCoin's whole reply, as curl saves it from {endpoint}",
            ExitCode.BadInput);

    private static void SayEach(TextWriter error, IReadOnlyList<string> notes)
    {
        foreach (string note in notes)
        {
            error.WriteLine($"trifuse: {note}");
        }
    }

    private static string[] StartsOf(ParseResult parsed)
    {
        string[] named = parsed.GetValue(Starts) ?? [];
        return named
            .DefaultIfEmpty("USDT")
            .SelectMany(s => s.Split(
                ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
    }

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
