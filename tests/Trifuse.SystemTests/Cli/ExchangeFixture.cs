namespace Trifuse.SystemTests.Cli;

/// <summary>One exchange for all tests of a class.</summary>
public sealed class ExchangeFixture : IAsyncLifetime
{
    private StillExchange? _exchange;

    internal StillExchange Exchange => _exchange!;

    public async ValueTask InitializeAsync() => _exchange = await StillExchange.StartAsync();

    public ValueTask DisposeAsync() => _exchange!.DisposeAsync();
}
