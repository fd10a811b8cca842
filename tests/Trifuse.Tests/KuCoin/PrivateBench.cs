using Trifuse.Core.Domain;
using Trifuse.KuCoin.Stream;

namespace Trifuse.Tests.KuCoin;

/// <summary>A private decoder with the fixtures' symbols and the last event that it delivered.</summary>
internal sealed class PrivateBench
{
    private readonly Inbox _inbox = new();

    public SymbolTable Symbols { get; } = new(["BTC-USDT", "KCS-USDT"]);

    public SymbolTable Currencies { get; } = new(["USDT", "KCS", "BTC"]);

    public PrivateDecoder Decoder { get; }

    public PrivateBench() => Decoder = new PrivateDecoder(Symbols, Currencies);

    public OrderEvent Order =>
        _inbox.Order ?? throw new InvalidOperationException("No order event was delivered.");

    public BalanceEvent Balance =>
        _inbox.Balance ?? throw new InvalidOperationException("No balance was delivered.");

    public OrderEvent? OrderOrNull => _inbox.Order;

    public BalanceEvent? BalanceOrNull => _inbox.Balance;

    public bool IsEmpty => _inbox.Order is null && _inbox.Balance is null;

    public DecodeResult Decode(ReadOnlySpan<byte> payload)
    {
        _inbox.Order = null;
        _inbox.Balance = null;
        var handler = new Handler(_inbox);
        return Decoder.Decode(payload, ref handler);
    }

    public OrderEvent ReadOrder(string payload)
    {
        Assert.Equal(DecodeResult.Message, Decode(KuCoinFixtures.Utf8(payload)));
        return Order;
    }

    public BalanceEvent ReadBalance(string payload)
    {
        Assert.Equal(DecodeResult.Message, Decode(KuCoinFixtures.Utf8(payload)));
        return Balance;
    }

    internal sealed class Inbox
    {
        public OrderEvent? Order { get; set; }

        public BalanceEvent? Balance { get; set; }
    }

    private readonly struct Handler(Inbox inbox) : IPrivateHandler
    {
        public void OnOrder(in OrderEvent orderEvent) => inbox.Order = orderEvent;

        public void OnBalance(in BalanceEvent balanceEvent) => inbox.Balance = balanceEvent;
    }
}
