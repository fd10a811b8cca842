namespace Trifuse.Core.Domain;

/// <summary>Receives decoded private messages; implemented by structs and used as a type parameter.</summary>
public interface IPrivateHandler
{
    /// <summary>An order event; events of orders that are not ours come too (IsOurs is false).</summary>
    void OnOrder(in OrderEvent orderEvent);

    /// <summary>A balance push.</summary>
    void OnBalance(in BalanceEvent balanceEvent);
}
