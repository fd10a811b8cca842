using System.Globalization;

namespace Trifuse.Simulator.Matching;

/// <summary>The form of an order request, whatever the symbol (KuCoin protocol 4.1).</summary>
public static class RequestForm
{
    private const int ClientOidMaxLength = 40;
    private const int TagsMaxLength = 20;

    /// <summary>Null when every field is one that the exchange knows.</summary>
    public static Rejection? Check(OrderRequest request, long nowMs)
    {
        if (request.Side is not ("buy" or "sell"))
        {
            return OrderValidation.Parameter("side should be buy or sell");
        }

        if (request.Type is not ("limit" or "market" or null or ""))
        {
            return OrderValidation.Parameter("type should be limit or market");
        }

        if (request.TimeInForce is not (null or "" or "GTC" or "GTT" or "IOC" or "FOK"))
        {
            return OrderValidation.Parameter("timeInForce should be GTC, GTT, IOC or FOK");
        }

        if (request.Stp is not (null or "" or "CN" or "CO" or "CB" or "DC"))
        {
            return OrderValidation.Parameter("stp should be CN, CO, CB or DC");
        }

        if (request.ClientOid is not null && !IsClientOid(request.ClientOid))
        {
            return OrderValidation.Parameter("clientOid should be at most 40 letters, digits, _ or -");
        }

        if (!IsAscii(request.Remark, request.RemarkMaxLength))
        {
            return OrderValidation.Parameter(
                "remark should be at most " + request.RemarkMaxLength + " ASCII characters");
        }

        if (!IsAscii(request.Tags, TagsMaxLength))
        {
            return OrderValidation.Parameter("tags should be at most 20 ASCII characters");
        }

        return WindowMissed(request, nowMs)
            ? OrderValidation.Parameter("allowMaxTimeWindow exceeded") : null;
    }

    /// <summary>
    /// The ticket without its amounts. FOK forces stp CN; post-only is void with IOC and FOK; market orders
    /// have none of the limit orders' options (5.1).
    /// </summary>
    public static OrderTicket Draft(OrderRequest request, SymbolState symbol, string fallbackClientOid)
    {
        bool isLimit = !string.Equals(request.Type, "market", StringComparison.Ordinal);
        TimeInForce time = isLimit ? TimeInForceOf(request.TimeInForce) : TimeInForce.Gtc;
        string? stp = string.IsNullOrEmpty(request.Stp) ? null : request.Stp;
        bool mayRest = isLimit && time is TimeInForce.Gtc or TimeInForce.Gtt;
        return new OrderTicket
        {
            Symbol = symbol,
            ClientOid = string.IsNullOrEmpty(request.ClientOid) ? fallbackClientOid : request.ClientOid,
            Side = string.Equals(request.Side, "buy", StringComparison.Ordinal)
                ? OrderSide.Buy : OrderSide.Sell,
            Type = isLimit ? OrderType.Limit : OrderType.Market,
            TimeInForce = time,
            PostOnly = mayRest && request.PostOnly,
            Hidden = isLimit && request.Hidden,
            Iceberg = isLimit && request.Iceberg && !request.Hidden,
            CancelAfterSeconds = SecondsOf(request.CancelAfter),
            Stp = time == TimeInForce.Fok ? "CN" : stp,
            Remark = request.Remark,
            Tags = request.Tags,
        };
    }

    private static TimeInForce TimeInForceOf(string? text) => text switch
    {
        "IOC" => TimeInForce.Ioc,
        "FOK" => TimeInForce.Fok,
        "GTT" => TimeInForce.Gtt,
        _ => TimeInForce.Gtc,
    };

    private static long SecondsOf(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            ? seconds
            : -1;

    private static bool IsClientOid(string text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_' && c != '-')
            {
                return false;
            }
        }

        return text.Length <= ClientOidMaxLength;
    }

    private static bool IsAscii(string? text, int length) =>
        text is null || (text.Length <= length && System.Text.Ascii.IsValid(text));

    private static bool WindowMissed(OrderRequest request, long nowMs) =>
        long.TryParse(request.AllowMaxTimeWindow, CultureInfo.InvariantCulture, out long window)
        && long.TryParse(request.ClientTimestamp, CultureInfo.InvariantCulture, out long stamp)
        && unchecked(stamp + window) < nowMs;
}
