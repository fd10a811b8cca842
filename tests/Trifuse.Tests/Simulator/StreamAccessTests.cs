using Trifuse.Simulator;
using Trifuse.Simulator.Accounts;
using Trifuse.Simulator.Wire;
using Trifuse.Simulator.Wire.Streams;

namespace Trifuse.Tests.Simulator;

/// <summary>Tokens and connection counts, on a clock that the test moves.</summary>
public class StreamAccessTests
{
    private readonly HandClock _clock = new();

    [Fact]
    public void A_token_lasts_a_day_and_may_be_used_again()
    {
        Account account = AccountRegistry.Open([new SimulatorOptions().DefaultAccount], seed: 1).Default;
        var vault = new TokenVault(_clock);
        string open = vault.Issue(null);
        string own = vault.Issue(account, TokenUse.Pro);
        Assert.Matches("^[0-9a-f]{64}$", open);
        Assert.NotEqual(open, own);
        _clock.Move(TimeSpan.FromHours(24));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(TokenState.Valid, vault.Find(open, out TokenGrant? grant));
            Assert.Null(grant!.Account);
            Assert.Equal(TokenState.Valid, vault.Find(own, out grant));
            Assert.Equal((account, TokenUse.Pro), (grant!.Account, grant.Use));
        }

        _clock.Move(TimeSpan.FromSeconds(1));
        Assert.Equal(TokenState.Expired, vault.Find(open, out _));
        Assert.Equal(TokenState.Unknown, vault.Find("never issued", out _));
    }

    [Fact]
    public void Tokens_can_be_ended_early()
    {
        var vault = new TokenVault(_clock);
        string token = vault.Issue(null);
        vault.ExpireAll();
        Assert.Equal(TokenState.Expired, vault.Find(token, out _));
        Assert.Equal(TokenState.Valid, vault.Find(vault.Issue(null), out _));
    }

    [Fact]
    public void Connections_are_counted_by_user_and_by_minute()
    {
        var limits = new ConnectionLimits(openMax: 3, perMinuteMax: 4, _clock);
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(limits.TryOpen(null));
        }

        Assert.Contains("session count limitation of 3", limits.TryOpen(null));
        limits.Close(null);
        Assert.Null(limits.TryOpen(null));
        limits.Close(null);
        Assert.Contains("limitation of 4 per minute", limits.TryOpen(null));
        Account account = AccountRegistry.Open([new SimulatorOptions().DefaultAccount], seed: 1).Default;
        Assert.Null(limits.TryOpen(account));
        _clock.Move(TimeSpan.FromMinutes(1));
        Assert.Null(limits.TryOpen(null));
    }

    [Fact]
    public void A_limit_of_nothing_is_none()
    {
        var limits = new ConnectionLimits(0, 0, _clock);
        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.Null(limits.TryOpen(null)));
    }

    private sealed class HandClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Move(TimeSpan by) => _now += by;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long GetTimestamp() => _now.Ticks;
    }
}
