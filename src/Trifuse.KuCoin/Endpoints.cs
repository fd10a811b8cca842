namespace Trifuse.KuCoin;

/// <summary>Hosts, paths and topics of the exchange (KuCoin protocol sections 0, 3, 4 and 6).</summary>
public static class Endpoints
{
    /// <summary>The REST host of the global site.</summary>
    public const string Host = "api.kucoin.com";

    /// <summary>GET, public: server time in ms.</summary>
    public const string Timestamp = "/api/v1/timestamp";

    /// <summary>GET, public: open, close or cancelonly.</summary>
    public const string Status = "/api/v1/status";

    /// <summary>GET, public: all symbols with their trading rules.</summary>
    public const string Symbols = "/api/v2/symbols";

    /// <summary>GET, public: the deprecated list, without fee coefficients and minFunds.</summary>
    public const string SymbolsV1 = "/api/v1/symbols";

    /// <summary>GET, public: the last quotes of all symbols.</summary>
    public const string AllTickers = "/api/v1/market/allTickers";

    /// <summary>GET, public, with ?symbol=: 100 levels a side with the sequence number.</summary>
    public const string Level2Part100 = "/api/v1/market/orderbook/level2_100";

    /// <summary>GET, signed, with ?symbol=: the full book.</summary>
    public const string Level2Full = "/api/v3/market/orderbook/level2";

    /// <summary>POST, public: token and servers of the public stream.</summary>
    public const string BulletPublic = "/api/v1/bullet-public";

    /// <summary>POST, signed, empty body: token and servers of the private stream.</summary>
    public const string BulletPrivate = "/api/v1/bullet-private";

    /// <summary>POST, signed: places an order.</summary>
    public const string Orders = "/api/v1/hf/orders";

    /// <summary>POST, signed: checks an order and throws it away.</summary>
    public const string OrdersTest = "/api/v1/hf/orders/test";

    /// <summary>GET or DELETE, signed, followed by /{clientOid}?symbol=.</summary>
    public const string OrdersByClientId = "/api/v1/hf/orders/client-order";

    /// <summary>GET, signed, with ?symbol= and &amp;orderId=.</summary>
    public const string Fills = "/api/v1/hf/fills";

    /// <summary>GET, signed, with ?type=trade: balances.</summary>
    public const string Accounts = "/api/v1/accounts";

    /// <summary>
    /// GET, signed: true when the account is a legacy one whose balances have the type trade_hf.
    /// </summary>
    public const string HfAccountsOpened = "/api/v1/hf/accounts/opened";

    /// <summary>GET, signed: the account's base fee rates, before symbol coefficients.</summary>
    public const string BaseFee = "/api/v1/base-fee";

    /// <summary>GET, signed, with ?symbols= (at most ten): final fee rates.</summary>
    public const string TradeFees = "/api/v1/trade-fees";

    /// <summary>The host of order entry over WebSocket that belongs to <see cref="Host"/>.</summary>
    public const string OrderEntryHost = "wsapi.kucoin.com";

    /// <summary>WebSocket, signed in by its query: order entry.</summary>
    public const string OrderEntryPath = "/v1/private";

    /// <summary>GET, signed: the key's own permissions.</summary>
    public const string ApiKey = "/api/v1/user/api-key";

    /// <summary>The private topic of order events.</summary>
    public const string OrdersTopic = "/spotMarket/tradeOrdersV2";

    /// <summary>The private topic of balances.</summary>
    public const string BalanceTopic = "/account/balance";

    /// <summary>How many symbols one trade-fees request may name.</summary>
    public const int TradeFeesMaxSymbols = 10;
}
