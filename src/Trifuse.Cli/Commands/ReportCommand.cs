using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Trifuse.Cli.Ledger;
using Trifuse.Engine.Config;
using Trifuse.Ledger;
using Trifuse.Ledger.Reading;
using Trifuse.Ledger.Store;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `report`: what the ledger adds up to.</summary>
internal static class ReportCommand
{
    private static readonly Option<string?> From = new("--from")
    {
        Description = "Cascades that ended at this time or later: 2026-01-31 or 2026-01-31T13:30:00, UTC.",
        HelpName = "time",
    };

    private static readonly Option<string?> To = new("--to")
    {
        Description = "Cascades that ended before this time.",
        HelpName = "time",
    };

    private static readonly Option<string?> Triangle = new("--triangle")
    {
        Description = "Only this directed triangle, as its currencies in order: USDT-FLUX-USDC.",
        HelpName = "currencies",
    };

    private static readonly Option<string?> OfSymbol = new("--symbol")
    {
        Description = "Only cascades with a leg or an order on this symbol.",
        HelpName = "symbol",
    };

    private static readonly Option<string?> Cause = new("--cause")
    {
        Description = "Only this outcome, error or reason, as in report lines: filled, faded, fill_timeout.",
        HelpName = "word",
    };

    private static readonly Option<string?> By = new("--by")
    {
        Description = "A line for each triangle, symbol, cause or day as well.",
        HelpName = "what",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "One JSON object; amounts are strings with every digit.",
    };

    public static Command Create()
    {
        var command = new Command(
            "report",
            "What the cascades in the ledger add up to: profit and loss, win rate, where predicted profit "
            + "went, latency, fees, dust. Exact; reads the ledger only.");
        Option[] options = [From, To, Triangle, OfSymbol, Cause, By, Json];
        foreach (Option option in options)
        {
            command.Add(option);
        }
        By.AcceptOnlyFromAmong("triangle", "symbol", "cause", "day");
        return ConfigOptions.Serve(command, Run);
    }

    private static int Run(ParseResult parsed, EngineConfig config)
    {
        TextWriter error = parsed.InvocationConfiguration.Error;
        if (!TryTime(parsed, From, 0, error, out long fromNs)
            || !TryTime(parsed, To, long.MaxValue, error, out long toNs))
        {
            return ExitCode.BadInput;
        }
        using LedgerStore? store = LedgerPlace.OpenExisting(config, error, out int exitCode);
        if (store is null)
        {
            return exitCode;
        }
        var query = new ReportQuery
        {
            FromUtcNs = fromNs,
            ToUtcNs = toNs,
            Triangle = parsed.GetValue(Triangle),
            Symbol = parsed.GetValue(OfSymbol),
            Cause = parsed.GetValue(Cause),
        };
        if (!new LedgerReader(store).TryRead(
            query, out IReadOnlyList<CascadeFacts>? cascades, out LedgerProblem problem))
        {
            return Failure.Say(error, problem.Message, ExitCode.Failed);
        }
        var report = LedgerReport.Make(cascades, parsed.GetValue(By));
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            LedgerReportJson.Write(report, output);
        }
        else
        {
            LedgerReportText.Write(report, output);
        }
        return ExitCode.Done;
    }

    private static bool TryTime(
        ParseResult parsed, Option<string?> option, long otherwise, TextWriter error, out long utcNs)
    {
        utcNs = otherwise;
        if (parsed.GetValue(option) is not { } text)
        {
            return true;
        }
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] forms =
        [
            "yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.fff",
            "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.fffZ",
        ];
        CultureInfo culture = CultureInfo.InvariantCulture;
        bool isTime = DateTime.TryParseExact(text, forms, culture, Utc, out DateTime time)
            && time.Year is >= 1970 and < 2262;
        if (!isTime)
        {
            Failure.Say(
                error, $"{option.Name} {text} is not a time", "report", "write 2026-01-31T13:30:00", 0);
            return false;
        }
        utcNs = (time - DateTime.UnixEpoch).Ticks * 100;
        return true;
    }
}
