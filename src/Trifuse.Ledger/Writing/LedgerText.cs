using System.Globalization;
using System.Text;
using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;
using Trifuse.Trading.Execution;

namespace Trifuse.Ledger.Writing;

/// <summary>The words and forms in which values stand in the ledger.</summary>
internal static class LedgerText
{
    /// <summary>Every digit, without exponent and trailing zeros.</summary>
    public static string Of(ExactDecimal amount) => amount.Normalized().ToString();

    public static string Of(Side side) => side == Side.Buy ? "buy" : "sell";

    /// <summary>PostgreSQL keeps no NUL in a text; the exchange's words could hold one.</summary>
    public static string Of(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8).Replace('\0', ' ');

    /// <summary>
    /// As the exchange writes it: decimal digits, or the 24 hexadecimal ones of older traffic.
    /// </summary>
    public static string Of(TradeId id) => (id.Value >> 127) != UInt128.Zero
        ? (id.Value & (UInt128.MaxValue >> 1)).ToString("x24", CultureInfo.InvariantCulture)
        : id.Value.ToString(CultureInfo.InvariantCulture);

    public static string Of(RejectionKind kind) => kind switch
    {
        RejectionKind.InsufficientBalance => "insufficient_balance",
        RejectionKind.Increment => "increment",
        RejectionKind.Size => "size",
        RejectionKind.SymbolHalted => "symbol_halted",
        RejectionKind.Auth => "auth",
        RejectionKind.RateLimited => "rate_limited",
        RejectionKind.DuplicateClientId => "duplicate_client_id",
        _ => "other",
    };

    public static long Flag(bool value) => value ? 1L : 0L;
}
