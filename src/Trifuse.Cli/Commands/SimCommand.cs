using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Cli.Commands;

/// <summary>The verb `sim`: a KuCoin-compatible exchange on loopback, until it is told to stop.</summary>
public static class SimCommand
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port on 127.0.0.1; 0 takes a free one.",
    };

    private static readonly Option<string?> CaFile = new("--ca-file")
    {
        Description = "Write the PEM of this run's certificate authority here, for clients to trust.",
    };

    private static readonly Option<string?> CaKeyFile = new("--ca-key-file")
    {
        Description = "Keep the authority: its private key stands here and its PEM in --ca-file; both are used "
            + "again when they exist.",
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Market data: synthetic, a shipped capture (kucoin-2021, poloniex-2022, binance-2024), "
            + "or a kcap file.",
        DefaultValueFactory = _ => SimulatorOptions.SyntheticWorld,
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "Seed of the synthetic market, of generated rules and of the latencies.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<double> Speed = new("--speed")
    {
        Description = "Pace of a capture; 2 is twice the recorded pace.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Once = new("--once")
    {
        Description = "Play a capture once instead of in a loop.",
    };

    private static readonly Option<bool> StartOnSubscribe = new("--start-on-subscribe")
    {
        Description = "The market stands still until a client subscribes to it.",
    };

    private static readonly Option<double> UpdatesRate = new("--updates-rate")
    {
        Description = "Synthetic: updates per second over the whole market.",
        DefaultValueFactory = _ => new SyntheticOptions().UpdatesPerSecond,
    };

    private static readonly Option<double> OpportunityRate = new("--opportunity-rate")
    {
        Description = "Synthetic: triangles opened per second.",
        DefaultValueFactory = _ => new SyntheticOptions().OpportunitiesPerSecond,
    };

    private static readonly Option<string> OpportunityBps = new("--opportunity-bps")
    {
        Description = "Synthetic: gross gain of an opened triangle, MIN-MAX in basis points.",
        DefaultValueFactory = _ => "40-120",
    };

    private static readonly Option<string> OpportunityLife = new("--opportunity-life")
    {
        Description = "Synthetic: how long a triangle stays open, MIN-MAX in milliseconds.",
        DefaultValueFactory = _ => "20-400",
    };

    private static readonly Option<string[]> Balances = new("--balance")
    {
        Description = "Start balance, for example USDT=10000; may be given again. Without any: USDT=10000, "
            + "USDC=10000, BTC=0.5, ETH=5, KCS=500.",
    };

    private static readonly Option<int> FeeTier = new("--fee-tier")
    {
        Description = "VIP level 0 to 12: base fee and rate limits.",
    };

    private static readonly Option<string> Latency = new("--latency")
    {
        Description = "zero, lan, default, or medians in ms: REPLY,MATCH,PUSH[,BALANCE].",
        DefaultValueFactory = _ => "default",
    };

    private static readonly Option<string> SizeCutOption = new("--size-cut")
    {
        Description = "Buys by funds are cut to the symbol's increment (increment) or to 8 decimals (8).",
        DefaultValueFactory = _ => "increment",
    };

    private static readonly Option<string> Key = new("--key")
    {
        Description = "API key of the simulator (it opens nothing else).",
        DefaultValueFactory = _ => SimulatorOptions.DefaultKey,
    };

    private static readonly Option<string> Secret = new("--secret")
    {
        Description = "Its signing secret, a simulator value like the key.",
        DefaultValueFactory = _ => SimulatorOptions.DefaultSecret,
    };

    private static readonly Option<string> Passphrase = new("--passphrase")
    {
        Description = "Its passphrase.",
        DefaultValueFactory = _ => SimulatorOptions.DefaultPassphrase,
    };

    private static readonly Option<string> Permissions = new("--permissions")
    {
        Description = "What the key may do: General reads, Spot trades, Transfer withdraws.",
        DefaultValueFactory = _ => "General,Spot",
    };

    private static readonly Option<bool> NoRateLimit = new("--no-rate-limit")
    {
        Description = "Never answer 429; the rate limit headers stay.",
    };

    private static readonly Option<double> PingIntervalMs = new("--ping-interval")
    {
        Description = "pingInterval told to clients, in ms.",
        DefaultValueFactory = _ => 18_000,
    };

    private static readonly Option<double> PingTimeoutMs = new("--ping-timeout")
    {
        Description = "pingTimeout, in ms; a client silent for both together is closed.",
        DefaultValueFactory = _ => 10_000,
    };

    private static readonly Option<double> ClockShift = new("--clock-shift")
    {
        Description = "How far the exchange's clock is ahead of this machine's, in seconds; negative: behind.",
        HelpName = "seconds",
    };

    private static readonly Option<bool> ReadyJson = new("--ready-json")
    {
        Description = "Say readiness, and at the end the summary, as one line of JSON each.",
    };

    private static readonly Option<bool> ExitWithParent = new("--exit-with-parent")
    {
        Description = "Stop when standard input closes, and only then: a Ctrl-C that the terminal sends to both is "
            + "the parent's to act on.",
    };

    public static Command Create()
    {
        var command = new Command(
            "sim",
            "A KuCoin-compatible exchange on https://127.0.0.1 with real TLS, signatures, accounts and "
            + "matching, on recorded or synthetic market data. See docs/simulator.md.");
        Option[] options =
        [
            Port, CaFile, CaKeyFile, Data, Seed, Speed, Once, StartOnSubscribe, UpdatesRate, OpportunityRate,
            OpportunityBps, OpportunityLife, Balances, FeeTier, Latency, SizeCutOption, Key, Secret,
                Passphrase, Permissions,
            NoRateLimit, PingIntervalMs, PingTimeoutMs, ClockShift, ReadyJson, ExitWithParent,
        ];
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        TextWriter error = parsed.InvocationConfiguration.Error;
        using var signals = new StopSignals();
        // Not disposed: the end of standard input may still come while the run winds down.
        CancellationTokenSource stop = parsed.GetValue(ExitWithParent)
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellation)
            : CancellationTokenSource.CreateLinkedTokenSource(cancellation, signals.Token);
        try
        {
            bool asJson = parsed.GetValue(ReadyJson);
            string? caFile = parsed.GetValue(CaFile);
            SimulatorOptions options = ReadOptions(parsed);
            await using RunningSimulator simulator = await ExchangeSimulator.StartAsync(options, stop.Token);
            output.WriteLine(asJson ? ReadyLine(simulator, caFile) : ReadyText(simulator, caFile));
            output.Flush();
            if (parsed.GetValue(ExitWithParent))
            {
                WatchParent(stop);
            }

            await WaitAsync(stop.Token);
            output.WriteLine(asJson ? SummaryLine(simulator) : SummaryText(simulator));
            return simulator.Failure is { } failure
                ? Failure.Say(error, "sim: the exchange thread failed: " + failure.Message, ExitCode.Failed)
                : ExitCode.Done;
        }
        catch (SimulatorStartException e)
        {
            int exitCode = e.IsBadInput ? ExitCode.BadInput : ExitCode.Failed;
            return Failure.Say(error, "sim: " + e.Message, exitCode);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Done;
        }
    }

    private static void WatchParent(CancellationTokenSource stop)
    {
        var watcher = new Thread(() =>
        {
            try
            {
                while (Console.In.Read() >= 0)
                {
                    // Whatever the parent writes is of no interest; only the end is.
                }

                stop.Cancel();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // Standard input has gone, or the run has ended already.
            }
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        watcher.Start();
    }

    private static async Task WaitAsync(CancellationToken stopped)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stopped);
        }
        catch (OperationCanceledException)
        {
            // This is how a run ends.
        }
    }

    private static SimulatorOptions ReadOptions(ParseResult parsed)
    {
        (double minBps, double maxBps) = Range("--opportunity-bps", parsed.GetValue(OpportunityBps)!);
        (double minMs, double maxMs) = Range("--opportunity-life", parsed.GetValue(OpportunityLife)!);
        return new SimulatorOptions
        {
            Port = parsed.GetValue(Port),
            CaFile = parsed.GetValue(CaFile),
            CaKeyFile = parsed.GetValue(CaKeyFile),
            World = parsed.GetValue(Data)!,
            Seed = parsed.GetValue(Seed),
            Speed = parsed.GetValue(Speed),
            Loop = !parsed.GetValue(Once),
            StartOnSubscribe = parsed.GetValue(StartOnSubscribe),
            Synthetic = new SyntheticOptions
            {
                UpdatesPerSecond = parsed.GetValue(UpdatesRate),
                OpportunitiesPerSecond = parsed.GetValue(OpportunityRate),
                GrossMinBps = minBps,
                GrossMaxBps = maxBps,
                LifetimeMinMs = minMs,
                LifetimeMaxMs = maxMs,
            },
            Key = parsed.GetValue(Key)!,
            Secret = parsed.GetValue(Secret)!,
            Passphrase = parsed.GetValue(Passphrase)!,
            Permissions = parsed.GetValue(Permissions)!,
            ClockShift = ShiftOf(parsed.GetValue(ClockShift)),
            FeeTier = parsed.GetValue(FeeTier),
            SizeCut = CutOf(parsed.GetValue(SizeCutOption)!),
            Balances = BalancesOf(parsed.GetValue(Balances) ?? []),
            Latency = LatencyOf(parsed.GetValue(Latency)!),
            PingInterval = TimeSpan.FromMilliseconds(parsed.GetValue(PingIntervalMs)),
            PingTimeout = TimeSpan.FromMilliseconds(parsed.GetValue(PingTimeoutMs)),
            EnforceRateLimits = !parsed.GetValue(NoRateLimit),
        };
    }

    private static TimeSpan ShiftOf(double seconds) => Math.Abs(seconds) <= 86_400
        ? TimeSpan.FromSeconds(seconds)
        : throw Bad("--clock-shift must be from -86400 to 86400 seconds.");

    private static SizeCut CutOf(string text) => text switch
    {
        "increment" => SizeCut.BaseIncrement,
        "8" => SizeCut.EightDecimals,
        _ => throw Bad("--size-cut must be increment or 8."),
    };

    private static (double Low, double High) Range(string option, string text)
    {
        string[] parts = text.Split('-');
        return parts.Length == 2 && Number(parts[0], out double low) && Number(parts[1], out double high)
            ? (low, high)
            : throw Bad(option + " must be MIN-MAX, for example 40-120.");
    }

    private static SimulatorStartException Bad(string message) => new(message) { IsBadInput = true };

    private static bool Number(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);

    private static LatencyModel LatencyOf(string text)
    {
        switch (text)
        {
            case "zero":
                return LatencyModel.Zero;
            case "lan":
                return LatencyModel.Lan;
            case "default":
                return LatencyModel.Default;
            default:
                break;
        }

        double[] medians = new double[4];
        string[] parts = text.Split(',');
        bool good = parts.Length is 3 or 4;
        for (int i = 0; i < parts.Length && good; i++)
        {
            good = Number(parts[i], out medians[i]);
        }

        return good
            ? new LatencyModel(medians[0], medians[1], medians[2], medians[3])
            : throw Bad(
                "--latency must be zero, lan, default or REPLY,MATCH,PUSH[,BALANCE] in milliseconds.");
    }

    private static IReadOnlyDictionary<string, Dec> BalancesOf(string[] texts)
    {
        if (texts.Length == 0)
        {
            return SimulatorOptions.DefaultBalances;
        }

        var balances = new Dictionary<string, Dec>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !Dec.TryParse(text.AsSpan(equals + 1), out Dec amount)
                || !balances.TryAdd(text[..equals], amount))
            {
                throw Bad(
                    "--balance " + text
                        + " must be CURRENCY=AMOUNT, each currency once, for example USDT=10000.");
            }
        }

        return balances;
    }

    private static string ReadyText(RunningSimulator simulator, string? caFile) =>
        "exchange ready at " + simulator.BaseUrl + " (" + simulator.WorldDescription + ")"
        + (caFile is null ? string.Empty : ", CA in " + caFile);

    private static string ReadyLine(RunningSimulator simulator, string? caFile) => Json(w =>
    {
        w.WriteString("url", simulator.BaseUrl.ToString());
        w.WriteNumber("port", simulator.Port);
        w.WriteString("ca_file", caFile);
        w.WriteString("world", simulator.World);
        w.WriteBoolean("synthetic", simulator.IsSynthetic);
        w.WriteString("description", simulator.WorldDescription);
    });

    private static string SummaryText(RunningSimulator simulator)
    {
        SimulatorCounters c = simulator.Counters;
        return string.Create(CultureInfo.InvariantCulture,
            $"{simulator.World}: {c.OrdersAccepted} orders, {c.OrdersRefused} refused, {c.Fills} fills, "
            + $"{c.BookUpdates} book updates, {c.MarketPushes} market pushes, "
            + $"{c.PrivatePushes} private pushes, {c.OpportunitiesOpened} opportunities opened, "
            + $"{c.ClientsServed} clients, "
            + $"{c.ClientsTooSlow} dropped as too slow, {c.ClientsSilent} as silent");
    }

    private static string SummaryLine(RunningSimulator simulator) => Json(w =>
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
        AccountSnapshot account = simulator.Account();
        w.WriteStartObject("balances");
        foreach (Balance balance in account.Balances)
        {
            w.WriteString(balance.Currency, balance.Total.ToString());
        }

        w.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> fill)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            writer.WriteStartObject();
            fill(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
