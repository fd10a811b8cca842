using System.Security.Cryptography;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Core.Text;

namespace Trifuse.Trading.Signals;

/// <summary>
/// SHA-256 over the exact decisions in their order: cascade number, and for each leg symbol, side, amount,
/// expected output and, if it has one, limit price, then cost and output, as canonical text. Times, slots and
/// refusals are not in it.
/// Two runs that decide the same have the same hash. Appending does not allocate.
/// </summary>
public sealed class DecisionHash : IDisposable
{
    /// <summary>Bytes of a hash.</summary>
    public const int Length = 32;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _text = new byte[1024];
    private readonly SymbolTable _symbols;

    /// <summary>Starts with no decisions. Symbols enter by their codes.</summary>
    public DecisionHash(SymbolTable symbols) => _symbols = symbols;

    /// <summary>How many decisions are in it.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a decision.</summary>
    public void Append(ref readonly Signal signal)
    {
        var writer = new Utf8Writer(_text);
        writer.Append(signal.Cascade);
        for (int i = 0; i < 3; i++)
        {
            ref readonly SignalLeg leg = ref signal.Legs[i];
            writer.Append(' ');
            writer.Append(_symbols.NameOf(leg.Symbol));
            writer.Append(leg.Side == Side.Buy ? " buy " : " sell ");
            writer.Append(leg.PredictedAmount);
            writer.Append(' ');
            writer.Append(leg.PredictedOutput);
            if (leg.LimitPrice.IsPositive)
            {
                AppendLast(ref writer, leg.LimitPrice);
            }
        }
        AppendLast(ref writer, signal.PredictedCost);
        AppendLast(ref writer, signal.PredictedOutput);
        writer.Append('\n');
        Core.Check.That(!writer.Truncated);
        _hash.AppendData(writer.Written);
        Count++;
    }

    /// <summary>Writes the hash of the decisions so far (32 bytes) and goes on.</summary>
    public void GetHash(Span<byte> destination)
    {
        Core.Check.That(_hash.GetCurrentHash(destination) == Length);
    }

    /// <summary>The hash so far as 64 lower-case hexadecimal digits. Allocates.</summary>
    public string GetHashText()
    {
        Span<byte> bytes = stackalloc byte[Length];
        GetHash(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static void AppendLast(ref Utf8Writer writer, ExactDecimal value)
    {
        writer.Append(' ');
        writer.Append(value);
    }
}
