using System.Globalization;
using System.Text;
using Trifuse.Core.Numbers;
using Trifuse.Engine.Tape;

namespace Trifuse.Engine.Start;

/// <summary>
/// What a run knows of exchange and account before its first frame: fetched at start-up, or read from the
/// head of a tape. Together with the configuration it decides everything that a hot core is made from.
/// </summary>
internal sealed record MarketFacts
{
    private const string RunSection = TapeHead.Run;

    /// <summary>The symbols reply, as it came.</summary>
    public required byte[] SymbolsBody { get; init; }

    /// <summary>
    /// Final taker rates by symbol; a symbol without one has the default rate times its coefficient.
    /// </summary>
    public required IReadOnlyDictionary<string, ExactDecimal> TakerFees { get; init; }

    /// <summary>What may be spent, by currency: the account's, or the paper balances.</summary>
    public required IReadOnlyDictionary<string, ExactDecimal> Balances { get; init; }

    /// <summary>Number of the run.</summary>
    public required uint Run { get; init; }

    /// <summary>What the run does.</summary>
    public required RunMode Mode { get; init; }

    /// <summary>Wall clock - monotonic clock.</summary>
    public required long UtcOffsetNs { get; init; }

    /// <summary>Writes the facts into the head of a tape.</summary>
    public void WriteTo(TapeHead head)
    {
        head.Add(TapeHead.Symbols, SymbolsBody);
        head.Add(TapeHead.Fees, TextOf(TakerFees));
        head.Add(TapeHead.Balances, TextOf(Balances));
        head.Add(RunSection, Run.ToString(CultureInfo.InvariantCulture));
        head.Add(TapeHead.Mode, Mode.ToString());
    }

    /// <summary>
    /// Reads the facts from the head of a tape; null with a sentence when something is missing.
    /// </summary>
    public static MarketFacts? ReadFrom(TapeHead head, out string problem)
    {
        problem = "";
        if (!head.TryGet(TapeHead.Symbols, out ReadOnlyMemory<byte> symbols)
            || !uint.TryParse(head.Text(RunSection), CultureInfo.InvariantCulture, out uint run)
            || !Enum.TryParse(head.Text(TapeHead.Mode), out RunMode mode)
            || Parse(head.Text(TapeHead.Fees)) is not { } fees
            || Parse(head.Text(TapeHead.Balances)) is not { } balances)
        {
            problem = "The tape's head lacks symbols, fees, balances, run or mode. Record it again.";
            return null;
        }
        return new MarketFacts
        {
            SymbolsBody = symbols.ToArray(),
            TakerFees = fees,
            Balances = balances,
            Run = run,
            Mode = mode,
            UtcOffsetNs = head.StartUtcNs - head.StartNs,
        };
    }

    private static string TextOf(IReadOnlyDictionary<string, ExactDecimal> amounts)
    {
        var text = new StringBuilder();
        foreach ((string name, ExactDecimal amount) in
            amounts.OrderBy(static p => p.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(' ').Append(amount.ToString()).Append('\n');
        }
        return text.ToString();
    }

    private static Dictionary<string, ExactDecimal>? Parse(string text)
    {
        var amounts = new Dictionary<string, ExactDecimal>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ');
            if (parts.Length != 2
                || !DecimalText.TryParse(Encoding.ASCII.GetBytes(parts[1]), out ExactDecimal amount))
            {
                return null;
            }
            amounts[parts[0]] = amount;
        }
        return amounts;
    }
}
