namespace Trifuse.Simulator;

/// <summary>
/// What the sources on KuCoin's protocol leave open or disagree about, as switches. Each default is the more
/// likely reading; the section names the part of the protocol sheet that tells the doubt.
/// </summary>
public sealed record Quirks
{
    /// <summary>Section 1.2: HTTP status of 400006 and 400007; 401 is the other candidate.</summary>
    public int PermissionStatus { get; init; } = 403;

    /// <summary>
    /// Sections 1.1 and 1.3: private calls signed with key version 1 or 2 are refused with 400008. Which
    /// calls do so is not known; ccxt still signs with 2, so the default lets them pass.
    /// </summary>
    public bool RefusesOldKeys { get; init; }

    /// <summary>
    /// Section 1.1: signatures over the percent-decoded target are taken as well as those over the target as
    /// sent. False: as sent only.
    /// </summary>
    public bool TakesDecodedTarget { get; init; } = true;

    /// <summary>Section 2: topics that one connection may have; one source says 500.</summary>
    public int TopicsPerConnection { get; init; } = 300;

    /// <summary>Section 4.1: orders in one multi call; older sources say 5.</summary>
    public int OrdersPerBatch { get; init; } = 20;

    /// <summary>Section 2: connections that one user may have at a time; 0: any number.</summary>
    public int ConnectionsPerUser { get; init; } = 50;

    /// <summary>
    /// Section 2: connections that one user may open in a minute; 0: any number. One client assumes 150.
    /// </summary>
    public int ConnectionsPerMinute { get; init; } = 30;

    /// <summary>
    /// Section 6.2: a new subscription of level1, ticker, depth or snapshot is told the present state at
    /// once. False: with the next change.
    /// </summary>
    public bool TellsStateAtOnce { get; init; } = true;

    /// <summary>
    /// Section 4.1: an order without clientOid is given one, and the reply tells it. False: the reply has
    /// none.
    /// </summary>
    public bool MakesClientOids { get; init; } = true;

    /// <summary>Section 5.5: code of a clientOid that was used before; margin uses 126044.</summary>
    public string DuplicateOidCode { get; init; } = "102426";

    /// <summary>Sections 4.3 and 5.6: code and text when an unknown order is to be cancelled.</summary>
    public string UnknownOnCancelCode { get; init; } = "400100";

    public string UnknownOnCancelText { get; init; } = "order_not_exist_or_not_allow_to_cancel";

    /// <summary>Section 4.3: code and text when an unknown order is asked for.</summary>
    public string UnknownOnQueryCode { get; init; } = "400100";

    public string UnknownOnQueryText { get; init; } = "The order does not exist.";

    /// <summary>
    /// Section 5.6: order refusals come from the newer family (102421 for the balance, 102427 for too many
    /// orders, 102429, 102434, 102435) instead of 200004, 200003 and 400100.
    /// </summary>
    public bool NewRefusalCodes { get; init; }

    /// <summary>Section 5.6: text of 200004; a log of 2026 says "Insufficient balance.".</summary>
    public string BalanceText { get; init; } = "Balance insufficient!";

    /// <summary>
    /// Section 5.2: type of the event that closes a fully executed market buy by size; "canceled" is the
    /// other candidate.
    /// </summary>
    public string MarketBuyBySizeEnds { get; init; } = "filled";

    /// <summary>
    /// Section 6.4: relation event of a hold that is released (without the prefix of the account type);
    /// "setted" and "other" are the other candidates.
    /// </summary>
    public string HoldReleaseEvent { get; init; } = "hold";

    /// <summary>
    /// Section 9: a fee paid in KCS shows in fills and orders as an amount of KCS with feeCurrency KCS.
    /// False: as the fee in the quote currency.
    /// </summary>
    public bool ShowsKcsFees { get; init; } = true;

    /// <summary>
    /// Section 6.1: a client that sends nothing is closed after this many times pingInterval + pingTimeout.
    /// With the usual times 2.2 gives 61.6 s; one client pings every 30 s only.
    /// </summary>
    public double SilenceFactor { get; init; } = 2.2;

    /// <summary>
    /// Section 6.1: a connection is cut without a close frame after so many hours; 0: never.
    /// </summary>
    public double ConnectionHours { get; init; } = 24;

    /// <summary>
    /// Section 6.1: a socket stays open after an error of a subscription (codes 400 to 415).
    /// </summary>
    public bool KeepsSocketAfterError { get; init; } = true;

    /// <summary>
    /// Section 6.3: level2 messages carry one change each, as recorded in 2021. False: the changes of one
    /// event come in one message, as in later samples.
    /// </summary>
    public bool OneChangePerMessage { get; init; }

    /// <summary>
    /// Section 6.3: what happens out of sight (hidden orders) shows as ["0","0",sequence] on level2.
    /// </summary>
    public bool BlanksHiddenChanges { get; init; } = true;

    /// <summary>
    /// Section 8: the Pro API (REST under /api/ua/v1 and its streams) is served; whether it is out of beta is
    /// not known.
    /// </summary>
    public bool ServesProApi { get; init; } = true;

    internal void Validate()
    {
        SimulatorOptions.Check(PermissionStatus is 401 or 403, "Quirk permission_status must be 401 or 403");
        SimulatorOptions.Check(TopicsPerConnection is >= 1 and <= 10_000,
            "Quirk topics_per_connection must be from 1 to 10000");
        SimulatorOptions.Check(ConnectionsPerUser is >= 0 and <= 100_000,
            "Quirk connections_per_user must be from 0 to 100000");
        SimulatorOptions.Check(ConnectionsPerMinute is >= 0 and <= 100_000,
            "Quirk connections_per_minute must be from 0 to 100000");
        SimulatorOptions.Check(OrdersPerBatch is >= 1 and <= 100,
            "Quirk orders_per_batch must be from 1 to 100");
        SimulatorOptions.Check(ConnectionHours is >= 0 and <= 10_000,
            "Quirk connection_hours must be from 0 to 10000");
        SimulatorOptions.Check(SilenceFactor is >= 1 and <= 100,
            "Quirk silence_factor must be from 1 to 100");
        SimulatorOptions.Check(MarketBuyBySizeEnds is "filled" or "canceled",
            "Quirk market_buy_by_size_ends must be filled or canceled");
    }
}
