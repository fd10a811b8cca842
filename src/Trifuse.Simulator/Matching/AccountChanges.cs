using Trifuse.Simulator.Accounts;

namespace Trifuse.Simulator.Matching;

/// <summary>What of an account has changed since it was written down last.</summary>
/// <param name="Account">The account.</param>
/// <param name="Purses">Balances.</param>
/// <param name="Open">Open orders that are new or have changed.</param>
/// <param name="Done">Orders that are done now, oldest first.</param>
/// <param name="FillsAfter">Fills with greater ids are new.</param>
/// <param name="JournalAfter">Ledger lines with greater ids are new.</param>
/// <param name="TransfersAfter">The transfer that was written last; null: none.</param>
internal sealed record AccountChanges(
    Account Account,
    IReadOnlyCollection<(AccountType Type, string Currency)> Purses,
    IReadOnlyList<Order> Open,
    IReadOnlyList<Order> Done,
    long FillsAfter,
    long JournalAfter,
    string? TransfersAfter);
