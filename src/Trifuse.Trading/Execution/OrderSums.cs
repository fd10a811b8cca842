using Trifuse.Core.Domain;
using Trifuse.Core.Numbers;

namespace Trifuse.Trading.Execution;

/// <summary>What an order came to, and whether its fee is the one reckoned with: rate x funds.</summary>
/// <param name="Size">Base currency matched.</param>
/// <param name="Funds">Quote currency matched.</param>
/// <param name="Fee">The fee in quote currency; its worth, when it was paid in another one.</param>
/// <param name="FeeLeavesQuote">True when the fee left the quote currency.</param>
/// <param name="FeeDiffers">
/// True when the exchange took another fee, or took it in another currency than the account is set to.
/// </param>
internal readonly record struct OrderSums(
    ExactDecimal Size, ExactDecimal Funds, ExactDecimal Fee, bool FeeLeavesQuote, bool FeeDiffers)
{
    /// <summary>By the order's own record, asked for by its client id.</summary>
    public static OrderSums Of(in OrderState state, ExactDecimal rate, FeePayment payment)
    {
        ExactDecimal expected = Cascade.Fee(state.DealFunds, rate);
        bool isAsSet = state.FeeIsQuote == (payment == FeePayment.Quote);
        bool differs = state.DealSize.IsPositive
            && (!isAsSet || (state.FeeIsQuote && state.Fee != expected));
        ExactDecimal fee = state.FeeIsQuote ? state.Fee : expected;
        return new OrderSums(state.DealSize, state.DealFunds, fee, state.FeeIsQuote, differs);
    }

    /// <summary>By its matches: their fees are known from fills, or reckoned at the rate.</summary>
    public static OrderSums Of(FillAccumulator fills, ExactDecimal rate, FeePayment payment)
    {
        bool leavesQuote = payment == FeePayment.Quote;
        ExactDecimal fee = fills.FeeAt(rate);
        if (fills.FeeCount == 0)
        {
            return new OrderSums(fills.Size, fills.Funds, fee, leavesQuote, FeeDiffers: false);
        }
        bool isQuote = fills.OtherFeeCount == 0;
        bool differs = isQuote != leavesQuote || (isQuote && fee != Cascade.Fee(fills.Funds, rate));
        return new OrderSums(fills.Size, fills.Funds, fee, isQuote, differs);
    }
}
