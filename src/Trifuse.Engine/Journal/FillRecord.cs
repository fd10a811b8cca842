using Trifuse.Core.Domain;
using Trifuse.KuCoin.Rest;
using Trifuse.Trading.Reporting;

namespace Trifuse.Engine.Journal;

/// <summary>The journal's record of a fill as the exchange lists it.</summary>
internal static class FillRecord
{
    /// <summary>
    /// A fee in another currency than the quote is not read: its currency stays empty.
    /// </summary>
    public static void Of(
        ClientOrderId clientId, in FillRow fill, ReadOnlySpan<byte> quoteCurrency, out JournalRecord record)
    {
        var match = new OrderEvent
        {
            ClientId = clientId,
            OrderId = fill.OrderId,
            TradeId = fill.TradeId,
            ExchangeNs = fill.ExchangeMs * 1_000_000,
            MatchPrice = fill.Price,
            MatchSize = fill.Size,
        };
        JournalDetails.Fill(
            in match, fill.Fee, fill.FeeIsQuote ? quoteCurrency : default, FillSource.Query, out record);
    }
}
