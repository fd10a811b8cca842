namespace Trifuse.Simulator.Config;

/// <summary>Makes quirks of the [quirks] table: a key for each member, in small letters.</summary>
internal static class QuirkReader
{
    public static Quirks Read(TableReader? reader)
    {
        var usual = new Quirks();
        if (reader is null)
        {
            return usual;
        }

        var quirks = new Quirks
        {
            PermissionStatus = (int)reader.Whole("permission_status", usual.PermissionStatus, 401, 403),
            RefusesOldKeys = reader.Flag("refuses_old_keys", usual.RefusesOldKeys),
            TakesDecodedTarget = reader.Flag("takes_decoded_target", usual.TakesDecodedTarget),
            TopicsPerConnection =
                (int)reader.Whole("topics_per_connection", usual.TopicsPerConnection, 1, 10_000),
            OrdersPerBatch = (int)reader.Whole("orders_per_batch", usual.OrdersPerBatch, 1, 100),
            ConnectionsPerUser =
                (int)reader.Whole("connections_per_user", usual.ConnectionsPerUser, 0, 100_000),
            ConnectionsPerMinute =
                (int)reader.Whole("connections_per_minute", usual.ConnectionsPerMinute, 0, 100_000),
            TellsStateAtOnce = reader.Flag("tells_state_at_once", usual.TellsStateAtOnce),
            MakesClientOids = reader.Flag("makes_client_oids", usual.MakesClientOids),
            DuplicateOidCode = reader.Text("duplicate_oid_code", usual.DuplicateOidCode),
            UnknownOnCancelCode = reader.Text("unknown_on_cancel_code", usual.UnknownOnCancelCode),
            UnknownOnCancelText = reader.Text("unknown_on_cancel_text", usual.UnknownOnCancelText),
            UnknownOnQueryCode = reader.Text("unknown_on_query_code", usual.UnknownOnQueryCode),
            UnknownOnQueryText = reader.Text("unknown_on_query_text", usual.UnknownOnQueryText),
            NewRefusalCodes = reader.Flag("new_refusal_codes", usual.NewRefusalCodes),
            BalanceText = reader.Text("balance_text", usual.BalanceText),
            MarketBuyBySizeEnds =
                reader.Word("market_buy_by_size_ends", "filled", "canceled") ?? usual.MarketBuyBySizeEnds,
            HoldReleaseEvent = reader.Text("hold_release_event", usual.HoldReleaseEvent),
            ShowsKcsFees = reader.Flag("shows_kcs_fees", usual.ShowsKcsFees),
            SilenceFactor = reader.Number("silence_factor", usual.SilenceFactor, 1, 100),
            ConnectionHours = reader.Number("connection_hours", usual.ConnectionHours, 0, 10_000),
            KeepsSocketAfterError = reader.Flag("keeps_socket_after_error", usual.KeepsSocketAfterError),
            OneChangePerMessage = reader.Flag("one_change_per_message", usual.OneChangePerMessage),
            BlanksHiddenChanges = reader.Flag("blanks_hidden_changes", usual.BlanksHiddenChanges),
            ServesProApi = reader.Flag("serves_pro_api", usual.ServesProApi),
        };
        reader.Done();
        return quirks;
    }
}
