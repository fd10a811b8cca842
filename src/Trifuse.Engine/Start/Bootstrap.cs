using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Config;
using Trifuse.Engine.Connections;
using Trifuse.KuCoin;
using Trifuse.KuCoin.Rest;
using Trifuse.Net.Linux;
using Trifuse.Trading.Market;

namespace Trifuse.Engine.Start;

/// <summary>
/// The start of a run up to the point where threads begin: the exchange's clock, the symbols, the account's
/// fees and balances. Each step that fails ends the start with one sentence.
/// </summary>
internal sealed class Bootstrap(EngineConfig config, ControlClient client, RunMode mode)
{
    private const int FeeAttempts = 3;

    /// <summary>Server time - local time in ms, measured by <see cref="TryFetch"/>.</summary>
    public long ClockOffsetMs { get; private set; }

    /// <summary>What the operator should know although the start goes on: one sentence each.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>Fetches what the run has to know; null with the reason when that fails.</summary>
    public MarketFacts? TryFetch(uint run, out Universe? universe, out StartProblem? problem)
    {
        universe = null;
        if (!TryMeasureClock(out problem))
        {
            return null;
        }
        client.ClockOffsetMs = ClockOffsetMs;
        if (mode != RunMode.Record && !TryCheckKey(out problem))
        {
            return null;
        }
        ControlReply reply = client.Get(Endpoints.Symbols);
        if (reply.IsTransportFailure)
        {
            problem = new StartProblem(reply.Problem);
            return null;
        }
        byte[] body = reply.Body.ToArray();
        Reply<SymbolsReply> symbols = SymbolsReply.Parse(reply.Status, body);
        if (!symbols.IsGood)
        {
            problem = new StartProblem(symbols.Cause);
            return null;
        }
        var noFees = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        Notes.AddRange(symbols.Value.BadRows);
        problem = StartCurrencies.WhyUnknown(config.Market.StartCurrencies, symbols.Value.Symbols);
        if (problem is not null)
        {
            return null;
        }
        UniverseResult draft = SetupBuilder.BuildUniverse(config, symbols.Value.Symbols, noFees);
        if (draft.Universe is null)
        {
            problem = new StartProblem(draft.Error!, IsBadInput: symbols.Value.Symbols.Count > 0);
            return null;
        }
        IReadOnlyDictionary<string, ExactDecimal>? fees = mode == RunMode.Record
            ? noFees
            : TryFetchFees(draft.Universe, out problem);
        IReadOnlyDictionary<string, ExactDecimal>? balances =
            fees is null ? null : TryFetchBalances(out problem);
        if (fees is null || balances is null)
        {
            return null;
        }
        UniverseResult final = SetupBuilder.BuildUniverse(config, symbols.Value.Symbols, fees);
        universe = final.Universe;
        Notes.AddRange(final.Warnings);
        foreach (RefusedSymbol refused in final.Refused)
        {
            Notes.Add($"{refused.Name} is left out: {refused.Reason}");
        }
        return new MarketFacts
        {
            SymbolsBody = body,
            TakerFees = fees,
            Balances = balances,
            Run = run,
            Mode = mode,
            UtcOffsetNs = RealtimeClock.NowNs() - MonotonicClock.NowNs(),
        };
    }

    // The first call pays for name, connection and handshake; only a second one measures the clock.
    private bool TryMeasureClock(out StartProblem? problem)
    {
        for (int attempt = 0; attempt < 2; attempt++)
        {
            long beforeNs = RealtimeClock.NowNs();
            ControlReply reply = client.Get(Endpoints.Timestamp);
            long afterNs = RealtimeClock.NowNs();
            if (reply.IsTransportFailure)
            {
                problem = new StartProblem(reply.Problem);
                return false;
            }
            Reply<TimestampReply> time = TimestampReply.Parse(reply.Status, reply.Body);
            if (!time.IsGood)
            {
                problem = new StartProblem(time.Cause);
                return false;
            }
            ClockOffsetMs = time.Value.ServerMs - ((beforeNs + afterNs) / 2_000_000);
        }
        problem = null;
        long toleranceMs = config.Exchange.ClockToleranceNs / 1_000_000;
        if (Math.Abs(ClockOffsetMs) > toleranceMs)
        {
            problem = new StartProblem(
                $"This machine's clock is {Math.Abs(ClockOffsetMs)} ms "
                + $"{(ClockOffsetMs > 0 ? "behind" : "ahead of")} the exchange's, the tolerance is "
                + $"{toleranceMs} ms (exchange.clock_tolerance_ms). "
                + "Set the clock, for example with chrony or systemd-timesyncd.");
        }
        return problem is null;
    }

