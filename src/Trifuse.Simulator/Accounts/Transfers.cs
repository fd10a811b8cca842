using Trifuse.Simulator.Matching;
using Trifuse.Simulator.Numbers;

namespace Trifuse.Simulator.Accounts;

/// <summary>A transfer as the client sent it (KuCoin protocol 4.5, universal-transfer).</summary>
public sealed record TransferRequest
{
    public string? ClientOid { get; init; }

    /// <summary>INTERNAL (or absent), PARENT_TO_SUB or SUB_TO_PARENT.</summary>
    public string? Kind { get; init; }

    public string? Currency { get; init; }

    public string? Amount { get; init; }

    /// <summary>MAIN, TRADE ... in any case; see <see cref="AccountTypes"/>.</summary>
    public string? FromType { get; init; }

    public string? FromUserId { get; init; }

    public string? ToType { get; init; }

    public string? ToUserId { get; init; }
}

/// <summary>
/// Moves money between the purses of an account, and between a master and its subs. Both sides get a line in
/// their ledgers and a push of their balances.
/// </summary>
public sealed class Transfers(
    AccountRegistry accounts, Func<string, bool> isCurrency, IdSource ids, IExchangeObserver observer)
{
    private const int Kept = 10_000;
    private const int PlacesMax = 18;

    private readonly Dictionary<(Account Caller, string ClientOid), string> _done = [];
    private readonly Queue<(Account Caller, string ClientOid)> _oldest = new();

    /// <summary>What of a currency could be taken out of a purse now.</summary>
    public static Dec Transferable(Account account, AccountType type, string currency) =>
        account.Ledger.Of(type, currency).Available;

    /// <summary>
    /// Moves at once. A clientOid that was used before moves nothing and answers with that transfer's id.
    /// </summary>
    /// <param name="caller">Whose key asks.</param>
    /// <param name="request">What to move.</param>
    /// <param name="transferId">The transfer's orderId; empty when refused.</param>
    public Rejection? Move(Account caller, TransferRequest request, out string transferId)
    {
        transferId = "";
        if (!string.IsNullOrEmpty(request.ClientOid)
            && _done.TryGetValue((caller, request.ClientOid), out string? before))
        {
            transferId = before;
            return null;
        }

        if (string.IsNullOrEmpty(request.Currency) || !isCurrency(request.Currency))
        {
            return OrderValidation.Parameter("currency is invalid");
        }

        if (!Dec.TryParse(request.Amount, out Dec amount) || amount.Sign <= 0 || amount.Places() > PlacesMax)
        {
            return OrderValidation.Parameter("amount is invalid");
        }

        Rejection? refusal = FindEnds(caller, request, out Purse from, out Purse to);
        if (refusal is not null)
        {
            return refusal;
        }

        if (amount > Transferable(from.Account, from.Type, request.Currency))
        {
            return new Rejection("230003", "Balance insufficient.");
        }

        transferId = ids.NewHexId();
        bool between = from.Account != to.Account;
        Change(from, request.Currency, -amount, transferId, between);
        Change(to, request.Currency, amount, transferId, between);
        Remember(caller, request.ClientOid, transferId);
        return null;
    }

    /// <summary>Brings money in from outside, as a deposit does.</summary>
    public void Deposit(Account account, AccountType type, string currency, Dec amount) =>
        Change(new Purse(account, type), currency, amount, ids.NewHexId(), "DEPOSIT", "deposit");

    /// <summary>The clientOids of an account's transfers and their answers, oldest first.</summary>
    public IReadOnlyList<NamedId> Answered(Account account) =>
        [.. _oldest.Where(k => k.Caller == account).Select(k => new NamedId(k.ClientOid, _done[k]))];

    public void Restore(Account account, IReadOnlyList<NamedId> answered)
    {
        foreach (NamedId transfer in answered)
        {
            Remember(account, transfer.Name, transfer.Id);
        }
    }

    private Rejection? FindEnds(Account caller, TransferRequest request, out Purse from, out Purse to)
    {
        from = default;
        to = default;
        if (!AccountTypes.TryParse(request.FromType, out AccountType fromType)
            || !AccountTypes.TryParse(request.ToType, out AccountType toType))
        {
            return OrderValidation.Parameter("account type is invalid");
        }

        Account? source = caller;
        Account? target = caller;
        switch (request.Kind)
        {
            case null or "" or "INTERNAL":
                if (fromType == toType)
                {
                    return OrderValidation.Parameter("from and to should not be the same account type");
                }

                break;
            case "PARENT_TO_SUB":
                source = caller.Master ?? caller;
                target = SubOf(caller, request.ToUserId);
                break;
            case "SUB_TO_PARENT":
                source = SubOf(caller, request.FromUserId);
                target = caller.Master ?? caller;
                break;
            default:
                return OrderValidation.Parameter("type should be INTERNAL, PARENT_TO_SUB or SUB_TO_PARENT");
        }

        if (source is null || target is null)
        {
            return OrderValidation.Parameter("The sub-account does not exist.");
        }

        from = new Purse(source, fromType);
        to = new Purse(target, toType);
        return null;
    }

    /// <summary>A master names one of its subs; a sub means itself.</summary>
    private Account? SubOf(Account caller, string? userId)
    {
        if (!caller.IsMaster)
        {
            bool itself = string.IsNullOrEmpty(userId)
                || string.Equals(userId, caller.UserId, StringComparison.Ordinal);
            return itself ? caller : null;
        }

        return accounts.FindByUserId(userId ?? "") is { } found && found.Master == caller ? found : null;
    }

    private void Change(Purse purse, string currency, Dec amount, string transferId, bool between) =>
        Change(purse, currency, amount, transferId, between ? "SUB_TRANSFER" : "TRANSFER", "transfer");

    private void Change(
        Purse purse, string currency, Dec amount, string transferId, string bizType, string cause)
    {
        Account account = purse.Account;
        Balance after = account.Ledger.Apply(purse.Type, currency, amount, Dec.Zero);
        long nowMs = ids.NowMs();
        account.Totals.AddMoved(purse.Type, currency, amount);
        account.Journal.Add(new LedgerEntry
        {
            Id = ++ids.LedgerId,
            Type = purse.Type,
            Currency = currency,
            Amount = amount.Sign < 0 ? -amount : amount,
            Balance = after.Total,
            BizType = bizType,
            IsIn = amount.Sign > 0,
            TimeMs = nowMs,
            OrderId = transferId,
        });
        observer.BalanceChanged(new BalanceChange
        {
            Account = account,
            Type = purse.Type,
            AccountId = account.Ledger.AccountIdOf(purse.Type, currency),
            After = after,
            AvailableChange = amount,
            HoldChange = Dec.Zero,
            Cause = account.NameOf(purse.Type) + "." + cause,
            OrderId = transferId,
            EventId = ++ids.EventId,
            TimeMs = nowMs,
        });
    }

    private void Remember(Account caller, string? clientOid, string transferId)
    {
        if (string.IsNullOrEmpty(clientOid))
        {
            return;
        }

        _done.Add((caller, clientOid), transferId);
        _oldest.Enqueue((caller, clientOid));
        if (_oldest.Count > Kept)
        {
            _ = _done.Remove(_oldest.Dequeue());
        }
    }

    private readonly record struct Purse(Account Account, AccountType Type);
}