    private bool TryCheckKey(out StartProblem? problem)
    {
        ControlReply reply = client.GetSigned(Endpoints.ApiKey);
        if (reply.IsTransportFailure)
        {
            problem = new StartProblem(reply.Problem);
            return false;
        }
        Reply<ApiKeyReply> key = ApiKeyReply.Parse(reply.Status, reply.Body);
        problem = key.IsGood
            ? null
            : new StartProblem(key.Cause, IsBadInput: key.Fault == OrderFault.Authentication);
        if (key.IsGood && !key.Value.CanTrade)
        {
            problem = new StartProblem(
                "The API key may not trade (its permissions lack Spot). Give it that permission on KuCoin's "
                + "key page; order tests need it too.",
                IsBadInput: true);
        }
        if (key.IsGood && mode == RunMode.Live
            && key.Value.CanWithdraw && !config.Exchange.AllowWithdrawalKey)
        {
            problem = new StartProblem(
                "The API key may withdraw. Trading needs no such right, and a stolen key could empty the "
                + "account: make a key without it, or set exchange.allow_withdrawal_key = true if it has "
                + "to be.",
                IsBadInput: true);
        }
        return problem is null;
    }

    /// <summary>The account's fee rates for the symbols of a universe; null with the reason.</summary>
    public Dictionary<string, ExactDecimal>? TryFetchFees(Universe universe, out StartProblem? problem)
    {
        problem = null;
        var fees = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        for (int start = 0; start < universe.SymbolCount; start += Endpoints.TradeFeesMaxSymbols)
        {
            int end = Math.Min(universe.SymbolCount, start + Endpoints.TradeFeesMaxSymbols);
            string[] names = new string[end - start];
            for (int i = start; i < end; i++)
            {
                names[i - start] = universe.SpecOf(new SymbolId(i)).Name;
            }
            FeesReply? reply = TryFetchFees(names, out problem);
            if (reply is null)
            {
                return null;
            }
            foreach (SymbolFee fee in reply.Fees)
            {
                fees[fee.Symbol] = fee.TakerFeeRate;
            }
        }
        return TryFillMissing(universe, fees, out problem) ? fees : null;
    }

    // A symbol that trade-fees does not name pays the account's base rate times its
    // coefficient (KuCoin protocol section 9).
    private bool TryFillMissing(
        Universe universe, Dictionary<string, ExactDecimal> fees, out StartProblem? problem)
    {
        problem = null;
        if (fees.Count >= universe.SymbolCount)
        {
            return true;
        }
        ControlReply reply = client.GetSigned($"{Endpoints.BaseFee}?currencyType=0");
        if (reply.IsTransportFailure)
        {
            problem = new StartProblem(reply.Problem);
            return false;
        }
        Reply<BaseFeeReply> baseFee = BaseFeeReply.Parse(reply.Status, reply.Body);
        if (!baseFee.IsGood)
        {
            problem = new StartProblem(baseFee.Cause);
            return false;
        }
        for (int i = 0; i < universe.SymbolCount; i++)
        {
            SymbolSpec spec = universe.SpecOf(new SymbolId(i));
            ExactDecimal rate = FeeRates.FromBase(baseFee.Value.TakerFeeRate, spec.TakerFeeCoefficient);
            if (fees.TryAdd(spec.Name, rate))
            {
                Notes.Add(
                    $"{spec.Name} has no fee rate of its own: the base rate times its coefficient counts, "
                    + $"{rate}.");
            }
        }
        return true;
    }

    private FeesReply? TryFetchFees(string[] names, out StartProblem? problem)
    {
        problem = null;
        for (int attempt = 0; attempt < FeeAttempts; attempt++)
        {
            ControlReply reply = client.GetSigned($"{Endpoints.TradeFees}?symbols={string.Join(',', names)}");
            if (reply.IsTransportFailure)
            {
                problem = new StartProblem(reply.Problem);
                continue;
            }
            Reply<FeesReply> fees = FeesReply.Parse(reply.Status, reply.Body);
            if (fees.IsGood)
            {
                return fees.Value;
            }
            problem = new StartProblem(fees.Cause);
        }
        return null;
    }

    /// <summary>What is available of each currency; in paper mode what the configuration says.</summary>
    public IReadOnlyDictionary<string, ExactDecimal>? TryFetchBalances(out StartProblem? problem)
    {
        problem = null;
        if (mode != RunMode.Live)
        {
            return config.Paper.Balances;
        }
        ControlReply reply = client.GetSigned($"{Endpoints.Accounts}?type=trade");
        if (reply.IsTransportFailure)
        {
            problem = new StartProblem(reply.Problem);
            return null;
        }
        Reply<AccountsReply> accounts = AccountsReply.Parse(reply.Status, reply.Body);
        if (!accounts.IsGood)
        {
            problem = new StartProblem(accounts.Cause);
            return null;
        }
        var balances = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        foreach (AccountRow row in accounts.Value.Accounts)
        {
            if (row.IsTrade)
            {
                balances[row.Currency] = row.Available;
            }
        }
        return balances;
    }
}
